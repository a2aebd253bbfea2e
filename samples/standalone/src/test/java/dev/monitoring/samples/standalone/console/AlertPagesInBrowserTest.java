package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.Monitoring;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** The console's pages about alerts and about ourselves in Chromium, before a service in which an alert fires. */
@Timeout(180)
class AlertPagesInBrowserTest {
    private static final String RULES = """
            groups:
            - name: shop
              interval: 1s
              rules:
              - alert: OrdersLate
                expr: vector(7) > 5
                labels: {severity: critical, team: shop}
                annotations: {summary: orders are late}
              - alert: MailsLate
                expr: vector(3) > 2
                for: 1h
                labels: {severity: warning}
            """;
    private static final String OBJECTIVES = """
            slos:
            - name: console
              target: 99
              min_events: 1
              events: {bad: 'monitoring_http_refused_total', total: 'monitoring_http_requests_total'}
            """;

    private static Monitoring monitoring;
    private static Browser browser;
    private static URI console;

    @BeforeAll
    static void open(@TempDir Path directory) throws IOException {
        assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElse(""));
        Path rules = Files.writeString(directory.resolve("rules.yml"), RULES);
        Path objectives = Files.writeString(directory.resolve("slos.yml"), OBJECTIVES);
        monitoring = Monitoring.builder()
                .interval(Duration.ofSeconds(1))
                .web(0)
                .set("monitoring.alerts.rules", rules.toString())
                .set("monitoring.alerts.slos", objectives.toString())
                .set("monitoring.alerts.notify.webhook", "http://127.0.0.1:9/hook")
                .start();
        console = monitoring.url().orElseThrow();
        browser = Browser.open();
        browser.look(1280, 900, "light");
    }

    @AfterAll
    static void close() throws IOException {
        if (browser != null) {
            browser.close();
        }
        if (monitoring != null) {
            monitoring.close();
        }
    }

    private static boolean isTrue(String script) {
        return Boolean.TRUE.equals(browser.run("return " + script));
    }

    private static String text(String selector) {
        return String.valueOf(browser.run("return document.querySelector(arguments[0])?.textContent", selector));
    }

    @Test
    void silencesAnAlertWithNothingButKeys() {
        browser.show(console, "alerts");
        browser.await("the alert", "return document.querySelector('.alert[data-state=firing]') !== null");

        browser.press("j");
        assertTrue(
                isTrue("document.activeElement.dataset.alert.includes('OrdersLate')"), "the most urgent one is first");
        browser.press("s");
        browser.await("the dialog", "return document.querySelector('dialog.silence') !== null");
        // An objective without traffic may have an alert of its own.
        assertTrue(
                text(".preview").matches("(?s)1 of [23] alerts, and those to come that fit, until .*OrdersLate.*"),
                text(".preview"));
        browser.press(Keys.ARROW_RIGHT); // from two hours to eight
        browser.press(Keys.ENTER);

        browser.await("the silence", "return document.querySelector('.silences li') !== null");
        assertTrue(text(".silences").contains("team=\"shop\""), text(".silences"));
        browser.await(
                "the mark",
                "return document.querySelector('.alert[data-state=firing]').textContent.includes('silenced')");
        assertTrue(isTrue("document.activeElement.dataset.alert.includes('OrdersLate')"), "the focus is where it was");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void showsWhyAnAlertDoesNotFireYet() {
        browser.show(console, "why?group=shop&rule=MailsLate");

        browser.await("the ladder", "return document.querySelectorAll('.rung').length === 7");
        assertEquals("◐ Pending", text(".verdict-word"));
        assertTrue(text(".rung[data-is-answer=true] h2").contains("Has it held for long enough?"), text(".ladder"));
        assertTrue(isTrue("document.querySelector('.rung [role=meter]').getAttribute('aria-valuemax') === '3600'"));
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void hasPagesForASmallDarkScreen() throws IOException {
        List<String> faults = new ArrayList<>();
        browser.look(360, 740, "dark");
        for (String page :
                List.of("alerts", "why?group=shop&rule=MailsLate", "slos", "notifications", "targets", "self")) {
            browser.show(console, page);
            browser.violations().forEach(each -> faults.add(page + " " + each));
            long wide = ((Number) browser.run("return document.documentElement.scrollWidth")).longValue();
            if (wide > 360) {
                faults.add(page + " is " + wide + " pixels wide");
            }
        }
        browser.look(1280, 900, "light");

        assertEquals("", String.join("\n", faults));
    }

    @Test
    void showsBudgetsOutboxAndOurselves() {
        browser.show(console, "slos");
        browser.await("a budget", "return document.querySelector('.budget-figure') !== null");
        browser.show(console, "notifications");
        browser.await("a receiver", "return document.querySelector('[data-key=\"test all\"]') !== null");
        browser.run("document.querySelector('[data-key=\"test all\"]').click()");
        browser.await(
                "that the test fails, and why",
                "return document.querySelector('td.bad')?.textContent.includes('127.0.0.1:9') === true");
        browser.show(console, "targets");
        browser.await("the targets", "return document.querySelectorAll('tbody tr').length >= 3");
        browser.show(console, "self");
        browser.await("what we take", "return document.querySelectorAll('.tile').length === 6");
        browser.show(console, "configuration");
        browser.await("what is set", "return document.querySelector('.is-set') !== null");
        String configuration = text("main");

        assertTrue(configuration.contains("monitoring.alerts.notify.webhook"), configuration);
        assertTrue(!configuration.contains("127.0.0.1:9/hook"), "a secret is shown");
        assertEquals(List.of(), browser.complaints());
    }
}

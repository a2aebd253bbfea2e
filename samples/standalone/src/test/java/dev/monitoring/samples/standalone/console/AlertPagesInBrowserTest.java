package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
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

    @RegisterExtension
    static final Browser BROWSER = Browser.before(AlertPagesInBrowserTest::service);

    private static MonitoringBuilder service(Path directory) throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.yml"), RULES);
        Path objectives = Files.writeString(directory.resolve("slos.yml"), OBJECTIVES);
        return Monitoring.builder()
                .interval(Duration.ofSeconds(1))
                .set("monitoring.alerts.rules", rules.toString())
                .set("monitoring.alerts.slos", objectives.toString())
                .set("monitoring.alerts.notify.webhook", "http://127.0.0.1:9/hook");
    }

    private static boolean isTrue(String script) {
        return Boolean.TRUE.equals(BROWSER.run("return " + script));
    }

    private static String text(String selector) {
        return String.valueOf(BROWSER.run("return document.querySelector(arguments[0])?.textContent", selector));
    }

    @Test
    void silencesAnAlertWithNothingButKeys() throws IOException {
        BROWSER.show("alerts");
        BROWSER.await("the alert", "return document.querySelector('.alert[data-state=firing]') !== null");

        BROWSER.press("j");
        assertTrue(
                isTrue("document.activeElement.dataset.alert.includes('OrdersLate')"), "the most urgent one is first");
        BROWSER.press("s");
        BROWSER.await("the dialog", "return document.querySelector('dialog.silence') !== null");
        assertEquals(List.of(), BROWSER.violations());
        // An objective without traffic may have an alert of its own.
        assertTrue(
                text(".preview").matches("(?s)1 of [23] alerts, and those to come that fit, until .*OrdersLate.*"),
                text(".preview"));
        BROWSER.press(Keys.ARROW_RIGHT); // from two hours to eight
        BROWSER.press(Keys.ENTER);

        BROWSER.await("the silence", "return document.querySelector('.silences li') !== null");
        assertTrue(text(".silences").contains("team=\"shop\""), text(".silences"));
        BROWSER.await(
                "the mark",
                "return document.querySelector('.alert[data-state=firing]').textContent.includes('silenced')");
        assertTrue(isTrue("document.activeElement.dataset.alert.includes('OrdersLate')"), "the focus is where it was");
        assertEquals(List.of(), BROWSER.complaints());
    }

    @Test
    void showsWhyAnAlertDoesNotFireYet() {
        BROWSER.show("why?group=shop&rule=MailsLate");

        BROWSER.await("the ladder", "return document.querySelectorAll('.rung').length === 7");
        assertEquals("◐ Pending", text(".verdict-word"));
        assertTrue(text(".rung[data-is-answer=true] h2").contains("Has it held for long enough?"), text(".ladder"));
        assertTrue(isTrue("document.querySelector('.rung [role=meter]').getAttribute('aria-valuemax') === '3600'"));
        assertEquals(List.of(), BROWSER.complaints());
    }

    @Test
    void hasPagesForASmallDarkScreen() throws IOException {
        List<String> faults = new ArrayList<>();
        BROWSER.look(360, 740, "dark");
        for (String page :
                List.of("alerts", "why?group=shop&rule=MailsLate", "slos", "notifications", "targets", "self")) {
            BROWSER.show(page);
            BROWSER.violations().forEach(each -> faults.add(page + " " + each));
            long wide = ((Number) BROWSER.run("return document.documentElement.scrollWidth")).longValue();
            if (wide > 360) {
                faults.add(page + " is " + wide + " pixels wide");
            }
        }
        BROWSER.look(1280, 900, "light");

        assertEquals("", String.join("\n", faults));
    }

    @Test
    void showsBudgetsOutboxAndOurselves() {
        BROWSER.show("slos");
        BROWSER.await("a budget", "return document.querySelector('.budget-figure') !== null");
        BROWSER.show("notifications");
        BROWSER.await("a receiver", "return document.querySelector('[data-key=\"test all\"]') !== null");
        BROWSER.run("document.querySelector('[data-key=\"test all\"]').click()");
        BROWSER.await(
                "that the test fails, and why",
                "return document.querySelector('td.bad')?.textContent.includes('127.0.0.1:9') === true");
        BROWSER.show("targets");
        BROWSER.await("the targets", "return document.querySelectorAll('tbody tr').length >= 3");
        BROWSER.show("self");
        BROWSER.await("what we take", "return document.querySelectorAll('.tile').length === 6");
        BROWSER.show("configuration");
        BROWSER.await("what is set", "return document.querySelector('.is-set') !== null");
        String configuration = text("main");

        assertTrue(configuration.contains("monitoring.alerts.notify.webhook"), configuration);
        assertTrue(!configuration.contains("127.0.0.1:9/hook"), "a secret is shown");
        assertEquals(List.of(), BROWSER.complaints());
    }
}

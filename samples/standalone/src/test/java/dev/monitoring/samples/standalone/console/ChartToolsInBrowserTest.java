package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.alerts.AlertFile;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.Keys;

/** What can be done with a chart and with a list, before a server that is upgraded. */
@Timeout(180)
class ChartToolsInBrowserTest {
    private static final String RULES = """
            groups:
            - name: shop
              rules:
              - alert: One
                expr: vector(1)
              - alert: Two
                expr: vector(2)
            """;

    private static final ChangingRedis REDIS = new ChangingRedis();
    private static Monitoring monitoring;
    private static Browser browser;
    private static URI console;

    @BeforeAll
    static void open(@TempDir Path directory) throws IOException {
        assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElse(""));
        Path rules = Files.writeString(directory.resolve("rules.yml"), RULES);
        monitoring = Monitoring.builder()
                .interval(Duration.ofSeconds(1))
                .set("monitoring.alerts.rules", rules.toString())
                .collector(REDIS, Target.of("redis", "cache-1:6379"))
                .web(0)
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

    private static String text(String selector) {
        return String.valueOf(browser.run("return document.querySelector(arguments[0])?.textContent", selector));
    }

    private static boolean has(String expression) {
        Instant now = Instant.ofEpochMilli(Clock.system().epochMillis());
        return ((VectorValue) monitoring.query(expression).at(now).value())
                        .samples()
                        .size()
                > 0;
    }

    @Test
    void makesARuleOfAChart(@TempDir Path directory) throws IOException {
        browser.show(console, "redis");
        browser.run("document.querySelector('[aria-label=\"What is this: Will its memory last?\"]').click()");
        browser.run(
                "[...document.querySelectorAll('.meaning button')].find((b) => b.textContent.startsWith('Make an alert')).click()");
        browser.await("the dialog", "return document.querySelector('dialog.rule') !== null");
        browser.run("document.querySelector('dialog.rule [type=number]').select()");
        browser.press("500000000");
        browser.await(
                "whether it holds",
                "return document.querySelector('dialog.rule').textContent.includes('It holds now for 1 series')");

        String rule = text("dialog.rule pre");
        AlertFile file = AlertFile.read(Files.writeString(directory.resolve("made.yml"), rule), "made.yml");
        assertEquals(List.of(), file.faults());
        assertTrue(
                rule.contains("alert: \"RedisMemory\"")
                        && rule.contains(
                                "redis_memory_used_bytes{job=\"redis\",instance=\"cache-1:6379\"} > 500000000\n")
                        && rule.contains("for: 5m\n"),
                rule);
        browser.picture("make-alert");
        assertEquals(List.of(), browser.violations());
        browser.press(Keys.ESCAPE);
        browser.await("no dialog", "return document.querySelector('dialog') === null");
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void marksRestartsAndVersionsOnCharts() {
        Await.until(
                "the old version for a while",
                () -> has("count_over_time(redis_instance_info{redis_version=\"7.2.4\"}[1m]) > 5"));
        browser.show(console, "redis");
        browser.await("the memory", "return document.querySelector('.legend li') !== null");
        assertFalse(text("main").contains("version 8"), "too early");

        REDIS.upgrade();

        Await.until(
                "the new version", () -> has("count_over_time(redis_instance_info{redis_version=\"8.0.1\"}[1m]) > 3"));
        browser.show(console, "redis?range=5m");
        browser.await(
                "its mark",
                "return [...document.querySelectorAll('.event')].some((each) => each.textContent.includes('◆ version 8.0.1'))");
        browser.await(
                "the mark of the restart",
                "return [...document.querySelectorAll('.event')].some((each) => each.textContent.includes('↻ restarted'))");
        assertFalse(text("main").contains("version 7.2.4"), "the first one known did not begin then");
        browser.picture("redis-upgraded");
    }

    @Test
    void isSearchedAndWalkedByKeysOnEachPage() {
        for (String page : List.of("targets", "alerts", "configuration", "notifications", "explore")) {
            browser.show(console, page);
            browser.await(
                    "something listed on " + page,
                    "return document.querySelector('#main [data-item], #main .rows li, #main .notice, #main .row') !== null");

            browser.press("/");
            browser.await("the field of " + page, "return document.activeElement.matches('.filter')");
            browser.press(Keys.ESCAPE);
            if (!page.equals("notifications")) {
                browser.press("jjk");
                browser.await(
                        "the first thing listed on " + page,
                        "return document.activeElement.matches('[data-item], .rows a')");
            }
        }
        browser.show(console, "targets?search=redis");
        browser.await("one target", "return document.querySelectorAll('#main tbody tr').length === 1");
        browser.press("j", Keys.ENTER);
        browser.await("its page", "return location.hash.startsWith('#/redis')");
        browser.press("/");
        browser.await("the search for pages", "return document.activeElement.closest('dialog.palette') !== null");
        browser.press(Keys.ESCAPE);
        assertEquals(List.of(), browser.complaints());
    }
}

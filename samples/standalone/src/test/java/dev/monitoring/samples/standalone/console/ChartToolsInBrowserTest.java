package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.AlertFile;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
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

    @RegisterExtension
    static final Browser BROWSER = Browser.before(ChartToolsInBrowserTest::service);

    private static MonitoringBuilder service(Path directory) throws IOException {
        Path rules = Files.writeString(directory.resolve("rules.yml"), RULES);
        return Monitoring.builder()
                .interval(Duration.ofSeconds(1))
                .set("monitoring.alerts.rules", rules.toString())
                .collector(REDIS, Target.of("redis", "cache-1:6379"));
    }

    private static String text(String selector) {
        return String.valueOf(BROWSER.run("return document.querySelector(arguments[0])?.textContent", selector));
    }

    private static boolean has(String expression) {
        Instant now = Instant.ofEpochMilli(Clock.system().epochMillis());
        return ((VectorValue) BROWSER.service().query(expression).at(now).value())
                        .samples()
                        .size()
                > 0;
    }

    @Test
    void makesARuleOfAChart(@TempDir Path directory) throws IOException {
        BROWSER.show("redis");
        BROWSER.run("document.querySelector('[aria-label=\"What is this: Will its memory last?\"]').click()");
        BROWSER.run(
                "[...document.querySelectorAll('.meaning button')].find((b) => b.textContent.startsWith('Make an alert')).click()");
        BROWSER.await("the dialog", "return document.querySelector('dialog.rule') !== null");
        BROWSER.run("document.querySelector('dialog.rule [type=number]').select()");
        BROWSER.press("500000000");
        BROWSER.await(
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
        BROWSER.picture("make-alert");
        assertEquals(List.of(), BROWSER.violations());
        BROWSER.press(Keys.ESCAPE);
        BROWSER.await("no dialog", "return document.querySelector('dialog') === null");
        assertEquals(List.of(), BROWSER.complaints());
    }

    @Test
    void isCopiedAsPromqlAsFiguresAndAsAPicture() {
        BROWSER.allowClipboard();
        BROWSER.show("redis");
        BROWSER.await("the memory", "return document.querySelector('.legend li') !== null");
        BROWSER.run("document.querySelector('[aria-label^=\"Copy: Will its memory\"]').focus()");
        BROWSER.press(Keys.ENTER, Keys.TAB, Keys.ENTER);
        BROWSER.await("that it says so", "return document.activeElement.textContent === 'PromQL copied'");
        String promql = copied();
        BROWSER.press(Keys.TAB, Keys.ENTER);
        BROWSER.await("that it says so", "return document.activeElement.textContent === 'CSV copied'");
        String figures = copied();
        BROWSER.press(Keys.TAB, Keys.ENTER);
        BROWSER.await("that it says so", "return document.activeElement.textContent === 'PNG copied'");

        assertTrue(promql.startsWith("redis_memory_used_bytes{job=\"redis\",instance=\"cache-1:6379\"}\n"), promql);
        assertTrue(figures.startsWith("time,used"), figures);
        assertTrue(figures.contains("Z,1000000000"), figures);
        assertEquals("image/png", copied());
        assertEquals(List.of(), BROWSER.complaints());
    }

    /** The text in the clipboard, or what else is there. */
    private static String copied() {
        return String.valueOf(BROWSER.runAsync("""
                const done = arguments[arguments.length - 1];
                navigator.clipboard.read().then(async ([item]) => done(
                  item.types.includes('text/plain') ? await (await item.getType('text/plain')).text() : item.types.join()),
                  (fault) => done(String(fault)));
                """));
    }

    @Test
    void givesItsPlaceAtTheLiveFeedBackWhenItIsLeft() {
        BROWSER.show("redis");
        Await.until("a client of the live feed", () -> has("monitoring_live_clients > 0"));

        BROWSER.leave();

        Await.until("none", () -> has("monitoring_live_clients == 0"));
        BROWSER.back();
        Await.until("one again", () -> has("monitoring_live_clients == 1"));
        BROWSER.await("life", "return document.querySelector('.status').dataset.state === 'live'");
    }

    @Test
    void completesPromqlByKeys() {
        Await.until("a metric", () -> has("redis_instance_info"));
        BROWSER.show("explore");
        BROWSER.run("document.querySelector('.editor').focus()");
        BROWSER.press("redis_inst");
        awaitOffer("redis_instance_info");
        BROWSER.press(Keys.TAB);
        BROWSER.press("{redis_v");
        awaitOffer("redis_version");
        BROWSER.press(Keys.ARROW_DOWN, Keys.ENTER);
        awaitOffer("7.2.4");
        BROWSER.press(Keys.TAB);
        BROWSER.press("}", Keys.ENTER);

        BROWSER.await("its graph", "return document.querySelector('.chart .legend li') !== null");
        assertEquals(
                "redis_instance_info{redis_version=\"7.2.4\"}",
                BROWSER.run("return document.querySelector('.editor').value"));
        assertEquals(List.of(), BROWSER.complaints());
    }

    private static void awaitOffer(String text) {
        BROWSER.await(
                "the offer of " + text,
                "return document.querySelector('.offers li code')?.textContent === '" + text + "'");
    }

    @Test
    void choosesASpanWithoutDrawingIt() throws IOException {
        BROWSER.show("redis");
        BROWSER.await("the memory", "return document.querySelector('.legend li') !== null");
        BROWSER.run("const menu = document.querySelector('select.range'); menu.value = 'choose';"
                + "menu.dispatchEvent(new Event('change'))");
        BROWSER.await("the dialog", "return document.querySelector('dialog.span') !== null");
        assertEquals(List.of(), BROWSER.violations());
        BROWSER.run("const [from, to] = document.querySelectorAll('dialog.span input'); from.value = to.value;"
                + "from.dispatchEvent(new Event('input'))");
        assertEquals(true, BROWSER.run("return document.querySelector('dialog.span .primary').disabled"));
        BROWSER.run("const from = document.querySelector('dialog.span input'); from.stepDown(120);"
                + "from.dispatchEvent(new Event('input'));"
                + "document.querySelector('dialog.span .primary').click()");

        BROWSER.await(
                "the two minutes",
                "return /from=\\d+&to=\\d+/.test(location.hash)"
                        + " && document.querySelector('#main').dataset.shown === 'redis'");
        assertEquals(
                120L,
                BROWSER.run("const params = new URLSearchParams(location.hash.split('?')[1]);"
                        + "return params.get('to') - params.get('from')"));
        BROWSER.press(Keys.ESCAPE);
        BROWSER.await("now", "return !location.hash.includes('from=')");
        assertEquals(List.of(), BROWSER.complaints());
    }

    @Test
    void marksRestartsAndVersionsOnCharts() {
        Await.until(
                "the old version for a while",
                () -> has("count_over_time(redis_instance_info{redis_version=\"7.2.4\"}[1m]) > 5"));
        BROWSER.show("redis");
        BROWSER.await("the memory", "return document.querySelector('.legend li') !== null");
        assertFalse(text("main").contains("version 8"), "too early");

        REDIS.upgrade();

        Await.until(
                "the new version", () -> has("count_over_time(redis_instance_info{redis_version=\"8.0.1\"}[1m]) > 3"));
        BROWSER.show("redis?range=5m");
        BROWSER.await(
                "its mark",
                "return [...document.querySelectorAll('.event')].some((each) => each.textContent.includes('◆ version 8.0.1'))");
        BROWSER.await(
                "the mark of the restart",
                "return [...document.querySelectorAll('.event')].some((each) => each.textContent.includes('↻ restarted'))");
        assertFalse(text("main").contains("version 7.2.4"), "the first one known did not begin then");
        BROWSER.picture("redis-upgraded");
    }

    @Test
    void isSearchedAndWalkedByKeysOnEachPage() {
        for (String page : List.of("targets", "alerts", "configuration", "notifications", "explore")) {
            BROWSER.show(page);
            BROWSER.await(
                    "something listed on " + page,
                    "return document.querySelector('#main [data-item], #main .rows li, #main .notice, #main .row') !== null");

            BROWSER.press("/");
            BROWSER.await("the field of " + page, "return document.activeElement.matches('.filter')");
            BROWSER.press(Keys.ESCAPE);
            if (!page.equals("notifications")) {
                BROWSER.press("jjk");
                BROWSER.await(
                        "the first thing listed on " + page,
                        "return document.activeElement.matches('[data-item], .rows a')");
            }
        }
        BROWSER.show("targets?search=redis");
        BROWSER.await("one target", "return document.querySelectorAll('#main tbody tr').length === 1");
        BROWSER.press("j", Keys.ENTER);
        BROWSER.await("its page", "return location.hash.startsWith('#/redis')");
        BROWSER.press("/");
        BROWSER.await("the search for pages", "return document.activeElement.closest('dialog.palette') !== null");
        BROWSER.press(Keys.ESCAPE);
        assertEquals(List.of(), BROWSER.complaints());
    }
}

package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.TcpLine;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A console that loses its service, and finds it again: it says so meanwhile, and lacks nothing afterwards. */
@Timeout(180)
class ReconnectInBrowserTest {
    private static final int OUTAGE_SECONDS = 12;

    /** Of a target that had just begun when the page was opened. */
    private static final int COARSEST_STEP_SECONDS = 5;

    /** The moments of a table and its figures, the newest first. */
    private static final String ROWS = "[...document.querySelectorAll('.table-host:not([hidden]) tbody tr')]"
            + ".map((row) => [Date.parse(row.querySelector('time').dateTime), row.querySelector('td').textContent])";

    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        assumeTrue(Browser.missing().isEmpty(), () -> Browser.missing().orElse(""));
        browser = Browser.open();
        browser.look(1280, 900, "light");
    }

    @AfterAll
    static void close() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    private static Monitoring started(int port) {
        return Monitoring.builder().interval(Duration.ofSeconds(1)).web(port).start();
    }

    private static void showTable(URI console) {
        browser.show(console, "jvm?range=5m");
        browser.await("lines", "return document.querySelectorAll('.legend li').length > 10");
        browser.run("document.querySelector('[aria-label^=\"Table: Is the heap\"]').click()");
        browser.await("some figures", "return " + ROWS + ".filter(([, text]) => text !== '–').length > 3");
    }

    private static void pass(int seconds) {
        long end = Clock.system().nanoTime() + Duration.ofSeconds(seconds).toNanos();
        Await.until(seconds + " seconds later", () -> Clock.system().nanoTime() > end);
    }

    @Test
    void lacksNoFigureAfterTheLineWasCut() throws IOException {
        try (Monitoring monitoring = started(0);
                TcpLine line = TcpLine.to(monitoring.url().orElseThrow())) {
            showTable(line.uri());
            long begin = Clock.system().epochMillis();

            line.cut();

            browser.await(
                    "that it says so",
                    "return /^Reconnecting, data as of \\d\\d:\\d\\d:\\d\\d/.test(document.querySelector('.banner').textContent)");
            browser.picture("reconnecting");
            pass(OUTAGE_SECONDS);
            long end = Clock.system().epochMillis();
            line.mend();
            browser.await(
                    "life",
                    "return document.querySelector('.status').dataset.state === 'live' && document.querySelector('.banner').hidden");
            browser.await(
                    "figures after it",
                    "return " + ROWS + ".some(([time, text]) => time > " + (end + 2_000) + " && text !== '–')");

            Object known = browser.run(
                    "return " + ROWS + ".filter(([time]) => time > " + begin + " && time < " + end + ").length");
            Object missing = browser.run("return " + ROWS + ".filter(([time, text]) => time > " + begin
                    + " && text === '–').map(([time]) => new Date(time).toISOString())");
            assertEquals(List.of(), missing);
            assertTrue(
                    ((Number) known).intValue() >= OUTAGE_SECONDS / COARSEST_STEP_SECONDS - 1,
                    () -> known + " moments of the outage are there");
        }
    }

    @Test
    void goesOnWithAServiceThatWasStartedAnew() throws IOException {
        int port;
        try (Monitoring first = started(0)) {
            URI console = first.url().orElseThrow();
            port = console.getPort();
            showTable(console);
        }
        browser.await(
                "that it says so", "return document.querySelector('.banner').textContent.startsWith('Reconnecting')");
        long restart = Clock.system().epochMillis();
        try (Monitoring second = started(port)) {
            assertEquals(port, second.url().orElseThrow().getPort());
            browser.await(
                    "life",
                    "return document.querySelector('.status').dataset.state === 'live' && document.querySelector('.banner').hidden");
            browser.await(
                    "figures of the new one",
                    "return " + ROWS + ".some(([time, text]) => time > " + (restart + 3_000) + " && text !== '–')");
        }
    }
}

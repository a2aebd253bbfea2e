package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.testing.TcpLine;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A console that loses its service, and finds it again: it says so meanwhile, and lacks nothing afterwards. */
@Timeout(180)
class ReconnectInBrowserTest {
    private static final int OUTAGE_SECONDS = 12;

    /** Of a target that had just begun when the page was opened. */
    private static final int COARSEST_STEP_SECONDS = 5;

    /** The moments of a table and its figures, the newest first. */
    private static final String ROWS = "[...document.querySelectorAll('.table-host:not([hidden]) tbody tr')]"
            + ".map((row) => [Date.parse(row.querySelector('time').dateTime), row.querySelector('td').textContent])";

    @RegisterExtension
    static final Browser BROWSER = Browser.alone();

    private static Monitoring started(int port) {
        return Monitoring.builder().interval(Duration.ofSeconds(1)).web(port).start();
    }

    private static void showTable(URI console) {
        BROWSER.show(console, "jvm?range=5m");
        BROWSER.await("lines", "return document.querySelectorAll('.legend li').length > 10");
        BROWSER.run("document.querySelector('[aria-label^=\"Table: Is the heap\"]').click()");
        BROWSER.await("some figures", "return " + ROWS + ".filter(([, text]) => text !== '–').length > 3");
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

            BROWSER.await(
                    "that it says so",
                    "return /^Reconnecting, data as of \\d\\d:\\d\\d:\\d\\d/.test(document.querySelector('.banner').textContent)");
            BROWSER.picture("reconnecting");
            pass(OUTAGE_SECONDS);
            long end = Clock.system().epochMillis();
            line.mend();
            BROWSER.await(
                    "life",
                    "return document.querySelector('.status').dataset.state === 'live' && document.querySelector('.banner').hidden");
            BROWSER.await(
                    "figures after it",
                    "return " + ROWS + ".some(([time, text]) => time > " + (end + 2_000) + " && text !== '–')");

            Object known = BROWSER.run(
                    "return " + ROWS + ".filter(([time]) => time > " + begin + " && time < " + end + ").length");
            Object missing = BROWSER.run("return " + ROWS + ".filter(([time, text]) => time > " + begin
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
        BROWSER.await(
                "that it says so", "return document.querySelector('.banner').textContent.startsWith('Reconnecting')");
        long restart = Clock.system().epochMillis();
        try (Monitoring second = started(port)) {
            assertEquals(port, second.url().orElseThrow().getPort());
            BROWSER.await(
                    "life",
                    "return document.querySelector('.status').dataset.state === 'live' && document.querySelector('.banner').hidden");
            BROWSER.await(
                    "figures of the new one",
                    "return " + ROWS + ".some(([time, text]) => time > " + (restart + 3_000) + " && text !== '–')");
        }
    }
}

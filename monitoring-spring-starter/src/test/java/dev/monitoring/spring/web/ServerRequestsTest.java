package dev.monitoring.spring.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.ManualClock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** How requests become timers. */
@ExtendWith(OutputCaptureExtension.class)
public class ServerRequestsTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final ManualClock clock = ManualClock.atEpochMillis(0);

    /** Requests in a registry, for tests of adapters. */
    public static ServerRequests requests(MeterRegistry registry, Clock clock, int maxUris) {
        return new ServerRequests(() -> registry, clock, maxUris);
    }

    private Timer timer(String... tags) {
        return registry.get("http.server.requests").tags(tags).timer();
    }

    @Test
    void takeAsLongAsTheClockSays() {
        ServerRequests requests = requests(registry, clock, 10);
        long begun = requests.begin();
        clock.advance(Duration.ofMillis(30));

        requests.answered(begun, "GET", "/articles", 200, null);

        assertEquals(30, timer("uri", "/articles").totalTime(TimeUnit.MILLISECONDS));
    }

    @ParameterizedTest
    @CsvSource({
        "0,   UNKNOWN, UNKNOWN,       UNKNOWN",
        "101, 101,     INFORMATIONAL, UNKNOWN",
        "204, 204,     SUCCESS,       UNKNOWN",
        "302, 302,     REDIRECTION,   REDIRECTION",
        "404, 404,     CLIENT_ERROR,  NOT_FOUND",
        "410, 410,     CLIENT_ERROR,  UNKNOWN",
        "503, 503,     SERVER_ERROR,  UNKNOWN",
        "999, 999,     UNKNOWN,       UNKNOWN"
    })
    void haveTagsByStatusWhereTheyHaveNoRoute(int status, String told, String outcome, String uri) {
        requests(registry, clock, 0).answered(0, "GET", null, status, null);

        assertEquals(1, timer("status", told, "outcome", outcome, "uri", uri).count());
    }

    @Test
    void areOfUnknownMethodWhereTheirCallersMakeOneUp() {
        ServerRequests requests = requests(registry, clock, 10);
        requests.answered(0, "BREW", "", 200, null);
        requests.answered(0, "brew", "", 200, null);

        assertEquals(2, timer("method", "UNKNOWN", "uri", "root").count());
    }

    @Test
    void areNamedAfterTheClassOfTheirException() {
        ServerRequests requests = requests(registry, clock, 10);
        RuntimeException anonymous = new RuntimeException() {
            private static final long serialVersionUID = 1;
        };
        requests.answered(0, "GET", "/articles", 500, new IllegalStateException());
        requests.answered(0, "GET", "/articles", 500, anonymous);

        assertEquals(
                1,
                timer("exception", "IllegalStateException", "error", "IllegalStateException")
                        .count());
        assertEquals(
                1,
                timer("exception", anonymous.getClass().getName(), "error", "").count());
    }

    @Test
    void countAsOthersBeyondTheRoutesThatAreToldApart(CapturedOutput output) {
        ServerRequests requests = requests(registry, clock, 2);
        for (int i = 0; i < 5; i++) {
            requests.answered(0, "GET", "/articles/" + i, 200, null);
        }
        requests.answered(0, "GET", "/articles/1", 200, null);
        requests.answered(0, "GET", null, 404, null);

        assertEquals(2, timer("uri", "/articles/1").count());
        assertEquals(3, timer("uri", "others").count());
        assertEquals(1, timer("uri", "NOT_FOUND").count());
        assertEquals(1, output.toString().split("management.metrics.web.server.max-uri-tags", -1).length - 1);
    }

    @Test
    void areBoundedInWhatTheyAreAnsweredWith() {
        ServerRequests requests = requests(registry, clock, 10);
        for (int status = 100; status < 1_000; status++) {
            requests.answered(0, "GET", "/any", status, null);
        }

        assertTrue(registry.getMeters().size() <= ServerRequests.MAX_ANSWERS + 1);
        assertEquals(
                900 - ServerRequests.MAX_ANSWERS, timer("status", "UNKNOWN").count());
    }
}

package dev.monitoring.collectors.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.collectors.events.Events;
import java.util.List;
import org.junit.jupiter.api.Test;

class LatencyTest {
    private static final Latency.Fields FIELDS =
            new Latency.Fields(List.of("published"), List.of("processed"), List.of("took_ms"), 3_600);

    @Test
    void isFromPublishingToProcessing() throws Exception {
        assertSeconds(1.25, "{\"published\":1795255200,\"processed\":\"2026-11-21T10:00:01.250Z\",\"took_ms\":9}", 0);
        assertSeconds(0, "{\"published\":1795255200,\"processed\":1795255200}", 0);
    }

    @Test
    void isTheDurationWhereATimeIsMissing() throws Exception {
        assertSeconds(0.25, "{\"published\":1795255200,\"took_ms\":250}", 1_795_255_299);
        assertSeconds(0.25, "{\"took_ms\":\"250\"}", 0);
    }

    @Test
    void takesTheMessagesTimestampForOneMissingTime() throws Exception {
        assertSeconds(2, "{\"published\":1795255200}", 1_795_255_202);
        assertSeconds(3, "{\"processed\":1795255205}", 1_795_255_202);
        assertSeconds(0, "{\"published\":1795255200.7}", 1_795_255_200);
        assertFault(Latency.Fault.NEGATIVE, "{\"published\":1795255201}", 1_795_255_200);
    }

    @Test
    void saysWhyThereIsNone() throws Exception {
        assertFault(Latency.Fault.MISSING, "{}", 1_795_255_200);
        assertFault(Latency.Fault.MISSING, "{\"published\":1795255200}", 0);
        assertFault(Latency.Fault.UNREADABLE, "{\"published\":\"soon\",\"processed\":1795255200}", 1_795_255_200);
        assertFault(Latency.Fault.UNREADABLE, "{\"took_ms\":\"long\"}", 0);
        assertFault(Latency.Fault.NEGATIVE, "{\"published\":1795255200.001,\"processed\":1795255200}", 0);
        assertFault(Latency.Fault.NEGATIVE, "{\"took_ms\":-1}", 0);
        assertFault(Latency.Fault.TOO_LONG, "{\"published\":1795255200,\"processed\":1795258801}", 0);
        assertSeconds(3_600, "{\"published\":1795255200,\"processed\":1795258800}", 0);
    }

    private static void assertSeconds(double seconds, String body, long sentSeconds) throws Exception {
        Latency latency = Latency.of(Events.of(body, sentSeconds), FIELDS);
        assertEquals(java.util.Optional.empty(), latency.fault(), body);
        assertEquals(seconds, latency.seconds(), 1e-6, body);
    }

    private static void assertFault(Latency.Fault fault, String body, long sentSeconds) throws Exception {
        assertEquals(
                fault, Latency.of(Events.of(body, sentSeconds), FIELDS).fault().orElseThrow(), body);
    }
}

package dev.monitoring.collectors.pipelines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GatewaysTest {
    private static final String SILENCE = "fr_gateway_silence_seconds";
    private static final String SEEN = "fr_gateway_last_seen_timestamp_seconds";

    private final ManualClock clock = ManualClock.at(Instant.parse("2026-11-21T10:00:00Z"));

    @Test
    void tellWhenEachWasHeardOfLast() {
        Gateways gateways = gateways(10);
        long since = clock.nanoTime();
        clock.advance(Duration.ofSeconds(30));
        gateways.heard("a");
        clock.advance(Duration.ofSeconds(7));

        RecordingSink sink = run(gateways, OptionalLong.of(since));

        assertEquals(7, sink.value(SILENCE, "gateway", "a"));
        assertEquals(1_795_255_230.0, sink.value(SEEN, "gateway", "a"));
        assertEquals(1, sink.value("fr_gateway_heartbeats_total", "gateway", "a"));
    }

    @Test
    void areNotAccusedOfAGapOfOurOwn() {
        Gateways gateways = gateways(10);
        gateways.heard("a");
        clock.advance(Duration.ofMinutes(10));
        assertFalse(run(gateways, OptionalLong.empty()).has(SILENCE, "gateway", "a"));
        long since = clock.nanoTime();
        clock.advance(Duration.ofSeconds(5));

        RecordingSink sink = run(gateways, OptionalLong.of(since));

        assertEquals(5, sink.value(SILENCE, "gateway", "a"));
    }

    @Test
    void areSilentFromTheStartWhereExpected() {
        Gateways gateways = gateways(10, "never");
        long since = clock.nanoTime();
        clock.advance(Duration.ofHours(30));

        RecordingSink sink = run(gateways, OptionalLong.of(since));

        assertEquals(108_000, sink.value(SILENCE, "gateway", "never"));
        assertEquals(0, sink.value("fr_gateway_heartbeats_total", "gateway", "never"));
        assertFalse(sink.has(SEEN, "gateway", "never"));
    }

    @Test
    void areForgottenAfterADayToMakeRoom() {
        Gateways gateways = gateways(1);
        gateways.heard("a");
        gateways.heard("b");
        RecordingSink full = run(gateways, OptionalLong.of(clock.nanoTime()));
        clock.advance(Duration.ofHours(25));
        run(gateways, OptionalLong.of(0));
        gateways.heard("c");

        RecordingSink later = run(gateways, OptionalLong.of(0));

        assertTrue(full.has(SILENCE, "gateway", "a"));
        assertEquals(1, full.value("fr_gateway_heartbeats_total", "gateway", "other"));
        assertFalse(full.has(SILENCE, "gateway", "other"));
        assertEquals(1, later.samples(SILENCE).size());
        assertTrue(later.has(SILENCE, "gateway", "c"));
    }

    @Test
    void stayBoundedWhateverNamesCome() {
        Gateways gateways = gateways(20);
        for (int i = 0; i < 100_000; i++) {
            gateways.heard("gateway-" + i);
        }

        RecordingSink sink = run(gateways, OptionalLong.of(0));

        assertEquals(20, sink.samples(SILENCE).size());
        assertEquals(99_980, sink.value("fr_gateway_heartbeats_total", "gateway", "other"));
    }

    private Gateways gateways(int limit, String... expected) {
        return new Gateways("fr", List.of(expected), limit, Duration.ofDays(1), clock);
    }

    private static RecordingSink run(Gateways gateways, OptionalLong since) {
        RecordingSink sink = new RecordingSink();
        gateways.emit(sink, since);
        assertEquals(List.of(), sink.faults());
        return sink;
    }
}

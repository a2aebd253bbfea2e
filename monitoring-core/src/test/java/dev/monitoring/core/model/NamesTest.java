package dev.monitoring.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NamesTest {
    @Test
    void acceptsWhatEveryPrometheusReads() {
        assertTrue(Names.isMetricName("node_memory_Active_anon_bytes"));
        assertTrue(Names.isMetricName("job:rate:sum"));
        assertTrue(Names.isLabelName("_x9"));
        assertFalse(Names.isLabelName("job:x"));
        assertFalse(Names.isMetricName("9lives"));
        assertFalse(Names.isMetricName("größe"));
        assertFalse(Names.isMetricName(""));
    }

    @Test
    void namesTheOffenderAndAWayOut() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Names.requireMetricName("http.server-time"));

        assertEquals(
                "metric name \"http.server-time\" has \".\" at index 4; it must match [a-zA-Z_:][a-zA-Z0-9_:]*, for example"
                        + " \"http_server_time\"",
                refusal.getMessage());
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Names.requireMetricName("2xx"))
                .getMessage()
                .endsWith("for example \"_2xx\""));
    }

    @Test
    void keepsPrometheusOwnLabelNamesFree() {
        assertTrue(assertThrows(IllegalArgumentException.class, () -> Names.requireLabelName("__name__"))
                .getMessage()
                .contains("reserves"));
    }

    @Test
    void keepsFamilyNamesVerbatim() {
        assertEquals(
                "pg_stat_activity_count",
                Family.gauge("pg_stat_activity_count", "Sessions.").name());
        assertEquals(
                MetricType.COUNTER,
                Family.counter("nginx_connections_accepted", "Accepted.").type());
    }

    @Test
    void refusesExtraTargetLabelsThatHideTheTarget() {
        assertThrows(
                IllegalArgumentException.class, () -> new Target("redis", "localhost:6379", Labels.of("job", "other")));
        assertThrows(IllegalArgumentException.class, () -> Target.of("", "a"));
        assertThrows(IllegalArgumentException.class, () -> Target.of("a", ""));
        assertEquals(
                Labels.of("job", "redis", "instance", "localhost:6379", "env", "prod"),
                new Target("redis", "localhost:6379", Labels.of("env", "prod")).labels());
    }
}

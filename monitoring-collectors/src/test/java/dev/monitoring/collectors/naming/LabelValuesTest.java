package dev.monitoring.collectors.naming;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LabelValuesTest {
    @Test
    void tellsTheFirstApartAndNoMore() {
        LabelValues values = new LabelValues(2);

        assertEquals("a", values.of("a"));
        assertEquals("b", values.of(" b\n"));
        assertEquals("other", values.of("c"));
        assertEquals("a", values.of("a"));
        assertEquals("unknown", values.of("  "));
        assertEquals("other", values.of("other"));
    }

    @Test
    void makesRoomForAnother() {
        LabelValues values = new LabelValues(1);
        values.of("a");

        values.forget("a");

        assertEquals("b", values.of("b"));
        assertEquals("other", values.of("a"));
    }

    @Test
    void keepsALineOfBoundedLengthAndWholeCharacters() {
        assertEquals("a?b", LabelValues.clean("a\u0000b"));
        assertEquals("a?b", LabelValues.clean("a\ud800b"));
        assertEquals(64, LabelValues.clean("x".repeat(1_000)).length());
        assertEquals("😀".repeat(32), LabelValues.clean("😀".repeat(100)));
    }

    @Test
    void cutsBetweenCharacters() {
        assertEquals("abc", LabelValues.cut("abc", 3));
        assertEquals("ab", LabelValues.cut("abc", 2));
        assertEquals("a", LabelValues.cut("a😀", 2));
    }
}

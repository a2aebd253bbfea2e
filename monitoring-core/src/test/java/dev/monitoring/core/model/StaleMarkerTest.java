package dev.monitoring.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StaleMarkerTest {
    @Test
    void isTheNanThatPrometheusUses() {
        assertEquals(0x7ff0000000000002L, Double.doubleToRawLongBits(StaleMarker.VALUE));
        assertTrue(Double.isNaN(StaleMarker.VALUE));
    }

    @Test
    void isToldFromOtherNan() {
        assertTrue(StaleMarker.is(StaleMarker.VALUE));
        assertFalse(StaleMarker.is(Double.NaN));
        assertFalse(StaleMarker.is(0));
    }
}

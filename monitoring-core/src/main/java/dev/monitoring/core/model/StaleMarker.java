package dev.monitoring.core.model;

/**
 * The value that says "this series ended here": one particular NaN, bit for bit the one Prometheus uses, so that it
 * survives remote write in both directions.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness">Staleness</a>
 */
public final class StaleMarker {
    /** The bits of the marker. */
    public static final long BITS = 0x7ff0000000000002L;

    /** The marker. Tell it from other NaN with {@link #is(double)}, not with a comparison. */
    public static final double VALUE = Double.longBitsToDouble(BITS);

    private StaleMarker() {}

    public static boolean is(double value) {
        return Double.doubleToRawLongBits(value) == BITS;
    }
}

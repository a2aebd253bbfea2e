package dev.monitoring.core.query;

/** What Prometheus 2.42 does otherwise than version 3, for other modules' comparisons with Debian's tools. Stateless. */
public final class Version2 {
    private Version2() {}

    /** Windows, extrapolation and sums as in version 2.42. */
    public static QueryOptions options() {
        return QueryOptions.none().matchingVersion2();
    }
}

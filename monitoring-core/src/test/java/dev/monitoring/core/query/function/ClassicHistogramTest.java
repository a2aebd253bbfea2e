package dev.monitoring.core.query.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.query.value.Position;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClassicHistogramTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private final MonotonicityFixes fixes = new MonotonicityFixes();

    /** Buckets from bounds and counts in turn. */
    private ClassicHistogram histogram(double... boundsAndCounts) {
        ClassicHistogram histogram = new ClassicHistogram(boundsAndCounts.length / 2, false, fixes);
        for (int i = 0; i < boundsAndCounts.length; i += 2) {
            histogram.add(boundsAndCounts[i], boundsAndCounts[i + 1]);
        }
        return histogram;
    }

    // The values are those of histograms.test of Prometheus, for testhistogram at 50 minutes.
    @ParameterizedTest
    @CsvSource({"0, 0", "0.2, 0.048", "0.5, 0.15", "0.8, 0.72", "1, 1"})
    void quantilesAreInterpolatedWithinTheirBucket(double quantile, double expected) {
        assertEquals(
                expected, histogram(0.1, 50, 0.2, 70, 1, 110, INFINITY, 120).quantile(quantile, 0), 1e-12);
    }

    @Test
    void quantilesOutsideOfZeroToOneAreInfinite() {
        assertEquals(-INFINITY, histogram(1, 1, INFINITY, 2).quantile(-0.1, 0));
        assertEquals(INFINITY, histogram(1, 1, INFINITY, 2).quantile(1.1, 0));
        assertEquals(Double.NaN, histogram(1, 1, INFINITY, 2).quantile(Double.NaN, 0));
    }

    @Test
    void nothingCanBeSaidWithoutObservationsOrBounds() {
        assertEquals(Double.NaN, histogram(1, 0, INFINITY, 0).quantile(0.5, 0));
        assertEquals(Double.NaN, histogram(1, 1, 2, 2).quantile(0.5, 0));
        assertEquals(Double.NaN, histogram(INFINITY, 2).quantile(0.5, 0));
    }

    @Test
    void aLowestBucketBelowZeroIsNotInterpolated() {
        assertEquals(-0.2, histogram(-0.2, 10, -0.1, 20, 0.3, 20, INFINITY, 30).quantile(0.2, 0));
    }

    @Test
    void spellingsOfOneBoundAreOneBucket() {
        assertEquals(0.15, histogram(0.1, 1, 0.2, 1, 0.2, 2, INFINITY, 3).quantile(2.0 / 3, 0), 1e-12);
    }

    @Test
    void roundingIsLevelledSilently() {
        assertEquals(1, histogram(1, 100, 2, 100 - 1e-11, INFINITY, 100).quantile(1, 0), 1e-9);
        assertTrue(fixes.isEmpty());
    }

    @Test
    void realDecreasesAreLiftedAndRemarkedOn() {
        assertEquals(1, histogram(1, 10, 2, 8, 5, 9, INFINITY, 10).quantile(1, 1_700_000_000_000L), 1e-9);

        assertEquals(
                "PromQL info: input to histogram_quantile needed to be fixed for monotonicity (see"
                        + " https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
                        + " for metric name \"x\", from buckets 2 to 5, with a max diff of 2, over 1 samples from"
                        + " 2023-11-14T22:13:20Z to 2023-11-14T22:13:20Z (1:1)",
                fixes.remark("x", Position.in("x", 0, 1)).toString());
    }

    // The values are those of histograms.test of Prometheus.
    @ParameterizedTest
    @CsvSource({
        "0, 1.5, 0.02",
        "2, 5, 0.03",
        "400, Infinity, 0.94",
        "-Infinity, Infinity, 1",
        "2, 2, 0",
        "3, 2, 0",
        "-10, -5, 0",
        "0.5, 2, 0.025"
    })
    void fractionsAreInterpolatedWithinBuckets(double lower, double upper, double expected) {
        assertEquals(expected, histogram(1, 1, 2, 3, 3, 6, INFINITY, 100).fraction(lower, upper), 1e-12);
    }

    @Test
    void fractionsOfNothingAreNotANumber() {
        assertEquals(Double.NaN, histogram(1, 0, INFINITY, 0).fraction(0, 1));
        assertEquals(Double.NaN, histogram(1, 1, INFINITY, 2).fraction(Double.NaN, 1));
    }

    @ParameterizedTest
    @CsvSource({"0.1, 0.1", ".2, 0.2", "1e0, 1", "2.0e-1, 0.2", "+Inf, Infinity", "-Inf, -Infinity", "-5, -5"})
    void readsBounds(String label, double expected) {
        assertEquals(expected, ClassicHistogram.bound(label));
    }

    @ParameterizedTest
    @CsvSource({"''", "Hello World", "1.2.3", "1d", "e5", "0x", "-"})
    void refusesWhatIsNoBound(String label) {
        assertEquals(Double.NaN, ClassicHistogram.bound(label));
    }

    @Test
    void sortsBounds() {
        assertArrayEquals(new int[] {1, 2, 0}, ClassicHistogram.ascending(new double[] {INFINITY, -1, 0.5}));
    }
}

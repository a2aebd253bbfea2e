package dev.monitoring.core.query.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.query.function.RangeFunctions.Borders;
import dev.monitoring.core.query.function.RangeFunctions.Request;
import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeFunctionsTest {
    private static final long MINUTE = 60_000;
    private static final double ABSENT = Absent.VALUE;

    private final List<Annotation> remarks = new ArrayList<>();

    private RangeFunction function(String name, double... parameters) {
        List<double[]> rows =
                DoubleStream.of(parameters).mapToObj(p -> row(1_000, p)).toList();
        return RangeFunctions.of(new Request(name, rows, Borders.PLAIN, false, site()));
    }

    private static double[] row(int length, double value) {
        double[] row = new double[length];
        Arrays.fill(row, value);
        return row;
    }

    private CallSite site() {
        Position position = Position.in("f(x)", 0, 4);
        return new CallSite(position, List.of(position, position, position), remarks::add);
    }

    /** Samples a minute apart from time 0; NaN-free gaps are left out. */
    private static Windows windows(int steps, long firstEnd, long range, double... values) {
        WindowShape shape = new WindowShape(steps, firstEnd, MINUTE, firstEnd, MINUTE, range, 0, 0, false);
        Windows windows = new Windows(shape, () -> {});
        long[] times = new long[values.length];
        for (int i = 0; i < times.length; i++) {
            times[i] = i * MINUTE;
        }
        windows.load(Labels.of("__name__", "x_total"), times, values.clone(), new long[0], values.length);
        return windows;
    }

    private double at(String name, long end, long range, double... values) {
        double[] out = new double[1];
        function(name).apply(windows(1, end, range, values), out);
        return out[0];
    }

    private static void assertRow(double[] actual, double... expected) {
        assertEquals(
                Arrays.stream(expected).mapToObj(RangeFunctionsTest::shown).toList(),
                Arrays.stream(actual).mapToObj(RangeFunctionsTest::shown).toList());
    }

    private static String shown(double value) {
        return Absent.is(value) ? "_" : String.valueOf(value);
    }

    @Test
    void windowsLeaveOutTheirStartAndTakeInTheirEnd() {
        double[] out = new double[4];

        int present = function("count_over_time").apply(windows(4, 0, 2 * MINUTE, 1, 1, 1, 1), out);

        assertRow(out, 1, 2, 2, 2);
        assertEquals(4, present);
    }

    @Test
    void staleMarkersAreNoSamples() {
        double[] out = new double[4];

        function("sum_over_time").apply(windows(4, 0, 2 * MINUTE, 1, StaleMarker.VALUE, StaleMarker.VALUE, 4), out);

        assertRow(out, 1, 1, ABSENT, 4);
    }

    @Test
    void boundsAreFoundAnewWhereTimesDiffer() {
        Windows windows = windows(2, MINUTE, MINUTE, 1, 2, 3);
        double[] out = new double[2];
        function("last_over_time").apply(windows, out);

        windows.load(Labels.EMPTY, new long[] {30_000, 100_000}, new double[] {7, 8}, new long[0], 2);
        function("last_over_time").apply(windows, out);

        assertRow(out, 7, 8);
    }

    // The values are those of functions.test of Prometheus, section increase().
    @ParameterizedTest
    @CsvSource({"0, 100", "10, 105", "1, 101"})
    void increaseIsExtrapolatedToZeroAtMost(double first, double expected) {
        double[] values = new double[11];
        Arrays.setAll(values, i -> first + 10 * i);

        assertEquals(expected, at("increase", 10 * MINUTE, 20 * MINUTE, values), 1e-12);
    }

    @Test
    void counterResetsAddWhatWasCountedBefore() {
        assertEquals(8 - 1 + 5 + 6, at("increase", 5 * MINUTE, 5 * MINUTE + 1, 1, 5, 3, 6, 2, 8), 1e-3);
    }

    @Test
    void rateIsPerSecondAndNeedsTwoSamples() {
        assertEquals(1.0, at("rate", 2 * MINUTE, 2 * MINUTE, 0, 60, 120), 1e-12);
        assertTrue(Absent.is(at("rate", 2 * MINUTE, MINUTE, 0, 60, 120)));
    }

    @Test
    void deltaMayFall() {
        assertEquals(-20, at("delta", 2 * MINUTE, 2 * MINUTE + 1, 40, 30, 20), 1e-3);
    }

    @Test
    void rateLooksAtResetsOfEachWindowOnly() {
        double[] out = new double[4];

        function("increase").apply(windows(4, 2 * MINUTE, MINUTE + 1, 0, 10, 2, 5, 9), out);

        assertEquals(2, out[0], 1e-3);
        assertEquals(3, out[1], 1e-3);
        assertEquals(4, out[2], 1e-3);
        assertTrue(Absent.is(out[3]));
    }

    @Test
    void aStartInsideTheWindowCountsFromZero() {
        WindowShape shape = new WindowShape(1, 0, 1, 6 * MINUTE, 0, 5 * MINUTE, 0, 0, false);
        Windows windows = new Windows(shape, () -> {});
        long[] times = {4 * MINUTE};
        double[] out = new double[1];

        windows.load(Labels.EMPTY, times, new double[] {3}, new long[] {90_000}, 1);
        function("increase").apply(windows, out);

        assertRow(out, 3);
    }

    @Test
    void anOverlappingStartIsRemarkedOn() {
        Windows windows = new Windows(new WindowShape(1, 0, 1, 4 * MINUTE, 0, 3 * MINUTE, 0, 0, false), () -> {});
        long[] times = {2 * MINUTE, 3 * MINUTE, 4 * MINUTE};

        windows.load(Labels.of("__name__", "c"), times, new double[] {1, 2, 3}, new long[] {1, MINUTE, 2 * MINUTE}, 3);
        function("rate").apply(windows, new double[1]);

        assertEquals(
                "PromQL warning: sample has start time that overlaps with previous sample timestamp for metric \"c\""
                        + " (1:1)",
                remarks.get(0).toString());
    }

    @Test
    void extremesAreNotANumberOnlyWhereAllSamplesAre() {
        double nan = Double.NaN;
        double[] values = {nan, nan, 3, 1, nan, nan, nan};
        double[] out = new double[7];

        function("max_over_time").apply(windows(7, 0, 2 * MINUTE, values), out);
        assertRow(out, nan, nan, 3, 3, 1, nan, nan);

        function("min_over_time").apply(windows(7, 0, 2 * MINUTE, values), out);
        assertRow(out, nan, nan, 3, 1, 1, nan, nan);
    }

    @Test
    void slidingExtremesEqualThoseOfEachWindow() {
        Random random = new Random(7);
        double[] values = random.doubles(300).map(d -> Math.rint(d * 20)).toArray();
        double[] out = new double[300];

        function("max_over_time").apply(windows(300, 0, 17 * MINUTE, values), out);

        for (int i = 0; i < out.length; i++) {
            double expected =
                    Arrays.stream(values, Math.max(0, i - 16), i + 1).max().orElseThrow();
            assertEquals(expected, out[i], "step " + i);
        }
    }

    @Test
    void slidingQuantilesEqualThoseOfEachWindow() {
        Random random = new Random(8);
        double[] values =
                random.doubles(400).map(d -> d < 0.05 ? Double.NaN : d).toArray();
        for (double quantile : new double[] {0, 0.2, 0.5, 0.97, 0.99, 1}) {
            double[] out = new double[400];

            function("quantile_over_time", quantile).apply(windows(400, 0, 40 * MINUTE, values), out);

            for (int i = 0; i < out.length; i++) {
                double[] window = Arrays.copyOfRange(values, Math.max(0, i - 39), i + 1);
                double expected = Quantiles.of(quantile, window, window.length);
                assertEquals(expected, out[i], 1e-15, "quantile " + quantile + " step " + i);
            }
        }
    }

    @Test
    void largeQuantilesOfNumbersEqualThoseOfEachWindow() {
        double[] values = new Random(9).doubles(400).toArray();
        for (double quantile : new double[] {0.98, 0.99, 1}) {
            double[] out = new double[400];

            function("quantile_over_time", quantile).apply(windows(400, 0, 40 * MINUTE, values), out);

            for (int i = 0; i < out.length; i++) {
                double[] window = Arrays.copyOfRange(values, Math.max(0, i - 39), i + 1);
                assertEquals(Quantiles.of(quantile, window, window.length), out[i], "step " + i);
            }
        }
    }

    @Test
    void quantilesOutsideOfZeroToOneAreInfiniteAndRemarkedOn() {
        double[] out = new double[1];

        function("quantile_over_time", 1.5).apply(windows(1, MINUTE, 2 * MINUTE, 1, 2), out);

        assertRow(out, Double.POSITIVE_INFINITY);
        assertEquals(
                "PromQL warning: quantile value should be between 0 and 1, got 1.5 (1:1)",
                remarks.get(0).toString());
    }

    @Test
    void sumsSideBySideEqualThoseOneByOneToTheLastBit() {
        Random random = new Random(10);
        double[] values = random.doubles(300)
                .map(d -> (d - 0.5) * Math.pow(10, random.nextInt(12)))
                .toArray();
        double[] sums = new double[300];
        double[] means = new double[300];

        function("sum_over_time").apply(windows(300, 0, 23 * MINUTE, values), sums);
        function("avg_over_time").apply(windows(300, 0, 23 * MINUTE, values), means);

        for (int i = 0; i < 300; i++) {
            int from = Math.max(0, i - 22);
            assertEquals(CompensatedSum.of(values, from, i + 1), sums[i], "sum at step " + i);
            assertEquals(CompensatedSum.meanOf(values, from, i + 1), means[i], "mean at step " + i);
        }
    }

    @Test
    void meansOfHugeNumbersDoNotOverflow() {
        double huge = Double.MAX_VALUE;

        assertEquals(huge, at("avg_over_time", 3 * MINUTE, 10 * MINUTE, huge, huge, huge, huge), huge * 1e-15);
        assertEquals(Double.POSITIVE_INFINITY, at("sum_over_time", 3 * MINUTE, 10 * MINUTE, huge, huge, huge, huge));
    }

    @Test
    void sumsKeepWhatRoundingLoses() {
        assertEquals(2.0, at("sum_over_time", 3 * MINUTE, 10 * MINUTE, 1, 1e100, 1, -1e100));
        assertEquals(0.5, at("avg_over_time", 3 * MINUTE, 10 * MINUTE, 1, 1e100, 1, -1e100));
    }

    @Test
    void infinitiesOfBothSignsSumToNotANumber() {
        double infinity = Double.POSITIVE_INFINITY;

        assertEquals(infinity, at("sum_over_time", 2 * MINUTE, 10 * MINUTE, 1, infinity, 1));
        assertEquals(Double.NaN, at("sum_over_time", 2 * MINUTE, 10 * MINUTE, infinity, -infinity, 1));
        assertEquals(infinity, at("avg_over_time", 2 * MINUTE, 10 * MINUTE, 1, infinity, 1));
    }

    @Test
    void varianceIsThatOfTheWholePopulation() {
        assertEquals(4, at("stdvar_over_time", 7 * MINUTE, 10 * MINUTE, 2, 4, 4, 4, 5, 5, 7, 9), 1e-12);
        assertEquals(2, at("stddev_over_time", 7 * MINUTE, 10 * MINUTE, 2, 4, 4, 4, 5, 5, 7, 9), 1e-12);
    }

    @Test
    void changesCountNotANumberAsOneValue() {
        assertEquals(0, at("changes", 2 * MINUTE, 10 * MINUTE, Double.NaN, Double.NaN, Double.NaN));
        assertEquals(2, at("changes", 2 * MINUTE, 10 * MINUTE, 0, Double.NaN, 0));
        assertEquals(3, at("changes", 4 * MINUTE, 10 * MINUTE, 1, 2, 2, 1, 3));
        assertEquals(1, at("resets", 4 * MINUTE, 10 * MINUTE, 1, 2, 2, 1, 3));
    }

    // The value is that of functions.test of Prometheus, section deriv().
    @Test
    void derivIsTheSlopeOfTheFittedLine() {
        double[] values = {0, 10, 20, 30, 40, 0, 10, 20, 30, 40, 50};

        assertEquals(0.010606060606060607 * 5, at("deriv", 10 * MINUTE, 20 * MINUTE, values), 1e-15);
        assertEquals(0, at("deriv", 2 * MINUTE, 10 * MINUTE, 3, 3, 3));
        assertEquals(Double.NaN, at("deriv", MINUTE, 10 * MINUTE, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY));
    }

    @Test
    void predictLinearGoesOnFromTheMomentOfEvaluation() {
        double[] out = new double[1];

        function("predict_linear", 60).apply(windows(1, 3 * MINUTE, 10 * MINUTE, 0, 1, 2, 3), out);

        assertEquals(4, out[0], 1e-12);
    }

    @Test
    void smoothingFollowsALineAndRefusesOtherFactors() {
        double[] out = new double[1];
        Windows windows = windows(1, 3 * MINUTE, 10 * MINUTE, 1, 2, 3, 4);

        function("double_exponential_smoothing", 0.5, 0.5).apply(windows, out);

        assertEquals(4, out[0], 1e-12);
        QueryException refusal = assertThrows(
                QueryException.class,
                () -> function("double_exponential_smoothing", 0.5, 1).apply(windows, out));
        assertEquals("invalid trend factor. Expected: 0 < tf < 1, got: 1.000000", refusal.message());
    }

    @Test
    void timesOfExtremesAreThoseOfTheLastOnes() {
        assertEquals(180, at("ts_of_max_over_time", 4 * MINUTE, 10 * MINUTE, 1, 5, 2, 5, 2));
        assertEquals(0, at("ts_of_min_over_time", 4 * MINUTE, 10 * MINUTE, 1, 5, 2, 5, 2));
        assertEquals(60, at("ts_of_first_over_time", 4 * MINUTE, 4 * MINUTE, 1, 5, 2, 5, 2));
        assertEquals(240, at("ts_of_last_over_time", 4 * MINUTE, 4 * MINUTE, 1, 5, 2, 5, 2));
    }

    @Test
    void medianDeviationIsTheMedianDistanceFromTheMedian() {
        assertEquals(1, at("mad_over_time", 6 * MINUTE, 10 * MINUTE, 4, 6, 2, 1, 999, 1, 2));
    }

    @Test
    void extendedSelectorsSuitDifferencesOnly() {
        QueryException refusal = assertThrows(
                QueryException.class,
                () -> RangeFunctions.of(new Request("deriv", List.of(), Borders.ANCHORED, false, site())));

        assertEquals(
                "anchored modifier can only be used with: changes, delta, increase, rate, resets - not with deriv",
                refusal.message());
    }

    @Test
    void longWindowsAskNowAndThenWhetherToGoOn() {
        int[] asked = {0};
        int samples = 5_000;
        WindowShape shape = new WindowShape(1_000, 0, 1, samples, 1, samples, 0, 0, false);
        Windows windows = new Windows(shape, () -> asked[0]++);
        long[] times = new long[samples];
        Arrays.setAll(times, i -> i);

        windows.load(Labels.EMPTY, times, new double[samples], new long[0], samples);
        function("stddev_over_time").apply(windows, new double[1_000]);

        assertTrue(asked[0] >= 4, asked[0] + " times");
    }
}

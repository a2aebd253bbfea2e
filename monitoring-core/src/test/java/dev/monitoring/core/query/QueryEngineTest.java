package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryException.Code;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.StringValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.series.MemorySeries;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueryEngineTest {
    private static final long MINUTE = 60_000;

    private final ManualClock clock = ManualClock.atEpochMillis(0);
    private final MemorySeries data = new MemorySeries();
    private final QueryEngine engine = new QueryEngine(data, clock, QueryConfig.defaults());

    private static Labels labels(String name, String... others) {
        return Labels.of("__name__", name).withAll(Labels.of(others));
    }

    private List<VectorSample> vector(String query, long time) {
        return ((VectorValue) engine.instant(query, time).value()).samples();
    }

    private List<MatrixSeries> matrix(String query, long start, long end, long step) {
        return ((MatrixValue) engine.range(query, start, end, step).value()).series();
    }

    @Test
    void answersWithTheTypeOfTheExpression() {
        data.addEvery(labels("x"), 0, MINUTE, 1, 2, 3);

        assertEquals(new ScalarValue(5, 3), engine.instant("1 + 2", 5).value());
        assertEquals(new StringValue(5, "text"), engine.instant("\"text\"", 5).value());
        assertEquals(
                new VectorValue(List.of(new VectorSample(labels("x"), MINUTE, 2))),
                engine.instant("x", MINUTE).value());
        MatrixValue matrix = assertInstanceOf(
                MatrixValue.class, engine.instant("x[90s]", 2 * MINUTE).value());
        assertArrayEquals(new double[] {2, 3}, matrix.series().get(0).values());
    }

    @Test
    void rangeQueriesYieldMatrixesInOrderOfLabels() {
        data.addEvery(labels("x", "a", "2"), 0, MINUTE, 1, 2, 3);
        data.addEvery(labels("x", "a", "1"), MINUTE, MINUTE, 5);

        List<MatrixSeries> series = matrix("-x or label_replace(x, \"a\", \"0\", \"a\", \"2\")", 0, 2 * MINUTE, MINUTE);

        assertEquals(
                List.of(Labels.of("__name__", "x", "a", "0"), Labels.of("a", "1"), Labels.of("a", "2")),
                series.stream().map(MatrixSeries::labels).toList());
        assertArrayEquals(new long[] {MINUTE, 2 * MINUTE}, series.get(1).timestamps());
    }

    @Test
    void scalarsOfRangeQueriesAreSeriesWithoutLabels() {
        List<MatrixSeries> series = matrix("time()", 0, 2 * MINUTE, MINUTE);

        assertEquals(1, series.size());
        assertArrayEquals(new double[] {0, 60, 120}, series.get(0).values());
    }

    @Test
    void fullSeriesShareTheirTimes() {
        data.addEvery(labels("x", "a", "1"), 0, MINUTE, 1, 2, 3);
        data.addEvery(labels("x", "a", "2"), 0, MINUTE, 1, 2, 3);

        List<MatrixSeries> series = matrix("x", 0, 2 * MINUTE, MINUTE);

        assertSame(series.get(0).timestamps(), series.get(1).timestamps());
    }

    @Test
    void selectorsLookBackSoFarAndNoFurther() {
        data.addEvery(labels("x"), 0, MINUTE, 1);

        assertEquals(1, vector("x", 5 * MINUTE - 1).size());
        assertEquals(0, vector("x", 5 * MINUTE).size());
        assertEquals(
                0,
                ((VectorValue) engine.instant("x", MINUTE, QueryOptions.none().withLookback(Duration.ofMinutes(1)))
                                .value())
                        .samples()
                        .size());
    }

    @Test
    void staleSeriesAreGone() {
        data.addEvery(labels("x"), 0, MINUTE, 1, StaleMarker.VALUE);

        assertEquals(1, vector("x", MINUTE - 1).size());
        assertEquals(0, vector("x", MINUTE).size());
        assertEquals(1, vector("count_over_time(x[5m])", MINUTE).get(0).value());
    }

    @Test
    void theFluentFormAsksTheSame() {
        data.addEvery(labels("x"), 0, MINUTE, 1, 2);
        Query query = engine.query("x * 10");

        assertEquals(
                engine.instant("x * 10", MINUTE).value(),
                query.at(Instant.ofEpochMilli(MINUTE)).value());
        assertEquals(
                engine.range("x * 10", 0, MINUTE, MINUTE).value(),
                query.range(Instant.EPOCH, Instant.ofEpochMilli(MINUTE), Duration.ofMinutes(1))
                        .value());
    }

    @Test
    void metricNamesGoAtOnceUnlessConfiguredToGoAtTheEnd() {
        data.addEvery(labels("x_total"), 0, MINUTE, 0, 60);
        QueryEngine delayed =
                new QueryEngine(data, clock, QueryConfig.defaults().withDelayedNameRemoval(true));
        String query = "label_replace(rate(x_total[5m]), \"__name__\", \"rate_$1\", \"__name__\", \"(.+)\")";

        assertEquals(Labels.EMPTY, vector(query, MINUTE).get(0).labels());
        assertEquals(
                labels("rate_x_total"),
                ((VectorValue) delayed.instant(query, MINUTE).value())
                        .samples()
                        .get(0)
                        .labels());
    }

    @Test
    void seriesThatBecomeAlikeAreRefused() {
        data.addEvery(labels("x"), 0, MINUTE, 1);
        data.addEvery(labels("y"), 0, MINUTE, 1);

        assertEquals(
                "vector cannot contain metrics with the same labelset",
                refusal(Code.EXECUTION, "-{__name__=~\"x|y\"}").message());
    }

    private QueryException refusal(Code code, String query) {
        QueryException refusal = assertThrows(QueryException.class, () -> engine.instant(query, 0));
        assertEquals(code, refusal.code());
        return refusal;
    }

    @Test
    void matchingErrorsAreThoseOfPrometheus() {
        data.addEvery(labels("l", "a", "1", "b", "1"), 0, MINUTE, 1);
        data.addEvery(labels("l", "a", "1", "b", "2"), 0, MINUTE, 1);
        data.addEvery(labels("r", "a", "1"), 0, MINUTE, 1);

        assertEquals(
                "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)",
                refusal(Code.EXECUTION, "l + on(a) r").message());
        assertEquals(
                "found duplicate series for the match group {a=\"1\"} on the right hand-side of the operation:"
                        + " [{__name__=\"l\", a=\"1\", b=\"1\"}, {__name__=\"l\", a=\"1\", b=\"2\"}];many-to-many matching"
                        + " not allowed: matching labels must be unique on one side",
                refusal(Code.EXECUTION, "r + on(a) l").message());
        assertEquals(
                "multiple matches for labels: grouping labels must ensure unique matches",
                refusal(Code.EXECUTION, "l * on(a) group_left(b) r").message());
        assertTrue(refusal(Code.EXECUTION, "l + on(a) r").position().isPresent());
    }

    @Test
    void nativeHistogramsAreRefusedByName() {
        assertTrue(refusal(Code.EXECUTION, "histogram_count(x)").message().contains("native histograms"));
    }

    @Test
    void experimentalFunctionsNeedTheFlag() {
        data.addEvery(labels("x"), 0, MINUTE, 1);

        refusal(Code.BAD_DATA, "mad_over_time(x[5m])");
        assertEquals(
                1,
                ((VectorValue) engine.instant(
                                        "mad_over_time(x[5m])",
                                        0,
                                        QueryOptions.none().withExperimental(true))
                                .value())
                        .samples()
                        .size());
    }

    @Test
    void refusesRangesThatAreNone() {
        assertThrows(QueryException.class, () -> engine.range("x", 0, 10, 0));
        assertThrows(QueryException.class, () -> engine.range("x", 10, 0, 1));
        QueryException type = assertThrows(QueryException.class, () -> engine.range("x[5m]", 0, 10, 1));
        assertEquals(
                "invalid expression type \"range vector\" for range query, must be Scalar or instant Vector",
                type.message());
        assertEquals(Code.BAD_DATA, type.code());
    }

    @Test
    void tooManyStepsNameTheLimitAndItsKey() {
        MatrixValue points = (MatrixValue) engine.range("1", 0, 11_000, 1).value();
        assertEquals(11_001, points.series().get(0).size());

        QueryException refusal = assertThrows(QueryException.class, () -> engine.range("1", 0, 11_001, 1));

        assertEquals(Code.BAD_DATA, refusal.code());
        assertTrue(refusal.message().contains(QueryLimits.MAX_POINTS_KEY), refusal.message());
    }

    @Test
    void tooManySamplesNameTheLimitAndItsKey() {
        data.addEvery(labels("x"), 0, 1_000, new double[200]);

        QueryException refusal = assertThrows(
                QueryException.class,
                () -> engine.instant(
                        "sum_over_time(x[5m])", 200_000, QueryOptions.none().withMaxSamples(100)));

        assertEquals(Code.EXECUTION, refusal.code());
        assertTrue(refusal.message().contains(QueryLimits.MAX_SAMPLES_KEY), refusal.message());
    }

    @Test
    void subqueriesOfTooManyStepsAreRefusedBeforeTheyTakeMemory() {
        QueryException refusal =
                assertThrows(QueryException.class, () -> engine.instant("sum_over_time(vector(1)[50y:1ms])", 0));

        assertTrue(refusal.message().contains(QueryLimits.MAX_SAMPLES_KEY), refusal.message());
    }

    @Test
    void aQueryWhoseTimeIsUpStops() {
        for (int i = 0; i < 100; i++) {
            data.addEvery(labels("x", "a", "" + i), 0, MINUTE, 1);
        }
        QueryOptions slow = QueryOptions.none().withCancellation(() -> {
            clock.advance(Duration.ofSeconds(3));
            return false;
        });

        QueryException refusal = assertThrows(QueryException.class, () -> engine.instant("x", 0, slow));

        assertEquals(Code.TIMEOUT, refusal.code());
        assertTrue(refusal.message().contains(QueryLimits.TIMEOUT_KEY), refusal.message());
    }

    @Test
    void aQueryThatNobodyWaitsForStops() {
        data.addEvery(labels("x"), 0, MINUTE, 1);

        QueryException refusal = assertThrows(
                QueryException.class,
                () -> engine.instant("x", 0, QueryOptions.none().withCancellation(() -> true)));

        assertEquals(Code.CANCELED, refusal.code());
    }

    @Test
    void optionsMakeLimitsTighterOnly() {
        QueryLimits limits = QueryLimits.defaults();
        QueryOptions wide = QueryOptions.none()
                .withMaxSamples(Integer.MAX_VALUE)
                .withMaxPoints(Integer.MAX_VALUE)
                .withTimeout(Duration.ofHours(1));

        assertEquals(limits, wide.tighten(limits));
        assertEquals(
                Duration.ofSeconds(1),
                QueryOptions.none()
                        .withTimeout(Duration.ofSeconds(1))
                        .tighten(limits)
                        .timeout());
    }

    @Test
    void statisticsCountSamples() {
        data.addEvery(labels("x"), 0, MINUTE, 1, 2, 3, 4);

        QueryStatistics stats =
                engine.range("sum_over_time(x[2m])", 0, 3 * MINUTE, MINUTE).stats();

        assertEquals(1 + 2 + 2 + 2, stats.readSamples());
        assertTrue(stats.peakSamples() >= 4, stats.toString());
    }

    @Test
    void annotationsComeOnceEach() {
        data.addEvery(labels("x", "a", "1"), 0, MINUTE, 1, 2, 3);
        data.addEvery(labels("x", "a", "2"), 0, MINUTE, 1, 2, 3);

        assertEquals(
                List.of("PromQL info: metric might not be a counter, name does not end in _total/_sum/_count/_bucket:"
                        + " \"x\" (1:6)"),
                engine.range("rate(x[5m]) + rate(x[5m])", 0, 2 * MINUTE, MINUTE).annotations().stream()
                        .map(Object::toString)
                        .toList());
    }

    @Test
    void longChainsOfOperatorsFitASmallStack() throws InterruptedException {
        data.addEvery(labels("x"), 0, MINUTE, 1);
        String chain = "x" + " + x".repeat(490);
        double[] result = new double[1];

        Thread thread =
                new Thread(null, () -> result[0] = vector(chain, 0).get(0).value(), "small stack", 512 * 1024);
        thread.start();
        thread.join(10_000);

        assertEquals(491, result[0]);
    }

    @Test
    void formatsAndTakesApart() {
        assertEquals("sum by (a) (x)", engine.format("sum(x)by(a)"));
        assertTrue(engine.parse("x + 1").contains("binaryExpr"));
        assertEquals(1, engine.selector("{a=\"1\"}").size());
        assertThrows(QueryException.class, () -> engine.selector("{a=~\".*\"}"));
    }
}

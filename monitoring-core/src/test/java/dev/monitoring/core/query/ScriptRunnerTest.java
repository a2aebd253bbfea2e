package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.query.ScriptReport.Verdict;
import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The runner itself, with evaluators that are easy to see through. */
class ScriptRunnerTest {
    /** Answers each query with the stored sample of series {@code x} at that very time, and notes what it was asked. */
    private static class Exact implements ScriptEvaluator {
        final List<String> asked = new ArrayList<>();

        @Override
        public Answer instant(Queryable data, String query, long timestampMillis) {
            asked.add(timestampMillis + " " + query);
            List<VectorSample> samples = new ArrayList<>();
            long at = pinned(query, timestampMillis);
            for (Series series : data.select(List.of(Matcher.equal("__name__", "x")), at, at)) {
                samples.add(new VectorSample(series.labels(), timestampMillis, value(series, at)));
            }
            return new Answer(new VectorValue(samples), annotations());
        }

        List<Annotation> annotations() {
            return List.of();
        }

        private static long pinned(String query, long unpinned) {
            int at = query.indexOf("@ ");
            return at < 0 ? unpinned : Math.round(Double.parseDouble(query.substring(at + 2)) * 1e3);
        }

        @Override
        public Answer range(Queryable data, String query, long startMillis, long endMillis, long stepMillis) {
            asked.add(startMillis + ".." + endMillis + " " + query);
            List<MatrixSeries> result = new ArrayList<>();
            for (Series series : data.select(List.of(Matcher.equal("__name__", "x")), 0, Long.MAX_VALUE)) {
                List<Long> times = new ArrayList<>();
                List<Double> values = new ArrayList<>();
                for (long time = startMillis; time <= endMillis; time += stepMillis) {
                    long at = pinned(query, time);
                    SampleBuffer buffer = new SampleBuffer();
                    series.read(at, at, buffer);
                    if (buffer.size() == 1) {
                        times.add(time);
                        values.add(buffer.values()[0]);
                    }
                }
                result.add(new MatrixSeries(
                        series.labels(),
                        times.stream().mapToLong(Long::longValue).toArray(),
                        values.stream().mapToDouble(Double::doubleValue).toArray()));
            }
            return new Answer(new MatrixValue(result), annotations());
        }

        private static double value(Series series, long at) {
            SampleBuffer buffer = new SampleBuffer();
            series.read(at, at, buffer);
            return buffer.values()[0];
        }
    }

    private static ScriptReport run(ScriptEvaluator evaluator, String script) {
        return new ScriptRunner(evaluator).run("test", script);
    }

    private static void assertPasses(String script) {
        ScriptReport report = run(new Exact(), script);

        assertEquals(List.of(), report.complaints());
        assertTrue(report.count(Verdict.PASSED) > 0, report.summary());
    }

    private static String complaint(String script) {
        ScriptReport report = run(new Exact(), script);

        assertEquals(1, report.complaints().size(), report.summary());
        return report.complaints().get(0);
    }

    @Test
    void runsAnInstantCaseSixTimesAndEachAsARange() {
        Exact evaluator = new Exact();

        run(evaluator, "load 1m\n x 1 2 3\n\neval instant at 1m x\n x 2\n");

        assertEquals(
                List.of(
                        "60000 x",
                        "0..120000 x",
                        "-600000 x @ 60.000",
                        "-660000..-540000 x @ 60.000",
                        "0 x @ 60.000",
                        "-60000..60000 x @ 60.000",
                        "12000 x @ 60.000",
                        "-48000..72000 x @ 60.000",
                        "60000 x @ 60.000",
                        "0..120000 x @ 60.000",
                        "600000 x @ 60.000",
                        "540000..660000 x @ 60.000"),
                evaluator.asked);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    x offset 5m + y                  | x @ 60.000 offset 5m + y @ 60.000
                    sum by (a) (rate(x[5m]))         | sum by (a) (rate(x[5m] @ 60.000))
                    x @ 7 + x @ start()              | x @ 7.000 + x @ 60.000
                    max_over_time(rate(x[1m])[5m:])  | max_over_time(rate(x[1m])[5m:] @ 60.000)
                    sum_over_time(x[5m:] @ 7)        | sum_over_time(x[5m:] @ 7.000)
                    """)
    void pinsWhatHasNoTime(String query, String pinned) {
        assertEquals(pinned, ScriptPinning.pin(query, 60_000).orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"time()", "timestamp(x)", "hour()", "'predict_linear(x[5m], 3)'", "vector(step())"})
    void pinsNothingWhereTheMomentMattersAnyway(String query) {
        assertFalse(ScriptPinning.pin(query, 60_000).isPresent());
    }

    @Test
    void readsItemsOfASeries() {
        SeriesNotation sequence = SeriesNotation.parse(
                "m{a=\"}\", \"b.c\"=\"d\"} 1 _ 2x2 _x2 1+2x2 5-1.5x1 stale -Inf NaN 1e2 1m30s -30s-1mx1");

        assertEquals(Labels.of("__name__", "m", "a", "}", "b.c", "d"), sequence.labels());
        assertEquals(
                "1.0 _ 2.0 2.0 2.0 _ _ 1.0 3.0 5.0 5.0 3.5 stale -Infinity NaN 100.0 90.0 -30.0 -90.0",
                shown(sequence));
    }

    private static String shown(SeriesNotation sequence) {
        List<String> items = new ArrayList<>();
        for (SeriesNotation.Item item : sequence.items()) {
            boolean isStale = StaleMarker.is(item.value());
            items.add(
                    switch (item.kind()) {
                        case GAP -> "_";
                        case HISTOGRAM -> "h";
                        case NUMBER -> isStale ? "stale" : String.valueOf(item.value());
                    });
        }
        return String.join(" ", items);
    }

    @Test
    void tellsNativeHistogramsFromNumbers() {
        SeriesNotation sequence = SeriesNotation.parse("{} {{schema:0 sum:5 buckets:[1 2]}}x1 7 {{}}+{{sum:1}}x1 {{}}");

        assertEquals("h h 7.0 h h h", shown(sequence));
    }

    @Test
    void readsStartTimestamps() {
        SeriesNotation sequence = SeriesNotation.parse("x{a=\"b\"}@st _ -1mx1 0");

        assertTrue(sequence.isStarts());
        assertEquals("_ -60.0 -60.0 0.0", shown(sequence));
    }

    @Test
    void loadsAddUpUntilCleared() {
        assertPasses("""
                load 1m
                  x{a="1"} 1 2

                load 1m
                  x{a="2"} 3 4

                eval instant at 1m x
                  x{a="2"} 4
                  x{a="1"} 2

                clear

                load 1m
                  x{a="3"} 5

                eval range from 0 to 1m step 1m x
                  x{a="3"} 5 _
                """);
    }

    @Test
    void countsCasesThatTouchNativeHistogramsWithoutRunningThem() {
        ScriptReport report = run(new Exact(), """
                load_with_nhcb 1m
                  x 1
                  y {{schema:0 sum:1 count:1}}
                  z_bucket{le="1"} 1

                eval instant at 0 y
                  {} 1

                eval instant at 0 rate({__name__=~"z"}[5m])

                eval instant at 0 x
                  {} {{sum:1}}

                eval instant at 0 x
                  x 1
                """);

        assertEquals(3, report.count(Verdict.NATIVE_HISTOGRAMS));
        assertEquals(1, report.count(Verdict.PASSED));
    }

    @Test
    void complainsOfAnotherValue() {
        String complaint = complaint("load 1m\n x 1 2\n\neval instant at 1m x\n x 2.1");

        assertTrue(
                complaint.endsWith("test:4 failed: x\n      instant at 60000 ms: x: expected 2.1, but x{} is 2.0"),
                complaint);
    }

    @Test
    void complainsOfMissingAndSurplusSeries() {
        assertTrue(complaint("load 1m\n x 1\n\neval instant at 0 x\n x 1\n y 2").contains("missing [y{}]"));
        assertTrue(complaint("load 1m\n x 1\n\neval instant at 0 x").contains("unexpected x{}"));
        assertTrue(complaint("load 1m\n x 1\n\neval range from 0 to 1m step 1m x\n x 1 1")
                .contains("expected a point at 60000 ms"));
        assertTrue(complaint("load 1m\n x 1 1\n\neval range from 0 to 1m step 1m x\n x 1")
                .contains("more points than expected"));
    }

    @Test
    void complainsOfAnotherOrderOnlyWhereItMatters() {
        String load = "load 1m\n x{a=\"1\"} 1\n x{a=\"2\"} 2\n\n";

        assertPasses(load + "eval instant at 0 x\n x{a=\"2\"} 2\n x{a=\"1\"} 1");
        assertPasses(load + "eval instant at 0 x\n expect ordered\n x{a=\"1\"} 1\n x{a=\"2\"} 2");
        assertTrue(complaint(load + "eval instant at 0 x\n expect ordered\n x{a=\"2\"} 2\n x{a=\"1\"} 1")
                .contains("is at place 0"));
    }

    @Test
    void complainsOfAnswersWhereAFailureIsExpected() {
        assertTrue(
                complaint("load 1m\n x 1\n\neval instant at 0 x\n expect fail").contains("a failure was expected"));
    }

    @Test
    void comparesMessagesOfFailures() {
        ScriptEvaluator failing = new Exact() {
            @Override
            public Answer instant(Queryable data, String query, long timestampMillis) {
                throw QueryException.execution(null, "no way");
            }
        };

        assertEquals(
                1, run(failing, "eval instant at 0 x\n expect fail msg: no way").count(Verdict.PASSED));
        assertEquals(
                1,
                run(failing, "eval instant at 0 x\n expect fail regex: [aeiou] w")
                        .count(Verdict.PASSED));
        assertEquals(
                1,
                run(failing, "eval_fail instant at 0 x\n expected_fail_message no way")
                        .count(Verdict.PASSED));
        assertEquals(
                1, run(failing, "eval instant at 0 x\n expect fail msg: no wa").count(Verdict.FAILED));
        assertEquals(1, run(failing, "eval instant at 0 x").count(Verdict.REFUSED));
    }

    @Test
    void comparesAnnotationsBothWays() {
        Position position = Position.in("x", 0, 1);
        ScriptEvaluator remarking = new Exact() {
            @Override
            List<Annotation> annotations() {
                return List.of(Annotation.warning("odd", position), Annotation.info("fyi", null));
            }
        };
        String head = "load 1m\n x 1\n\neval instant at 0 x\n x 1\n";

        assertEquals(1, run(remarking, head).count(Verdict.PASSED));
        assertEquals(
                1,
                run(remarking, head + " expect warn msg: PromQL warning: odd (1:1)\n expect info regex: ^PromQL info")
                        .count(Verdict.PASSED));
        assertEquals(1, run(remarking, head + " expect no_warn").count(Verdict.FAILED));
        assertEquals(1, run(remarking, head + " expect warn regex: even").count(Verdict.FAILED));
    }

    @Test
    void refusesWhatIsNoScript() {
        assertTrue(complaint("load 1m\n x 1\n\nevil instant at 0 x").contains("line 4: no command: evil"));
        assertTrue(complaint("load 1m\n x one").contains("not a value of a series: one"));
        assertThrows(IllegalArgumentException.class, () -> SeriesNotation.parse("x{a!=\"b\"} 1"));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1.0000001, true",
        "1, 1.00001, false",
        "NaN, NaN, true",
        "0, 1e-320, true",
        "0, 1e-300, false",
        "0, -0, true",
        "Infinity, Infinity, true",
        "Infinity, -Infinity, false"
    })
    void forgivesAMillionth(double a, double b, boolean equal) {
        assertEquals(equal, ScriptComparison.almostEqual(a, b));
    }
}

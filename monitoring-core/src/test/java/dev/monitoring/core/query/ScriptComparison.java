package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.query.ScriptCommand.Aspect;
import dev.monitoring.core.query.ScriptCommand.Eval;
import dev.monitoring.core.query.ScriptCommand.Expectation;
import dev.monitoring.core.query.ScriptCommand.Range;
import dev.monitoring.core.query.SeriesNotation.Item;
import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.Annotation.Severity;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.StringValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares answers with what a script expects, by the rules of promqltest. */
final class ScriptComparison {
    private static final double TOLERANCE = 1e-6;
    private static final double SMALLEST_NORMAL = Double.MIN_NORMAL;

    private ScriptComparison() {}

    static void checkFailure(Eval eval, QueryException failure, String run) {
        List<Expectation> expected = eval.expectations(Aspect.FAIL);
        if (expected.isEmpty()) {
            throw failure;
        }
        for (Expectation expectation : expected) {
            if (!expectation.message().test(failure.message())) {
                throw new ScriptMismatch(
                        run,
                        "it fails as expected, but with " + failure.message() + " instead of " + expectation.shown());
            }
        }
    }

    static void checkAnnotations(Eval eval, List<Annotation> annotations, String run) {
        check(eval, annotations, Severity.WARNING, Aspect.WARN, Aspect.NO_WARN, run);
        check(eval, annotations, Severity.INFO, Aspect.INFO, Aspect.NO_INFO, run);
    }

    private static void check(
            Eval eval, List<Annotation> annotations, Severity severity, Aspect some, Aspect none, String run) {
        List<String> given = annotations.stream()
                .filter(annotation -> annotation.severity() == severity)
                .map(Annotation::toString)
                .toList();
        if (eval.expects(none) && !given.isEmpty()) {
            throw new ScriptMismatch(run, "no " + severity.word() + " was expected, but there are " + given);
        }
        List<Expectation> expected = eval.expectations(some);
        for (Expectation expectation : expected) {
            if (given.stream().noneMatch(expectation.message())) {
                throw new ScriptMismatch(run, "of " + given + " none is " + expectation.shown());
            }
        }
        for (String text : given) {
            if (!expected.isEmpty()
                    && expected.stream()
                            .noneMatch(expectation -> expectation.message().test(text))) {
                throw new ScriptMismatch(run, "unexpected " + severity.word() + ": " + text);
            }
        }
    }

    static void checkInstant(Eval eval, QueryValue value, String run) {
        if (eval.range().isPresent()) {
            checkMatrix(eval, value, eval.range().get(), run);
        } else if (eval.text().isPresent()) {
            if (!(value instanceof StringValue string)
                    || !string.text().equals(eval.text().get())) {
                throw new ScriptMismatch(
                        run, "expected the string " + eval.text().get() + ", but it gives " + value);
            }
        } else if (eval.scalar().isPresent()) {
            if (!(value instanceof ScalarValue scalar)) {
                throw new ScriptMismatch(run, "expected a scalar, but it gives " + value);
            }
            checkNumber(eval.scalar().get(), scalar.value(), "the scalar", run);
        } else if (value instanceof VectorValue vector) {
            checkVector(eval, vector.samples(), eval.expects(Aspect.ORDERED), run);
        } else {
            throw new ScriptMismatch(run, "expected a vector, but it gives " + value);
        }
    }

    private static void checkVector(Eval eval, List<VectorSample> samples, boolean ordered, String run) {
        Map<Labels, SeriesNotation> expected = expected(eval);
        List<Labels> order = List.copyOf(expected.keySet());
        for (int i = 0; i < samples.size(); i++) {
            VectorSample sample = samples.get(i);
            SeriesNotation sequence = expected.remove(sample.labels());
            if (sequence == null) {
                throw new ScriptMismatch(
                        run, "unexpected " + sample.labels() + " " + sample.value() + " in " + samples);
            }
            if (ordered && order.indexOf(sample.labels()) != i) {
                throw new ScriptMismatch(run, sample.labels() + " is at place " + i + " of " + samples);
            }
            checkNumber(
                    sequence.items().get(0).value(),
                    sample.value(),
                    sample.labels().toString(),
                    run);
        }
        if (!expected.isEmpty()) {
            throw new ScriptMismatch(run, "missing " + expected.keySet() + " in " + samples);
        }
    }

    private static Map<Labels, SeriesNotation> expected(Eval eval) {
        Map<Labels, SeriesNotation> expected = new LinkedHashMap<>();
        eval.expected().forEach(sequence -> expected.put(sequence.labels(), sequence));
        return expected;
    }

    static void checkMiddle(Eval eval, QueryValue value, long at, String run) {
        MatrixValue matrix = sorted(value, run);
        List<VectorSample> middle = new ArrayList<>();
        for (MatrixSeries series : matrix.series()) {
            for (int i = 0; i < series.size(); i++) {
                if (series.timestamps()[i] == at) {
                    middle.add(new VectorSample(series.labels(), at, series.values()[i]));
                }
            }
        }
        if (eval.expects(Aspect.ORDERED)) {
            return;
        }
        if (eval.scalar().isEmpty()) {
            checkVector(eval, middle, false, run);
            return;
        }
        if (middle.size() != 1) {
            throw new ScriptMismatch(run, "expected a scalar, but it gives " + value);
        }
        checkNumber(eval.scalar().get(), middle.get(0).value(), "the scalar", run);
    }

    static void checkRange(Eval eval, QueryValue value, String run) {
        checkMatrix(eval, value, new Range(eval.startMillis(), eval.endMillis(), eval.stepMillis()), run);
    }

    private static void checkMatrix(Eval eval, QueryValue value, Range range, String run) {
        MatrixValue matrix = sorted(value, run);
        Map<Labels, SeriesNotation> expected = expected(eval);
        for (MatrixSeries series : matrix.series()) {
            SeriesNotation sequence = expected.remove(series.labels());
            if (sequence == null) {
                throw new ScriptMismatch(run, "unexpected " + series);
            }
            checkPoints(sequence, series, range, run);
        }
        if (!expected.isEmpty()) {
            throw new ScriptMismatch(run, "missing " + expected.keySet() + " in " + matrix.series());
        }
    }

    private static void checkPoints(SeriesNotation expected, MatrixSeries actual, Range range, String run) {
        int next = 0;
        for (int i = 0; i < expected.items().size(); i++) {
            long timestamp = range.startMillis() + i * range.stepMillis();
            Item item = expected.items().get(i);
            if (timestamp > range.endMillis()) {
                throw new ScriptMismatch(run, "the script expects points of " + expected.labels() + " after the end");
            }
            if (item.kind() == Item.Kind.GAP) {
                continue;
            }
            if (next == actual.size() || actual.timestamps()[next] != timestamp) {
                throw new ScriptMismatch(run, "expected a point at " + timestamp + " ms in " + actual);
            }
            checkNumber(item.value(), actual.values()[next], "at " + timestamp + " ms of " + actual, run);
            next++;
        }
        if (next < actual.size()) {
            throw new ScriptMismatch(run, "more points than expected in " + actual);
        }
    }

    private static MatrixValue sorted(QueryValue value, String run) {
        if (!(value instanceof MatrixValue matrix)) {
            throw new ScriptMismatch(run, "expected a matrix, but it gives " + value);
        }
        for (int i = 1; i < matrix.series().size(); i++) {
            if (matrix.series()
                            .get(i - 1)
                            .labels()
                            .compareTo(matrix.series().get(i).labels())
                    >= 0) {
                throw new ScriptMismatch(run, "series are not in order of their labels: " + matrix.series());
            }
        }
        return matrix;
    }

    private static void checkNumber(double expected, double actual, String what, String run) {
        if (!almostEqual(expected, actual)) {
            throw new ScriptMismatch(run, "expected " + expected + ", but " + what + " is " + actual);
        }
    }

    /** Equal up to a relative difference of a millionth; NaN equals NaN, a stale marker only itself. */
    static boolean almostEqual(double a, double b) {
        if (StaleMarker.is(a) || StaleMarker.is(b)) {
            return StaleMarker.is(a) && StaleMarker.is(b);
        }
        if (Double.isNaN(a) && Double.isNaN(b) || a == b) {
            return true;
        }
        double sum = Math.abs(a) + Math.abs(b);
        double difference = Math.abs(a - b);
        if (a == 0 || b == 0 || sum < SMALLEST_NORMAL) {
            return difference < TOLERANCE * SMALLEST_NORMAL;
        }
        return difference / Math.min(sum, Double.MAX_VALUE) < TOLERANCE;
    }
}

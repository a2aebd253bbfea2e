package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.query.PromqlGenerator.Dialect;
import dev.monitoring.core.query.PromqlGenerator.Vocabulary;
import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.ParserOptions;
import dev.monitoring.core.query.syntax.PromqlParser;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.series.MemorySeries;
import dev.monitoring.core.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The engine's answers to made-up queries against those of the naive evaluator, step by step. */
class NaiveComparisonTest {
    private static final long SEED = Long.getLong("seed", 20251121);
    private static final int QUERIES = Integer.getInteger("queries", 1_500);
    private static final long START = 300_000;
    private static final long END = 1_200_000;
    private static final long STEP = 75_000;
    private static final double TOLERANCE = 1e-9;

    private final Random random = new Random(SEED);
    private int compared;
    private int refused;

    @Test
    void agreesWithTheNaiveEvaluator() {
        System.out.println("seed " + SEED);
        MemorySeries data = data();
        QueryEngine engine = new QueryEngine(data, Clock.system(), QueryConfig.defaults());
        Vocabulary words =
                new Vocabulary(List.of("count", "level", "sparse", "odd"), List.of("a", "b"), List.of("1", "2", "3"));
        PromqlGenerator generator = new PromqlGenerator(random, Dialect.V2, words);
        List<String> differences = new ArrayList<>();

        for (int i = 0; i < QUERIES; i++) {
            compare(engine, data, generator.query(random.nextInt(4)), differences);
        }

        assertEquals(List.of(), differences);
        assertTrue(compared > QUERIES / 3, "only " + compared + " were compared");
        System.out.println(compared + " answers agree, " + refused + " of them that there is none");
    }

    private void compare(QueryEngine engine, MemorySeries data, String query, List<String> differences) {
        Expr tree = PromqlParser.parse(query, ParserOptions.STABLE);
        Map<Labels, Map<Long, Double>> expected = new TreeMap<>();
        boolean expectRefusal = false;
        try {
            for (long time = START; time <= END; time += STEP) {
                long moment = time;
                tree.accept(new NaiveEvaluator(data, START, END, STEP, time))
                        .elements()
                        .forEach((labels, points) -> expected.computeIfAbsent(labels, ignored -> new TreeMap<>())
                                .put(moment, points.get(0).value()));
            }
        } catch (NaiveEvaluator.Unknown e) {
            return;
        } catch (NaiveEvaluator.Refused e) {
            expectRefusal = true;
        }
        compared++;
        refused += expectRefusal ? 1 : 0;
        try {
            Map<Labels, Map<Long, Double>> actual = answer(engine, query);
            if (expectRefusal) {
                differences.add(query + ": answered, but is not to be");
            } else if (!areAlmostEqual(expected, actual)) {
                differences.add(query + ":\n expected " + expected + "\n but was  " + actual);
            }
        } catch (QueryException e) {
            if (!expectRefusal) {
                differences.add(query + ": " + e.message());
            }
        }
    }

    private static Map<Labels, Map<Long, Double>> answer(QueryEngine engine, String query) {
        Map<Labels, Map<Long, Double>> answer = new TreeMap<>();
        MatrixValue matrix = (MatrixValue) engine.range(query, START, END, STEP).value();
        for (MatrixSeries series : matrix.series()) {
            Map<Long, Double> points = new TreeMap<>();
            for (int i = 0; i < series.size(); i++) {
                points.put(series.timestamps()[i], series.values()[i]);
            }
            answer.put(series.labels(), points);
        }
        return answer;
    }

    private static boolean areAlmostEqual(
            Map<Labels, Map<Long, Double>> expected, Map<Labels, Map<Long, Double>> actual) {
        if (!expected.keySet().equals(actual.keySet())) {
            return false;
        }
        for (Labels labels : expected.keySet()) {
            Map<Long, Double> a = expected.get(labels);
            Map<Long, Double> b = actual.get(labels);
            if (!a.keySet().equals(b.keySet())
                    || !a.keySet().stream().allMatch(time -> areAlmostEqual(a.get(time), b.get(time)))) {
                return false;
            }
        }
        return true;
    }

    private static boolean areAlmostEqual(double a, double b) {
        return Double.compare(a, b) == 0
                || a == b
                || Math.abs(a - b) <= TOLERANCE * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }

    /** Counters with resets, gauges, series with many gaps, and series with stale markers, NaN and infinities. */
    private MemorySeries data() {
        MemorySeries data = new MemorySeries();
        for (String a : List.of("1", "2")) {
            for (String b : List.of("1", "2", "3")) {
                double count = 0;
                for (long time = 0; time <= END; time += 15_000) {
                    count = random.nextInt(20) == 0 ? 0 : count + random.nextInt(5);
                    if (random.nextInt(20) > 0) {
                        data.add(labels("count", a, b), time, count);
                    }
                    data.add(labels("level", a, b), time, Math.rint(random.nextGaussian() * 100) / 4);
                    if (random.nextInt(8) == 0) {
                        data.add(labels("sparse", a, b), time + random.nextInt(15_000), random.nextInt(10));
                    }
                    data.add(labels("odd", a, b), time, odd());
                }
            }
        }
        return data;
    }

    private double odd() {
        return switch (random.nextInt(12)) {
            case 0 -> StaleMarker.VALUE;
            case 1 -> Double.NaN;
            case 2 -> random.nextInt(4) == 0 ? Double.POSITIVE_INFINITY : 1;
            case 3 -> random.nextInt(4) == 0 ? Double.NEGATIVE_INFINITY : -1;
            default -> random.nextInt(7) - 3;
        };
    }

    private static Labels labels(String name, String a, String b) {
        return Labels.of("__name__", name, "a", a, "b", b);
    }
}

package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.query.PromqlGenerator.Dialect;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryLimits;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.time.Clock;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Asks a real Prometheus 2.42 and the engine the same made-up queries over the same series, which the engine reads from plain
 * arrays and from the store by turns. The engine then takes windows,
 * extrapolates and sums as 2.42 does; everything else is as it always is.
 *
 * <p>{@code -Dmonitoring.comparison.queries=20000} asks more, {@code -Dmonitoring.seed=…} repeats a run.
 */
class PrometheusComparisonTest {
    private static final int QUERIES = Integer.getInteger("monitoring.comparison.queries", 2_000);
    private static final int SHOWN = 20;
    private static final int MAX_KNOWN_PERCENT = 5;

    @TempDir
    private Path folder;

    @Test
    void answersAsPrometheusDoes() throws Exception {
        assumeTrue(PrometheusServer.isInstalled(), "no Prometheus: /usr/bin/prometheus");
        long seed = Long.getLong("monitoring.seed", new Random().nextLong());
        ComparisonData data = new ComparisonData(seed);
        QueryEngine overMemory = engine(data.toMemory());
        List<String> differences = new ArrayList<>();
        int known = 0;
        int empty = 0;
        int failed = 0;

        try (PrometheusServer prometheus = PrometheusServer.start(folder);
                RingBufferStore store = data.toStore()) {
            QueryEngine overStore = engine(store);
            prometheus.write(data.sortedRuns());
            Random random = new Random(seed);
            PromqlGenerator generator = new PromqlGenerator(random, Dialect.V2, ComparisonData.VOCABULARY);
            for (int i = 0; i < QUERIES; i++) {
                Ask ask = Ask.random(generator.query(1 + i % 4), random);
                ComparisonAnswer theirs = ask.of(prometheus);
                ComparisonAnswer ours = ask.of(i % 2 == 0 ? overMemory : overStore);
                Optional<String> difference = ours.difference(theirs);
                if (difference.isPresent() && KnownDifference.explains(ask.query(), ours, theirs)) {
                    known++;
                    continue;
                }
                difference.ifPresent(text -> differences.add(ask + "\n      " + text));
                failed += theirs.failed() ? 1 : 0;
                empty += theirs.points().isEmpty() ? 1 : 0;
            }
        }

        System.out.println("asked Prometheus " + QUERIES + " queries, seed " + seed + ": " + differences.size()
                + " answers differ, " + known + " differ for known reasons, " + (empty - failed) + " are empty, "
                + failed
                + " are errors");
        differences.stream().limit(SHOWN).forEach(System.out::println);
        assertEquals(0, differences.size(), () -> "answers that differ, seed " + seed);
        int allowed = QUERIES * MAX_KNOWN_PERCENT / 100;
        assertTrue(known <= allowed, () -> "too many known differences, seed " + seed);
    }

    private static QueryEngine engine(Queryable data) {
        QueryConfig config = QueryConfig.defaults()
                .withLimits(QueryLimits.defaults().withMaxPoints(100_000).withMaxSamples(50_000_000));
        return new QueryEngine(data, Clock.system(), config);
    }

    /** A query with its time or times; an instant query has a step of 0. */
    private record Ask(String query, long startMillis, long endMillis, long stepMillis) {
        private static final int LEAD_MILLIS = 300_000;

        static Ask random(String query, Random random) {
            long span = ComparisonData.END_MILLIS - ComparisonData.START_MILLIS;
            long start =
                    ComparisonData.START_MILLIS - LEAD_MILLIS + (long) (random.nextDouble() * (span + 2 * LEAD_MILLIS));
            if (random.nextInt(3) != 0) {
                // On the grid of the samples, where windows and look-back have their edges.
                start -= start % ComparisonData.STEP_MILLIS;
            }
            if (random.nextBoolean()) {
                return new Ask(query, start, start, 0);
            }
            long step = List.of(15_000L, 60_000L, 7_000L, 100_000L, 15_001L).get(random.nextInt(5));
            return new Ask(query, start, start + step * random.nextInt(30), step);
        }

        ComparisonAnswer of(PrometheusServer prometheus) {
            return ComparisonAnswer.of(
                    stepMillis == 0
                            ? prometheus.ask("query", Map.of("query", query, "time", seconds(startMillis)))
                            : prometheus.ask(
                                    "query_range",
                                    Map.of(
                                            "query",
                                            query,
                                            "start",
                                            seconds(startMillis),
                                            "end",
                                            seconds(endMillis),
                                            "step",
                                            seconds(stepMillis))));
        }

        private static String seconds(long millis) {
            return BigDecimal.valueOf(millis, 3).toPlainString();
        }

        ComparisonAnswer of(QueryEngine engine) {
            QueryOptions options = QueryOptions.none().matchingVersion2();
            try {
                QueryResult result = stepMillis == 0
                        ? engine.instant(query, startMillis, options)
                        : engine.range(query, startMillis, endMillis, stepMillis, options);
                return ComparisonAnswer.of(result.value());
            } catch (QueryException e) {
                return ComparisonAnswer.error(e.message());
            }
        }
    }

    /** What is known to differ between 2.42 and 3 beyond what the engine can be told to do as 2.42. */
    private enum KnownDifference {
        /** 2.42 lets several elements meet one, if a comparison filters out all but one. */
        DUPLICATES_FILTERED_OUT {
            @Override
            boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
                return ours.error().startsWith("multiple matches for labels") && !theirs.failed();
            }
        },
        /** 2.42 keeps the metric name of what {@code atan2} computes. */
        NAMES_AFTER_ATAN2 {
            @Override
            boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
                return query.contains("atan2");
            }
        },
        /** The deviation of a single value that is no finite number is 0 in 2.42 and no number in 3. */
        DEVIATION_OF_ONE_ODD_VALUE {
            @Override
            boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
                return query.contains("stddev") || query.contains("stdvar");
            }
        },
        /** Of several equal elements 2.42 chooses others. */
        CHOICE_AMONG_EQUALS {
            @Override
            boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
                return query.contains("topk") || query.contains("bottomk");
            }
        },
        /** The last digit, which may differ between platforms, decides about what remains of a division, as minutes of hours do. */
        REMAINDERS {
            @Override
            boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
                return (query.contains("%") || PART_OF_TIME.matcher(query).find())
                        && MAY_DIFFER.matcher(query).find();
            }
        },
        /** The last digit, which may differ between platforms, is nearly all that is left of a difference. */
        CANCELLED_DIGITS {
            @Override
            boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
                return ours.differsInLastDigits(theirs)
                        && MAY_DIFFER.matcher(query).find();
            }
        },
        /** 2.42 refuses series that become alike even where they have no value at the same step. */
        SERIES_THAT_BECOME_ALIKE {
            @Override
            boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
                return theirs.error().equals("vector cannot contain metrics with the same labelset") && !ours.failed();
            }
        },
        /** Prometheus forgets the offset of a pinned selector within {@code timestamp}. */
        OFFSET_WITHIN_TIMESTAMP {
            @Override
            boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
                return query.contains("timestamp(") && query.contains(" @ ") && query.contains(" offset ");
            }
        },
        /** Sums of values that cancel each other out depend on the order of the series, which in 2.42 is left to chance. */
        ORDER_OF_SUMS {
            @Override
            boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
                return query.contains("odd_values") && (query.contains("sum") || query.contains("avg"));
            }
        },
        /** In 2.42 a pinned range moves on with the steps where another argument, or the function itself, is of the moment. */
        PINNED_BESIDE_MOVING {
            @Override
            boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
                return query.contains(" @ ")
                        && (query.contains("predict_linear") || query.contains("quantile_over_time"));
            }
        };

        private static final Pattern PART_OF_TIME =
                Pattern.compile("\\b(?:minute|hour|day_of_week|day_of_month|day_of_year|days_in_month|month|year)\\(");

        private static final Pattern MAY_DIFFER = Pattern.compile("\\^|log|ln|exp|sin|cos|tan");

        abstract boolean holds(String query, ComparisonAnswer ours, ComparisonAnswer theirs);

        static boolean explains(String query, ComparisonAnswer ours, ComparisonAnswer theirs) {
            return Stream.of(values()).anyMatch(difference -> difference.holds(query, ours, theirs));
        }
    }
}

package dev.monitoring.core.query.syntax;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.query.PromqlGenerator;
import dev.monitoring.core.query.PromqlGenerator.Dialect;
import dev.monitoring.core.query.PromqlGenerator.Vocabulary;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrettyPrinterTest {
    private static final String LONG_NAME = "a_metric_whose_name_is_rather_long_and_takes_up_half_of_a_line";

    private static Expr parse(String query) {
        return PromqlParser.parse(query, ParserOptions.EXPERIMENTAL);
    }

    private static String pretty(String query) {
        return PrettyPrinter.print(parse(query));
    }

    @Test
    void leavesShortQueriesOnOneLine() {
        assertEquals("sum by (job) (rate(x[5m])) / 2", pretty("sum(rate(x[5m]))by(job)/2"));
    }

    @Test
    void partsLongCalls() {
        assertEquals(
                """
                histogram_quantile(
                  0.99,
                  sum by (le, namespace) (
                    rate(prometheus_http_request_duration_seconds_bucket{handler="/api/v1/query",job="prometheus"}[5m])
                  )
                )""",
                pretty(
                        "histogram_quantile(0.99, sum by (le, namespace) (rate("
                                + "prometheus_http_request_duration_seconds_bucket{job=\"prometheus\", handler=\"/api/v1/query\"}[5m])))"));
    }

    @Test
    void partsLongChainsAtEachOperator() {
        assertEquals("""
                    %1$s
                  +
                    %1$s
                - on (job) group_left ()
                  %1$s""".formatted(LONG_NAME), pretty("%1$s + %1$s - on(job) group_left %1$s".formatted(LONG_NAME)));
    }

    @Test
    void keepsTogetherWhatFits() {
        assertEquals("""
                  (a + b)
                *
                  (
                      %1$s
                    /
                      %1$s
                  )""".formatted(LONG_NAME), pretty("(a + b) * (%1$s / %1$s)".formatted(LONG_NAME)));
    }

    @Test
    void keepsSignsAndSubqueriesWithTheirExpressions() {
        assertEquals(
                """
                max_over_time(
                  (
                      %1$s
                    or
                      %1$s
                  )[1h:5m] offset 1m
                )""".formatted(LONG_NAME),
                pretty("max_over_time((%1$s or %1$s)[1h:5m] offset 1m)".formatted(LONG_NAME)));
        assertEquals("""
                -(
                    %1$s
                  or
                    %1$s
                )""".formatted(LONG_NAME), pretty("-(%1$s or %1$s)".formatted(LONG_NAME)));
    }

    @Test
    void leavesInfinityThatIsRaisedWithoutASign() {
        assertEquals("""
                  Inf
                ^
                  (
                      %1$s
                    or
                      %1$s
                  )""".formatted(LONG_NAME), pretty("Inf ^ (%1$s or %1$s)".formatted(LONG_NAME)));
    }

    @Test
    void readsBackToTheSameTree() {
        long seed = Long.getLong("monitoring.seed", new Random().nextLong());
        PromqlGenerator generator = new PromqlGenerator(
                new Random(seed), Dialect.V3, new Vocabulary(List.of("some_metric"), List.of("a", "b"), List.of("x")));

        for (int i = 0; i < 1_000; i++) {
            Expr tree = parse(generator.query(5));
            String printed = PrettyPrinter.print(tree);

            assertEquals(TreeText.of(tree), TreeText.of(parse(printed)), () -> "seed " + seed + ": " + printed);
        }
    }

    @Test
    void printsChainsAsLongAsTheText() {
        String chain = PrettyPrinter.print(parse("1" + " + 1".repeat(2_000)));

        assertEquals(2_000, chain.chars().filter(c -> c == '+').count());
    }
}

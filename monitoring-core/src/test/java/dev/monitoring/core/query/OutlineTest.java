package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.ValueType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutlineTest {
    @Test
    void printsTheExpressionOnOneLine() {
        Outline outline = Outline.of("sum(rate(http_requests_total{job=\"api\"}[5m]))\n  by (code)\n  > 0.5");

        assertEquals("sum by (code) (rate(http_requests_total{job=\"api\"}[5m])) > 0.5", outline.text());
        assertEquals(ValueType.VECTOR, outline.type());
    }

    @Test
    void namesSelectorsFromLeftToRightWithRangeAndFunction() {
        Outline outline =
                Outline.of("rate(a[5m]) / (b{x=\"1\"} offset 1m) > on() max_over_time((rate(c[1m]))[1h:]) + absent(d)");

        assertEquals(
                List.of("a[5m]", "b{x=\"1\"} offset 1m", "c[1m]", "d"),
                outline.selectors().stream().map(Outline.Selector::text).toList());
        assertEquals(
                List.of(
                        Optional.of(Duration.ofMinutes(5)),
                        Optional.empty(),
                        Optional.of(Duration.ofMinutes(1)),
                        Optional.empty()),
                outline.selectors().stream().map(Outline.Selector::range).toList());
        assertEquals(
                List.of(Optional.of("rate"), Optional.empty(), Optional.of("rate"), Optional.of("absent")),
                outline.selectors().stream().map(Outline.Selector::function).toList());
        assertEquals("1:6", outline.selectors().get(0).position().toString());
    }

    @Test
    void standsLongChainsOfOperators() {
        Outline outline = Outline.of("a" + " + a".repeat(10_000));

        assertEquals(10_001, outline.selectors().size());
    }

    @Test
    void refusesWhatIsNoExpression() {
        assertEquals(
                "1:6: parse error: unclosed left parenthesis",
                assertThrows(QueryException.class, () -> Outline.of("sum(a"))
                        .getMessage()
                        .substring(0, 43));
    }
}

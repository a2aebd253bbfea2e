package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResultShapeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "up == 0",
                "sum(up == 0)",
                "a and b",
                "a unless b",
                "a > 1 or b > 2",
                "absent(up)",
                "(a > 0) / b",
                "-(a < 0)",
                "1 < a",
                "max_over_time((a > 1)[5m:])"
            })
    void isConditionalWhereElementsComeAndGo(String expression) {
        assertTrue(shape(expression).isConditional());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"up", "rate(a[5m])", "a > bool 1", "a > 1 or b", "sum by (x) (a)", "1 > bool 2", "vector(1)"})
    void isNotConditionalWhereElementsAlwaysCome(String expression) {
        assertFalse(shape(expression).isConditional());
    }

    /** The expression, a label, and whether elements may have it, as the engine of Prometheus gives them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "up; instance; true",
                "sum by (job) (up); instance; false",
                "sum by (job) (up); job; true",
                "sum without (instance) (up); instance; false",
                "sum without (instance) (up); job; true",
                "sum(up); job; false",
                "topk by (job) (3, up); instance; true",
                "count_values('version', build); version; true",
                "count_values('version', build); job; false",
                "a / on (job) b; instance; false",
                "a / on (job) b; job; true",
                "a / ignoring (code) b; code; false",
                "a / ignoring (code) b; job; true",
                "a / on (job) group_left (team) b; instance; true",
                "sum by (job) (a) / on (job) group_left (team) b; team; true",
                "sum by (job) (a) / on (job) group_left (team) b; instance; false",
                "sum by (job) (a) * on (job) group_right () b; instance; true",
                "sum by (job) (a) and on (job) b; job; true",
                "sum by (job) (a) and on (job) b; instance; false",
                "sum by (job) (a) or b; instance; true",
                "sum by (job) (a) or sum by (code) (b); code; true",
                "sum by (job) (a) or sum by (code) (b); instance; false",
                "sum without (x) (a) or sum without (x, y) (a); x; false",
                "sum without (x) (a) or sum without (x, y) (a); y; true",
                "sum without (x) (a) or sum by (y) (a); x; false",
                "2 * sum by (job) (up); job; true",
                "2 * sum by (job) (up); instance; false",
                "histogram_quantile(0.9, sum by (le, job) (rate(a_bucket[5m]))); job; true",
                "histogram_quantile(0.9, sum by (le, job) (rate(a_bucket[5m]))); le; false",
                "label_replace(sum(up), 'dc', 'x', '', ''); dc; true",
                "label_replace(sum(up), 'dc', 'x', '', ''); job; false",
                "absent(up{job='api', code=~'5..'}); job; true",
                "absent(up{job='api', code=~'5..'}); code; false",
                "absent(sum by (job) (up)); job; false",
                "time() - a; job; true",
                "vector(1); job; false",
                "max_over_time(sum by (job) (a)[5m:]); instance; false"
            })
    void knowsWhichLabelsElementsMayHave(String expression, String label, boolean may) {
        assertEquals(may, shape(expression.replace('\'', '"')).mayHave(label));
    }

    @Test
    void standsLongChainsOfOperators() {
        assertTrue(shape("a" + " + a".repeat(10_000) + " > 1").isConditional());
    }

    private static ResultShape shape(String expression) {
        return ResultShape.of(expression, true);
    }
}

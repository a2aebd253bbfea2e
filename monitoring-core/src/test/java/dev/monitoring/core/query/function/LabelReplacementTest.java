package dev.monitoring.core.query.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelReplacementTest {
    private static final Position POSITION = Position.in("x", 0, 1);
    private static final Labels LABELS = Labels.of("__name__", "m", "src", "source-value-10", "dst", "old");

    private static Labels replaced(String replacement, String pattern) {
        return LabelReplacement.replace("dst", replacement, "src", pattern, POSITION)
                .apply(LABELS);
    }

    // Expansion is that of https://pkg.go.dev/regexp#Regexp.Expand.
    @ParameterizedTest
    @CsvSource({
        "value-$1, source-value-(.*), value-10",
        "$1-$2, (.*)-value-(.*), source-10",
        "${1}x, source-value-(.*), 10x",
        "a$1x, source-value-(.*), a",
        "${n}!, source-value-(?P<n>.*), 10!",
        "$$1, source-value-(.*), $1",
        "$9, source-value-(.*), ''",
        "a$, source-value-(.*), a$",
        "${1, source-value-(.*), ${1",
        "$0, .*, source-value-10"
    })
    void expandsReferences(String replacement, String pattern, String expected) {
        assertEquals(expected, replaced(replacement, pattern).valueOrEmpty("dst"));
    }

    @Test
    void theWholeValueMustFit() {
        assertSame(LABELS, replaced("x", "value"));
    }

    @Test
    void anEmptyResultRemovesTheLabel() {
        assertFalse(replaced("", ".*").has("dst"));
    }

    @Test
    void aMissingSourceIsTheEmptyText() {
        LabelReplacement replacement = LabelReplacement.replace("dst", "v-$1", "none", "(.*)", POSITION);

        assertEquals("v-", replacement.apply(LABELS).valueOrEmpty("dst"));
    }

    @Test
    void joinsValuesMissingOnesIncluded() {
        LabelReplacement joined = LabelReplacement.join("dst", "-", List.of("src", "none", "dst"), POSITION);

        assertEquals("source-value-10--old", joined.apply(LABELS).valueOrEmpty("dst"));
    }

    @Test
    void tellsWhetherItSetsTheMetricName() {
        LabelReplacement name = LabelReplacement.replace("__name__", "n", "src", "source.*", POSITION);

        assertTrue(name.setsMetricName(LABELS));
        assertFalse(name.setsMetricName(Labels.EMPTY));
    }

    @Test
    void refusesPatternsAndNames() {
        QueryException pattern =
                assertThrows(QueryException.class, () -> LabelReplacement.replace("dst", "x", "src", "(.*", POSITION));
        QueryException name =
                assertThrows(QueryException.class, () -> LabelReplacement.replace("", "x", "src", ".*", POSITION));

        assertEquals("invalid regular expression in label_replace(): (.*", pattern.message());
        assertEquals("invalid destination label name in label_replace(): ", name.message());
    }
}

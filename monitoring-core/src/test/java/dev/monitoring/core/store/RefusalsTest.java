package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalsTest {
    private static final long SECOND = 1_000_000_000L;

    private final Refusals refusals =
            new Refusals(StoreConfig.builder().maxSeriesPerFamily(10).build());

    @Test
    void saysOncePerMinuteWhichFamilyIsRefusedAndWhatToDo() {
        for (int i = 0; i < 100; i++) {
            refuse("many", i * SECOND / 10);
        }

        List<String> lines = refusals.takeLines();

        assertEquals(
                List.of("refused 1 new series of many: there are 10, the most that"
                        + " monitoring.history.max-series-per-family allows; leave out the label with many values, or"
                        + " raise the limit; the last was many{id=\"0\"}"),
                lines);
        assertNull(refusals.takeLines());
    }

    @Test
    void saysHowManyWereRefusedSinceTheLastLine() {
        refuse("many", 0);
        refuse("many", 59 * SECOND);
        refusals.takeLines();

        refuse("many", 60 * SECOND);

        List<String> lines = assertNotNullLines();
        assertEquals(1, lines.size());
        assertTrue(lines.get(0).startsWith("refused 2 new series of many: "), lines.get(0));
    }

    @Test
    void writesABoundedNumberOfLinesForAFloodOfNames() {
        for (int i = 0; i < 10_000; i++) {
            refuse("family" + i, i);
        }

        assertEquals(20, assertNotNullLines().size());
        assertEquals(501, refusals.byFamily().size());
    }

    @Test
    void cutsLongLabelsInLines() {
        refusals.refuse(Labels.of("__name__", "long", "text", "x".repeat(5_000)), Refusals.Ceiling.SERIES, 0);

        assertTrue(assertNotNullLines().get(0).length() < 600);
    }

    private void refuse(String family, long nowNanos) {
        refusals.refuse(
                Labels.of("__name__", family, "id", Long.toString(nowNanos / SECOND)),
                Refusals.Ceiling.FAMILY,
                nowNanos);
    }

    private List<String> assertNotNullLines() {
        List<String> lines = refusals.takeLines();
        assertNotNull(lines);
        return lines;
    }
}

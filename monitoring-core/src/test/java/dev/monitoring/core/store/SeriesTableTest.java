package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.store.chunk.SampleRing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeriesTableTest {
    private static final double[] NO_VALUES = new double[SampleRing.CAPACITY];

    private final SeriesTable table = new SeriesTable();

    @Test
    void findsWhatAMapFindsWhileSeriesComeAndGo() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Map<Labels, MemorySeries> known = new HashMap<>();
        List<Long> dropped = new ArrayList<>();

        for (int round = 0; round < 20_000; round++) {
            Labels labels = Labels.of("id", Integer.toString(random.nextInt(700)));
            MemorySeries series = known.get(labels);
            assertSame(series, table.find(labels), "seed " + seed);
            if (series == null) {
                series = new MemorySeries(labels, table.nextReference(), round, NO_VALUES, 1);
                table.add(series);
                known.put(labels, series);
                assertSame(series, table.byReference(series.reference()), "seed " + seed);
            } else {
                table.remove(series);
                known.remove(labels);
                dropped.add(series.reference());
            }
            assertEquals(known.size(), table.size(), "seed " + seed);
        }

        known.values().forEach(series -> assertSame(series, table.get(series.slot()), "seed " + seed));
        dropped.forEach(reference -> assertNull(table.byReference(reference), "seed " + seed));
    }

    @Test
    void knowsNoSeriesByAReferenceThatIsNone() {
        assertNull(table.byReference(-1));
        assertNull(table.byReference(0));
        assertNull(table.byReference(Long.MAX_VALUE));
        assertNull(table.byReference(Long.MIN_VALUE));
        assertNull(table.get(1_000_000));
    }
}

package dev.monitoring.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class LabelsTest {
    @Test
    void sortsByNameWhateverTheOrderGiven() {
        Labels labels = Labels.of("mode", "idle", "__name__", "node_cpu_seconds_total", "cpu", "0");

        assertEquals("__name__", labels.name(0));
        assertEquals("cpu", labels.name(1));
        assertEquals("mode", labels.name(2));
        assertEquals(labels, Labels.of("cpu", "0", "mode", "idle", "__name__", "node_cpu_seconds_total"));
        assertEquals(
                labels.hashCode(),
                Labels.of("cpu", "0", "mode", "idle", "__name__", "node_cpu_seconds_total")
                        .hashCode());
    }

    @Test
    void takesAnEmptyValueAsNoLabel() {
        assertSame(Labels.EMPTY, Labels.of("a", ""));
        assertEquals(Labels.of("b", "1"), Labels.of("a", "1", "b", "1").with("a", ""));
    }

    @Test
    void refusesANameThatStandsTwice() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Labels.of("a", "1", "a", "2"));

        assertEquals(
                "label \"a\" stands twice, with values \"1\" and \"2\"; a label name may stand once",
                refusal.getMessage());
    }

    @Test
    void refusesANameWithoutValue() {
        assertThrows(IllegalArgumentException.class, () -> Labels.of("a", "1", "b"));
    }

    @Test
    void refusesHalfASurrogatePair() {
        IllegalArgumentException refusal =
                assertThrows(IllegalArgumentException.class, () -> Labels.of("a", "x\ud800y"));

        assertTrue(refusal.getMessage().contains("index 1"), refusal.getMessage());
        assertEquals("\ud83d\ude00", Labels.of("a", "\ud83d\ude00").get("a"));
    }

    @Test
    void findsValuesByName() {
        Labels labels = Labels.of("b", "2", "d", "4");

        assertEquals("2", labels.get("b"));
        assertNull(labels.get("c"));
        assertEquals("", labels.valueOrEmpty("e"));
        assertFalse(labels.has("a"));
    }

    @Test
    void removesALabelWithoutTouchingTheOthers() {
        Labels labels = Labels.of("a", "1", "b", "2", "c", "3");

        assertEquals(Labels.of("a", "1", "c", "3"), labels.without("b"));
        assertEquals(Labels.of("b", "2", "c", "3"), labels.without("a"));
        assertEquals(Labels.of("a", "1", "b", "2"), labels.without("c"));
        assertSame(labels, labels.without("d"));
        assertSame(Labels.EMPTY, Labels.of("a", "1").without("a"));
    }

    @Test
    void letsTheOthersWinWhereBothHaveALabel() {
        assertEquals(
                Labels.of("a", "1", "b", "9", "c", "3"),
                Labels.of("a", "1", "b", "2").withAll(Labels.of("b", "9", "c", "3")));
    }

    @Test
    void printsAsPrometheusDoes() {
        assertEquals(
                "up{instance=\"a\\\\b\\n\", job=\"x\\\"y\"}",
                Labels.of("__name__", "up", "job", "x\"y", "instance", "a\\b\n").toString());
        assertEquals("{\"my.label\"=\"1\"}", Labels.of("my.label", "1").toString());
        assertEquals("{}", Labels.EMPTY.toString());
    }

    @Test
    void ordersByTheFirstDifferenceAndShorterFirst() {
        List<Labels> sorted = new ArrayList<>(List.of(
                Labels.of("a", "1", "b", "1"),
                Labels.of("a", "2"),
                Labels.EMPTY,
                Labels.of("a", "1"),
                Labels.of("b", "0")));

        sorted.sort(null);

        assertEquals(
                List.of(
                        Labels.EMPTY,
                        Labels.of("a", "1"),
                        Labels.of("a", "1", "b", "1"),
                        Labels.of("a", "2"),
                        Labels.of("b", "0")),
                sorted);
    }

    @Test
    void behavesAsASortedMapUnderRandomChanges() {
        long seed = 20261121;
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Labels labels = Labels.EMPTY;
        Map<String, String> model = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            String name = String.valueOf((char) ('a' + random.nextInt(12)));
            String value = random.nextInt(4) == 0 ? "" : String.valueOf(random.nextInt(3));
            if (random.nextBoolean()) {
                labels = labels.with(name, value);
                if (value.isEmpty()) {
                    model.remove(name);
                } else {
                    model.put(name, value);
                }
            } else {
                labels = labels.without(name);
                model.remove(name);
            }

            Map<String, String> seen = new TreeMap<>();
            labels.forEach(seen::put);
            assertEquals(model, seen, "seed " + seed + ", step " + i);
            assertEquals(Labels.of(model), labels);
        }
    }

    @Test
    void tellsSetsApartThatConcatenateAlike() {
        assertNotEquals(Labels.of("a", "bc"), Labels.of("ab", "c"));
    }
}

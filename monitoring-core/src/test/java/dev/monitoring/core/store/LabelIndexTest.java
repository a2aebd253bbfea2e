package dev.monitoring.core.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.Matcher.Operator;
import dev.monitoring.core.store.chunk.SampleRing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelIndexTest {
    private static final double[] NO_VALUES = new double[SampleRing.CAPACITY];

    private static final List<Operator> OPERATORS = List.of(Operator.values());

    private final LabelIndex index = new LabelIndex();

    @Test
    void findsSeriesByEqualLabels() {
        add("a", "1", "b", "x"); // 0
        add("a", "1", "b", "y"); // 1
        add("a", "2", "b", "x"); // 2

        assertSelects(List.of(0, 1), Matcher.equal("a", "1"));
        assertSelects(List.of(0), Matcher.equal("a", "1"), Matcher.equal("b", "x"));
        assertSelects(List.of(), Matcher.equal("a", "3"));
        assertSelects(List.of(), Matcher.equal("c", "1"));
        assertSelects(List.of(0, 1, 2));
    }

    /** As Prometheus: a missing label is one with the empty value. */
    @Test
    void treatsAMissingLabelAsEmpty() {
        add("a", "1"); // 0
        add("a", "1", "foo", "x"); // 1
        add("a", "1", "foo", "y"); // 2

        assertSelects(List.of(0), Matcher.equal("foo", ""));
        assertSelects(List.of(1, 2), Matcher.of("foo", Operator.NOT_EQUAL, ""));
        assertSelects(List.of(0, 2), Matcher.of("foo", Operator.NOT_EQUAL, "x"));
        assertSelects(List.of(0, 1), Matcher.of("foo", Operator.MATCHES, "x?"));
        assertSelects(List.of(2), Matcher.of("foo", Operator.NOT_MATCHES, "x?"));
        assertSelects(List.of(0, 2), Matcher.of("foo", Operator.NOT_MATCHES, "x"));
        assertSelects(List.of(0, 1, 2), Matcher.of("foo", Operator.MATCHES, ".*"));
        assertSelects(List.of(1, 2), Matcher.of("foo", Operator.MATCHES, ".+"));
        assertSelects(List.of(), Matcher.of("foo", Operator.NOT_MATCHES, ".*"));
        assertSelects(List.of(0), Matcher.of("foo", Operator.NOT_MATCHES, ".+"));
        assertSelects(List.of(0, 1), Matcher.of("foo", Operator.MATCHES, "|x"));
        assertSelects(List.of(0, 1, 2), Matcher.equal("bar", ""));
        assertSelects(List.of(), Matcher.of("bar", Operator.MATCHES, ".+"));
    }

    @Test
    void noticesValuesThatCameAfterAnExpressionWasFirstAsked() {
        Matcher vowels = Matcher.of("a", Operator.MATCHES, "[aeiou]+");
        add("a", "aa");
        assertSelects(List.of(0), vowels);

        add("a", "ee");
        add("a", "b");

        assertSelects(List.of(0, 1), vowels);
        remove(0);
        assertSelects(List.of(1), vowels);
    }

    @Test
    void forgetsNamesAndValuesThatNoSeriesHas() {
        add("a", "1", "b", "x");
        add("a", "2");

        remove(0);

        assertEquals(1, index.nameCount());
        assertEquals(1, index.pairCount());
        assertSelects(List.of(), Matcher.equal("b", "x"));
        assertSelects(List.of(1), Matcher.equal("b", ""));
    }

    @Test
    void selectsWhatTryingEachSeriesSelects() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 4_000; round++) {
            if (series.size() < 40 || random.nextInt(3) > 0 && series.size() < 400) {
                addAt(random.nextInt(1_000), labels(random));
            } else {
                remove(new ArrayList<>(series.keySet()).get(random.nextInt(series.size())));
            }
            List<Matcher> matchers = new ArrayList<>();
            for (int i = random.nextInt(4); i >= 0; i--) {
                matchers.add(matcher(random));
            }

            int[] selected = index.select(matchers);

            int[] expected = series.entrySet().stream()
                    .filter(entry -> matchers.stream()
                            .allMatch(
                                    matcher -> matcher.matches(entry.getValue().labels())))
                    .mapToInt(entry -> entry.getKey())
                    .toArray();
            assertArrayEquals(expected, selected, () -> "seed " + seed + ", " + matchers);
        }
    }

    private static Labels labels(Random random) {
        Labels.Builder labels = Labels.builder();
        for (String name : List.of("a", "b", "c", "d")) {
            if (random.nextInt(4) > 0) {
                labels.set(name, "v" + random.nextInt(name.equals("d") ? 100 : 4));
            }
        }
        return labels.build();
    }

    private static Matcher matcher(Random random) {
        String name = List.of("a", "b", "c", "d", "e").get(random.nextInt(5));
        Operator operator = OPERATORS.get(random.nextInt(4));
        if (!operator.isRegex()) {
            return Matcher.of(name, operator, random.nextInt(4) == 0 ? "" : "v" + random.nextInt(5));
        }
        List<String> expressions =
                List.of("v1|v2", "v.*", ".*", ".+", "", "v[12]", "|v3", "v1.+", ".*2", "(v1|v3)", ".*v.*", "x.*|v2");
        return Matcher.of(name, operator, expressions.get(random.nextInt(expressions.size())));
    }

    private final TreeMap<Integer, MemorySeries> series = new TreeMap<>();

    private void add(String... labels) {
        addAt(series.isEmpty() ? 0 : series.lastKey() + 1, Labels.of(labels));
    }

    private void addAt(int slot, Labels labels) {
        if (!series.containsKey(slot)) {
            series.put(slot, new MemorySeries(labels, slot, slot, NO_VALUES, 1));
            index.add(List.of(series.get(slot)));
        }
    }

    private void remove(int slot) {
        index.remove(List.of(series.remove(slot)));
    }

    private void assertSelects(List<Integer> expected, Matcher... matchers) {
        assertArrayEquals(
                expected.stream().mapToInt(Integer::intValue).toArray(),
                index.select(List.of(matchers)),
                () -> List.of(matchers).toString());
    }
}

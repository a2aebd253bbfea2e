package dev.monitoring.alerts.rule;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.SampleStore;
import dev.monitoring.core.series.Series;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Series in plain arrays, from any time to any time, as many as fit into memory: for rules that are tried out. Confined to one
 * thread.
 */
public final class PlainStore implements SampleStore, Queryable {
    private static final int INITIAL_CAPACITY = 16;

    private final SortedMap<Labels, PlainSeries> series = new TreeMap<>();
    private final Map<Labels, Integer> references = new HashMap<>();
    private final List<PlainSeries> byReference = new ArrayList<>();
    private long samples;

    /** How many samples there are. */
    public long samples() {
        return samples;
    }

    @Override
    public Appender append() {
        return new Appender() {
            @Override
            public long resolve(Labels labels) {
                Integer known = references.get(labels);
                if (known != null) {
                    return known;
                }
                PlainSeries added = new PlainSeries(labels);
                references.put(labels, byReference.size());
                byReference.add(added);
                series.put(labels, added);
                return byReference.size() - 1L;
            }

            @Override
            public Outcome append(long reference, long timestampMillis, double value) {
                Outcome outcome = check(reference, timestampMillis, value);
                PlainSeries target = byReference.get((int) reference);
                if (outcome == Outcome.ACCEPTED && target.newestMillis() != timestampMillis) {
                    target.add(timestampMillis, value);
                    samples++;
                }
                return outcome;
            }

            @Override
            public Outcome check(long reference, long timestampMillis, double value) {
                PlainSeries target = byReference.get((int) reference);
                if (timestampMillis > target.newestMillis()) {
                    return Outcome.ACCEPTED;
                }
                if (timestampMillis < target.newestMillis()) {
                    return Outcome.OUT_OF_ORDER;
                }
                boolean same = Double.doubleToRawLongBits(target.newestValue()) == Double.doubleToRawLongBits(value);
                return same ? Outcome.ACCEPTED : Outcome.DUPLICATE_TIME;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis) {
        List<Series> selected = new ArrayList<>();
        for (PlainSeries one : series.values()) {
            if (one.overlaps(minMillis, maxMillis)
                    && matchers.stream().allMatch(matcher -> matcher.matches(one.labels()))) {
                selected.add(one);
            }
        }
        return selected;
    }

    @Override
    public List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis) {
        TreeSet<String> names = new TreeSet<>();
        select(matchers, minMillis, maxMillis).forEach(one -> one.labels().forEach((name, value) -> names.add(name)));
        return List.copyOf(names);
    }

    @Override
    public List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis) {
        TreeSet<String> values = new TreeSet<>();
        for (Series one : select(matchers, minMillis, maxMillis)) {
            if (one.labels().has(name)) {
                values.add(one.labels().valueOrEmpty(name));
            }
        }
        return List.copyOf(values);
    }

    private static final class PlainSeries implements Series {
        private final Labels labels;
        private long[] times = new long[INITIAL_CAPACITY];
        private double[] values = new double[INITIAL_CAPACITY];
        private int size;

        PlainSeries(Labels labels) {
            this.labels = labels;
        }

        @Override
        public Labels labels() {
            return labels;
        }

        long newestMillis() {
            return size == 0 ? Long.MIN_VALUE : times[size - 1];
        }

        double newestValue() {
            return values[size - 1];
        }

        boolean overlaps(long minMillis, long maxMillis) {
            return size > 0 && times[0] <= maxMillis && times[size - 1] >= minMillis;
        }

        void add(long timeMillis, double value) {
            if (size == times.length) {
                times = Arrays.copyOf(times, 2 * size);
                values = Arrays.copyOf(values, 2 * size);
            }
            times[size] = timeMillis;
            values[size++] = value;
        }

        @Override
        public void read(long minMillis, long maxMillis, SampleBuffer into) {
            into.clear();
            int from = indexOf(minMillis);
            for (int i = from; i < size && times[i] <= maxMillis; i++) {
                into.add(times[i], values[i]);
            }
        }

        /** The first index with a time not before {@code millis}. */
        private int indexOf(long millis) {
            int index = Arrays.binarySearch(times, 0, size, millis);
            return index < 0 ? -index - 1 : index;
        }
    }
}

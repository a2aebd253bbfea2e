package dev.monitoring.core.series;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Series in plain arrays, for tests of whatever reads series. Takes samples in any order and of any age. Confined to one
 * thread while it is filled; afterwards any number of threads may read.
 */
public final class MemorySeries implements Queryable {
    private final SortedMap<Labels, Run> runs = new TreeMap<>();

    /** Adds a sample; one of the same time is replaced. */
    public MemorySeries add(Labels labels, long timestampMillis, double value) {
        return add(labels, timestampMillis, value, 0);
    }

    /** Adds a sample of a counter that counts since {@code startMillis}, 0 where nobody knows. */
    public MemorySeries add(Labels labels, long timestampMillis, double value, long startMillis) {
        runs.computeIfAbsent(labels, Run::new).add(new Sample(timestampMillis, value, startMillis));
        return this;
    }

    /** Adds samples {@code stepMillis} apart. */
    public MemorySeries addEvery(Labels labels, long startMillis, long stepMillis, double... values) {
        long timestamp = startMillis;
        for (double value : values) {
            add(labels, timestamp, value);
            timestamp += stepMillis;
        }
        return this;
    }

    /** Forgets everything. */
    public void clear() {
        runs.clear();
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis) {
        List<Series> selected = new ArrayList<>();
        for (Run run : runs.values()) {
            if (run.isWithin(minMillis, maxMillis)
                    && matchers.stream().allMatch(matcher -> matcher.matches(run.labels))) {
                selected.add(run);
            }
        }
        return selected;
    }

    @Override
    public List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis) {
        TreeSet<String> names = new TreeSet<>();
        select(matchers, minMillis, maxMillis)
                .forEach(series -> series.labels().forEach((name, value) -> names.add(name)));
        return List.copyOf(names);
    }

    @Override
    public List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis) {
        TreeSet<String> values = new TreeSet<>();
        for (Series series : select(matchers, minMillis, maxMillis)) {
            if (series.labels().has(name)) {
                values.add(series.labels().valueOrEmpty(name));
            }
        }
        return List.copyOf(values);
    }

    private record Sample(long timestampMillis, double value, long startMillis) {}

    private static final class Run implements Series {
        private final Labels labels;
        private final TreeMap<Long, Sample> samples = new TreeMap<>();

        Run(Labels labels) {
            this.labels = labels;
        }

        void add(Sample sample) {
            samples.put(sample.timestampMillis(), sample);
        }

        boolean isWithin(long minMillis, long maxMillis) {
            Long first = samples.ceilingKey(minMillis);
            return first != null && first <= maxMillis;
        }

        @Override
        public Labels labels() {
            return labels;
        }

        @Override
        public void read(long minMillis, long maxMillis, SampleBuffer into) {
            into.clear();
            if (minMillis <= maxMillis) {
                for (Sample sample :
                        samples.subMap(minMillis, true, maxMillis, true).values()) {
                    into.add(sample.timestampMillis(), sample.value(), sample.startMillis());
                }
            }
        }
    }
}

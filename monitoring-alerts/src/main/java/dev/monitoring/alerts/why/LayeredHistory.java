package dev.monitoring.alerts.why;

import dev.monitoring.alerts.rule.PlainStore;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The history as it would be if other rules had been writing from some moment on: what they write lies above it, and what was
 * written under these names then is hidden. Confined to one thread.
 */
final class LayeredHistory implements Queryable {
    private final Queryable history;
    private final PlainStore above;
    private final Set<String> hidden;
    private final long fromMillis;

    /** @param hidden metric names whose samples from {@code fromMillis} on are not seen */
    LayeredHistory(Queryable history, PlainStore above, Set<String> hidden, long fromMillis) {
        this.history = history;
        this.above = above;
        this.hidden = Set.copyOf(hidden);
        this.fromMillis = fromMillis;
    }

    /** A series of both layers: until the moment from below, from then on from above. */
    private record Layered(Series below, Series above, long fromMillis) implements Series {
        @Override
        public Labels labels() {
            return below.labels();
        }

        @Override
        public void read(long minMillis, long maxMillis, SampleBuffer into) {
            below.read(minMillis, Math.min(maxMillis, fromMillis - 1), into);
            SampleBuffer later = new SampleBuffer();
            above.read(Math.max(minMillis, fromMillis), maxMillis, later);
            for (int i = 0; i < later.size(); i++) {
                into.add(later.timestamps()[i], later.values()[i]);
            }
        }
    }

    /** No samples. */
    private record None(Labels labels) implements Series {
        @Override
        public void read(long minMillis, long maxMillis, SampleBuffer into) {
            into.clear();
        }
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis) {
        List<Series> upper = above.select(matchers, minMillis, maxMillis);
        List<Series> lower = history.select(matchers, minMillis, maxMillis);
        if (upper.isEmpty() && lower.stream().noneMatch(this::isHidden)) {
            return lower;
        }
        SortedMap<Labels, Series> merged = new TreeMap<>();
        for (Series one : lower) {
            merged.put(one.labels(), isHidden(one) ? new Layered(one, new None(one.labels()), fromMillis) : one);
        }
        for (Series one : upper) {
            merged.merge(one.labels(), one, (below, over) -> new Layered(below, over, fromMillis));
        }
        return new ArrayList<>(merged.values());
    }

    private boolean isHidden(Series one) {
        return hidden.contains(one.labels().metricName());
    }

    @Override
    public List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis) {
        TreeSet<String> names = new TreeSet<>(history.labelNames(matchers, minMillis, maxMillis));
        names.addAll(above.labelNames(matchers, minMillis, maxMillis));
        return List.copyOf(names);
    }

    @Override
    public List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis) {
        TreeSet<String> values = new TreeSet<>(history.labelValues(name, matchers, minMillis, maxMillis));
        values.addAll(above.labelValues(name, matchers, minMillis, maxMillis));
        return List.copyOf(values);
    }
}

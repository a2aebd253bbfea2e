package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.Series;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The series that were selected last, by their matchers: rules and dashboards select the same again and again. Thread-safe.
 */
final class Selections {
    // Design note. A selection holds for as long as readers may see the same series: the newest of them is its version.
    // New series elsewhere do not change a selection that asks for one value of a label, mostly the metric's name: it
    // also holds while as many series have that value as when all of those were visible. They can only become more:
    // when series are dropped, all selections are forgotten, so that those do not stay in memory, and what readers find
    // out meanwhile is not kept. Whoever takes a selection leaves out the series that are retired.

    /** As many as the rules of all packs have selectors, with room for dashboards. */
    private static final int MAX_ENTRIES = 512;

    /** Finding more than that takes little beside reading them. 512 times that are a megabyte. */
    private static final int MAX_SERIES = 512;

    private static final int UNKNOWN = -1;

    private final Map<List<Matcher>, Selection> selections = // guarded by itself
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<List<Matcher>, Selection> eldest) {
                    return size() > MAX_ENTRIES;
                }
            };

    private final LabelIndex index;
    private final SeriesTable table;
    private int forgotten; // guarded by selections

    /** Series in ascending order of their labels. */
    private record Selection(List<Series> series, Version version) {}

    /**
     * What readers could see when they looked for series.
     *
     * @param newest the newest series that they could see
     * @param group the matcher that asks for one value, if one does
     * @param groupSize how many series have that value; unknown where not all of those were visible
     * @param age how often all was forgotten before
     */
    record Version(long newest, @Nullable Matcher group, int groupSize, int age) {}

    Selections(LabelIndex index, SeriesTable table) {
        this.index = index;
        this.table = table;
    }

    /**
     * The series that fit the matchers, retired ones perhaps among them; null where that is to be found out.
     *
     * @param newest the newest series that the reader may see
     */
    @Nullable
    List<Series> find(List<Matcher> matchers, long newest) {
        Selection known;
        synchronized (selections) {
            known = selections.get(matchers);
        }
        return known != null && holds(known.version, newest) ? known.series : null;
    }

    private boolean holds(Version version, long newest) {
        return version.newest == newest
                || version.group != null && version.groupSize == Postings.count(index.postings(version.group));
    }

    /** What {@link #keep} is to be given; ask before looking for series. */
    Version version(List<Matcher> matchers, long newest) {
        int age;
        synchronized (selections) {
            age = forgotten;
        }
        Matcher group = group(matchers);
        return new Version(newest, group, group == null ? UNKNOWN : visibleSize(group, newest), age);
    }

    private static @Nullable Matcher group(List<Matcher> matchers) {
        Matcher group = null;
        for (Matcher matcher : matchers) {
            boolean asksForOne = matcher.operator() == Matcher.Operator.EQUAL
                    && !matcher.value().isEmpty();
            if (asksForOne && (group == null || matcher.name().equals(Labels.METRIC_NAME))) {
                group = matcher;
            }
        }
        return group;
    }

    private int visibleSize(Matcher group, long newest) {
        int[] slots = index.postings(group);
        int size = Postings.count(slots);
        for (int i = 1; i <= size; i++) {
            MemorySeries series = table.get(slots[i]);
            if (series == null || series.sequence() > newest) {
                return UNKNOWN;
            }
        }
        return size;
    }

    /** Remembers what was found out, unless all was forgotten since. */
    void keep(List<Matcher> matchers, List<Series> series, Version version) {
        if (series.size() <= MAX_SERIES) {
            synchronized (selections) {
                if (version.age == forgotten) {
                    selections.put(List.copyOf(matchers), new Selection(series, version));
                }
            }
        }
    }

    /** Forgets all; call when no reader that begins from now on finds the series that were dropped. */
    void forget() {
        synchronized (selections) {
            selections.clear();
            forgotten++;
        }
    }
}

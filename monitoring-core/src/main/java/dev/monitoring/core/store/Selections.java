package dev.monitoring.core.store;

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
    // Series that are dropped do not change that: whoever takes a selection leaves out those that are retired. But they
    // are not to stay in memory, so all selections are forgotten then, and what readers find out meanwhile is not kept.

    /** As many as the rules of all packs have selectors, with room for dashboards. */
    private static final int MAX_ENTRIES = 512;

    /** Finding more than that takes little beside reading them. 512 times that are a megabyte. */
    private static final int MAX_SERIES = 512;

    private final Map<List<Matcher>, Selection> selections = // guarded by itself
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<List<Matcher>, Selection> eldest) {
                    return size() > MAX_ENTRIES;
                }
            };

    private int forgotten; // guarded by selections

    /** Series in ascending order of their labels, as of when {@code newest} was the newest that readers could see. */
    private record Selection(List<Series> series, long newest) {}

    /** The series that fit the matchers, retired ones perhaps among them; null where that is to be found out. */
    @Nullable
    List<Series> find(List<Matcher> matchers, long newest) {
        synchronized (selections) {
            Selection known = selections.get(matchers);
            return known != null && known.newest == newest ? known.series : null;
        }
    }

    /** What {@link #keep} is to be given; ask before looking for series. */
    int age() {
        synchronized (selections) {
            return forgotten;
        }
    }

    /** Remembers what was found out, unless all was forgotten since. */
    void keep(List<Matcher> matchers, List<Series> series, long newest, int age) {
        if (series.size() <= MAX_SERIES) {
            synchronized (selections) {
                if (age == forgotten) {
                    selections.put(List.copyOf(matchers), new Selection(series, newest));
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

package dev.monitoring.alerts.slo;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.Queryable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts events by how much counters have grown. Confined to its objective. */
final class EventMeasure implements Measure {
    private final EventIndicator indicator;
    private final List<String> by;
    private final CounterReader parts;
    private final CounterReader totals;

    EventMeasure(EventIndicator indicator, List<String> by, Queryable history) {
        this.indicator = indicator;
        this.by = by;
        this.parts = new CounterReader(history, indicator.part());
        this.totals = new CounterReader(history, indicator.total());
    }

    @Override
    public String look(long previousMillis, long nowMillis, Tally tally) {
        boolean first = previousMillis == Long.MIN_VALUE;
        // Where no counter of good events was ever seen, it is as likely that the selector is wrong as that all is bad.
        boolean unknown = indicator.partIsGood() && partsAreMissing(first, nowMillis, tally);
        totals.read(first, nowMillis, (counter, timeMillis, by) -> {
            if (!unknown) {
                tally.add(group(counter), timeMillis, 0, by);
            }
        });
        if (!indicator.partIsGood()) {
            parts.read(first, nowMillis, (counter, timeMillis, by) -> tally.add(group(counter), timeMillis, by, 0));
        }
        Set<Labels> alive = new HashSet<>();
        totals.forEachAlive(nowMillis, counter -> alive.add(group(counter)));
        if (!unknown) {
            alive.forEach(tally::alive);
        }
        return remark(alive.isEmpty());
    }

    private boolean partsAreMissing(boolean first, long nowMillis, Tally tally) {
        parts.read(first, nowMillis, (counter, timeMillis, by) -> tally.add(group(counter), timeMillis, by, 0));
        return parts.isEmpty();
    }

    private String remark(boolean noTotals) {
        if (parts.ignored() + totals.ignored() > 0) {
            return (parts.ignored() + totals.ignored())
                    + " counters are beyond the 20000 that are read for an objective; narrow the selectors";
        }
        if (noTotals) {
            return "no counter fits " + indicator.total() + "; check its name and labels, and whether its target is up";
        }
        if (parts.isEmpty()) {
            return "no counter fits " + indicator.part()
                    + (indicator.partIsGood()
                            ? ", so nothing is counted; check its name and labels"
                            : "; right if nothing bad has happened since the start, otherwise check its name and labels");
        }
        return "";
    }

    private Labels group(Labels counter) {
        return by.isEmpty() ? Labels.EMPTY : counter.only(by);
    }

    @Override
    public void shift(long millis) {
        parts.shift(millis);
        totals.shift(millis);
    }

    @Override
    public long bytes() {
        return parts.bytes() + totals.bytes();
    }
}

package dev.monitoring.alerts.yaml;

import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;

/** Gathers everything that is wrong, so that it can be told at once. Confined to one thread. */
public final class Faults {
    /** More than anybody reads; what comes after is counted. */
    private static final int MAX_FAULTS = 200;

    private final List<Fault> faults = new ArrayList<>();
    private int suppressed;

    /** Notes a fault; what holds for several readers of the same place is told once. */
    public void add(Origin origin, String message) {
        if (faults.size() < MAX_FAULTS) {
            faults.add(new Fault(origin, message));
        } else {
            suppressed++;
        }
    }

    /** How many there are, shown or not. */
    public int count() {
        return faults.size() + suppressed;
    }

    /** The faults in the order of where they stand, file by file; the last one counts those beyond the first 200. */
    public List<Fault> sorted() {
        List<Fault> sorted = new ArrayList<>(new LinkedHashSet<>(faults));
        sorted.sort(Comparator.comparing((Fault fault) -> fault.origin().source())
                .thenComparing(fault -> fault.origin().line())
                .thenComparing(fault -> fault.origin().column()));
        if (suppressed > 0) {
            Origin last = sorted.get(sorted.size() - 1).origin();
            sorted.add(new Fault(new Origin(last.source()), suppressed + " more faults; mend these first"));
        }
        return List.copyOf(sorted);
    }
}

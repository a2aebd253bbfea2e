package dev.monitoring.core.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A reader for each meter of one registry, kept up with the meters that come and go. Confined to the thread of a run, but
 * for {@link #detach}.
 *
 * <p>Changes are heard of through listeners where that leaves nothing behind that matters: a listener cannot be taken off a
 * registry again. Where the registry's class comes of another class loader than ours, and may outlive it, the registry's
 * list of meters is compared every few runs instead.
 */
final class MeterIndex {
    /** Every how many runs the meters are compared where no listener tells of changes: twice a minute at 5 s. */
    static final int COMPARE_RUNS = 6;

    /** How many meters are read; those beyond are left out and counted. Four times what the history holds by default. */
    static final int MAX_METERS = 80_000;

    private final RegistryLeaf leaf;
    private final Set<String> unwanted;
    private final @Nullable MeterIndex before;
    private final MeterReader.Context context;
    private final MeterNames names = new MeterNames();
    private final @Nullable MeterEvents events;
    private final Map<Meter.Id, MeterReader> readers = new LinkedHashMap<>();
    private MeterReader[] dense = {};
    private boolean stale = true;
    private boolean changed;
    private int runs;
    private int namesBefore;

    // How many of the registry's meters are not read, by reason.
    private int byStep;
    private int nameTaken;
    private int replaced;
    private int tooMany;
    private int leftToBefore;

    /**
     * An index of a registry's meters.
     *
     * @param unwanted names of meters that other collectors replace
     * @param before the index whose Prometheus names are not taken here, refreshed before this one; or null
     */
    MeterIndex(
            RegistryLeaf leaf, Set<String> unwanted, @Nullable MeterIndex before, boolean listening, LongAdder nans) {
        this.leaf = leaf;
        this.unwanted = unwanted;
        this.before = before;
        MeterRegistry registry = leaf.registry();
        PrometheusNames prometheusNames = leaf.kind() == RegistryLeaf.Kind.PROMETHEUS
                ? PrometheusNames.of(registry.config().namingConvention())
                : PrometheusNames.own();
        this.context = new MeterReader.Context(prometheusNames, leaf.kind(), nans);
        this.events = listening ? MeterEvents.listenTo(registry) : null;
    }

    RegistryLeaf leaf() {
        return leaf;
    }

    /** Whether it leaves the names of that very index to it. */
    @SuppressWarnings("ReferenceEquality")
    boolean isAfter(@Nullable MeterIndex other) {
        return before == other;
    }

    /** How many meters are left out because they count by step. */
    int byStep() {
        return byStep;
    }

    /** How many meters are left out because their Prometheus name belongs to others. */
    int nameTaken() {
        return nameTaken;
    }

    /** How many meters are left out because other collectors have their figures. */
    int replaced() {
        return replaced;
    }

    /** How many meters are left out because there are too many. */
    int tooMany() {
        return tooMany;
    }

    /** The readers as of now. */
    MeterReader[] refresh() {
        if (before != null && before.names.changes() != namesBefore) {
            namesBefore = before.names.changes();
            stale = true;
        }
        if (events == null) {
            stale |= runs++ % COMPARE_RUNS == 0 && differs();
        } else {
            stale |= events.overflowed();
            for (MeterEvents.Event event = events.poll(); event != null && !stale; event = events.poll()) {
                apply(event);
            }
        }
        if (stale) {
            indexAll();
        }
        if (changed) {
            changed = false;
            dense = readers.values().toArray(new MeterReader[0]);
        }
        return dense;
    }

    /** Stops listening; the listener left in the registry refers to nothing any more. Thread-safe. */
    void detach() {
        if (events != null) {
            events.detach();
        }
    }

    private void indexAll() {
        stale = false;
        readers.clear();
        names.clear();
        byStep = 0;
        nameTaken = 0;
        replaced = 0;
        tooMany = 0;
        leftToBefore = 0;
        for (Meter meter : leaf.registry().getMeters()) {
            add(meter);
        }
        changed = true;
    }

    private boolean differs() {
        List<Meter> meters = leaf.registry().getMeters();
        if (meters.size() != readers.size() + leftOut()) {
            return true;
        }
        for (Meter meter : meters) {
            MeterReader reader = readers.get(meter.getId());
            if (reader != null && isOther(reader.meter, meter)) {
                return true;
            }
        }
        return false;
    }

    private int leftOut() {
        return byStep + nameTaken + replaced + tooMany + leftToBefore;
    }

    private void apply(MeterEvents.Event event) {
        Meter meter = event.meter();
        if (event.added()) {
            add(meter);
            return;
        }
        MeterReader reader = readers.get(meter.getId());
        if (reader == null || isOther(reader.meter, meter)) {
            // One that was left out, or one that was replaced already; what was left out is counted anew.
            stale |= reader == null && leftOut() > 0;
            return;
        }
        readers.remove(meter.getId());
        changed = true;
        stale |= names.release(reader.claim) || tooMany > 0;
    }

    private void add(Meter meter) {
        Meter.Id id = meter.getId();
        MeterReader known = readers.get(id);
        if (known != null && !isOther(known.meter, meter) || isNotToBeRead(id)) {
            return;
        }
        if (unwanted.contains(id.getName())) {
            replaced++;
            return;
        }
        if (RegistryLeaf.countsByStep(meter)) {
            byStep++;
            return;
        }
        if (readers.size() >= MAX_METERS) {
            tooMany++;
            return;
        }
        if (known != null) {
            readers.remove(id);
            names.release(known.claim);
            changed = true;
        }
        String unit = isOfTime(meter) ? "seconds" : id.getBaseUnit();
        String name = context.names().family(id, unit);
        if (before != null && before.names.contains(name)) {
            leftToBefore++;
            return;
        }
        MeterNames.Claim claim = names.claim(name, id);
        if (claim == null) {
            nameTaken++;
            return;
        }
        readers.put(id, MeterReader.of(meter, claim, context));
        changed = true;
    }

    /** Gauges that registries put beside a timer for its percentiles, and what this library itself offers as meters. */
    private static boolean isNotToBeRead(Meter.Id id) {
        return id.syntheticAssociation() != null || MeterOffer.isOffered(id);
    }

    private static boolean isOfTime(Meter meter) {
        return meter instanceof TimeGauge;
    }

    /** Meters are equal by id; here it is the object that matters. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isOther(Meter one, Meter other) {
        return one != other;
    }
}

package dev.monitoring.core.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One of the registries that a collector reads: its leaf, chosen anew now and then, and the index of that. Confined to the
 * thread of a run, but for {@link #close} and {@link #current}.
 */
final class MeterSource {
    /** Every how many runs it is seen whether another child of a composite suits better: once a minute at 5 s. */
    private static final int CHOICE_RUNS = 12;

    private final Supplier<MeterRegistry> registry;
    private final Set<String> replaced;
    private final LongAdder nans;
    private final @Nullable MeterSource before;
    private volatile @Nullable MeterIndex index;
    private volatile boolean closed;
    private int runs;

    /**
     * A source of the meters in a registry, which may be a composite.
     *
     * @param registry asked in each run
     * @param replaced names of meters, as Micrometer has them, that other collectors have
     * @param before the source whose Prometheus names are left to it, refreshed before this one; or null
     */
    MeterSource(Supplier<MeterRegistry> registry, Set<String> replaced, @Nullable MeterSource before, LongAdder nans) {
        this.registry = registry;
        this.replaced = replaced;
        this.before = before;
        this.nans = nans;
    }

    /** The readers as of now. */
    MeterReader[] refresh() {
        return index().refresh();
    }

    /** The index read last; null before the first run and after the end. Thread-safe. */
    @Nullable
    MeterIndex current() {
        return index;
    }

    /** Lets go of the registry's meters. Thread-safe. */
    void close() {
        closed = true;
        MeterIndex current = index;
        if (current != null) {
            current.detach();
        }
        index = null;
    }

    private MeterIndex index() {
        if (closed) {
            throw new IllegalStateException("the collector was closed");
        }
        MeterRegistry asked = registry.get();
        MeterIndex current = index;
        MeterIndex earlier = before == null ? null : before.current();
        if (current != null
                && current.isAfter(earlier)
                && !current.leaf().registry().isClosed()
                && ++runs % CHOICE_RUNS != 0) {
            return current;
        }
        Optional<RegistryLeaf> chosen = RegistryLeaf.choose(asked, current == null ? null : current.leaf());
        if (chosen.isEmpty()) {
            throw new IllegalStateException("the composite meter registry has no registry in it, so its meters count"
                    + " nothing; add one, for example io.micrometer.core.instrument.simple.SimpleMeterRegistry");
        }
        RegistryLeaf leaf = chosen.get();
        if (leaf.registry().isClosed()) {
            throw new IllegalStateException("the meter registry was closed");
        }
        if (current != null && current.isAfter(earlier) && current.leaf().equals(leaf)) {
            return current;
        }
        if (current != null) {
            current.detach();
        }
        MeterIndex next = new MeterIndex(leaf, replaced, earlier, livesNoLongerThanWe(leaf.registry()), nans);
        index = next;
        if (closed) {
            next.detach();
        }
        return next;
    }

    /** Whether the registry's class comes of our own class loader, so that a listener in it keeps no other loader alive. */
    private static boolean livesNoLongerThanWe(MeterRegistry registry) {
        return registry.getClass().getClassLoader() == MeterSource.class.getClassLoader();
    }
}

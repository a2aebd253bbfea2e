package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Reads the management beans of this JVM. The beans are looked up, and the listener for garbage collections is registered,
 * in the first run; {@link #close} deregisters it. Runs are confined to one thread at a time, {@code close} may come from
 * any.
 */
final class JvmCollector implements MetricCollector {
    private final Supplier<List<JvmPart>> lookUp;
    private final Object lock = new Object();
    private List<JvmPart> parts = List.of(); // guarded by lock
    private boolean prepared; // guarded by lock
    private boolean closed; // guarded by lock

    /** A collector that has not looked at anything yet; the first run calls {@code lookUp} for its parts. */
    JvmCollector(Supplier<List<JvmPart>> lookUp) {
        this.lookUp = lookUp;
    }

    /**
     * A collector of all that this JVM has.
     *
     * @param procfs Linux' {@code /proc}; what is read from it is left out elsewhere
     */
    static JvmCollector ofThisJvm(Clock clock, Path procfs) {
        return new JvmCollector(() -> available(List.of(
                MemoryPart::new,
                BufferPart::new,
                () -> new GarbagePart(clock),
                CollectionsPart::new,
                () -> new ThreadPart(clock),
                RuntimePart::new,
                () -> new ProcessorPart(clock, procfs.resolve("stat")),
                () -> new ProcessStatusPart(procfs.resolve("self/status")))));
    }

    @Override
    public String name() {
        return JvmCollectorFactory.NAME;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) {
        for (JvmPart part : prepare()) {
            try {
                part.collect(sink);
            } catch (Exception | LinkageError e) {
                sink.missing(part.name(), e);
            }
        }
    }

    @Override
    public void close() {
        List<JvmPart> open;
        synchronized (lock) {
            closed = true;
            open = parts;
            parts = List.of();
        }
        open.forEach(JvmPart::close);
    }

    private List<JvmPart> prepare() {
        synchronized (lock) {
            if (!prepared && !closed) {
                prepared = true;
                parts = lookUp.get();
            }
            return parts;
        }
    }

    /** The parts this JVM has the beans for: some lack {@code com.sun.management}, and a trimmed image may lack more. */
    private static List<JvmPart> available(List<Supplier<JvmPart>> all) {
        List<JvmPart> available = new ArrayList<>();
        for (Supplier<JvmPart> part : all) {
            try {
                available.add(part.get());
            } catch (LinkageError | UnsupportedOperationException e) {
                // A JVM without these beans has nothing to show here, in no run.
            }
        }
        return List.copyOf(available);
    }
}

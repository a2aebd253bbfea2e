package dev.monitoring.collectors.gpu;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Reads the GPUs of this host. Runs are confined to one thread at a time; {@code close} may come from any.
 *
 * <p>A call into a broken driver may hang, and nothing can free it. So {@code close} never waits for a run: where one is
 * under way, NVML is shut down at that run's end, if it ever comes.
 */
final class GpuCollector implements MetricCollector {
    private final Optional<String> library;
    private final Labels host;
    private final Compat compat;

    /** Held by whoever calls NVML. */
    private final ReentrantLock calling = new ReentrantLock();

    private @Nullable GpuSession session; // guarded by calling
    private volatile boolean closed;

    /**
     * A collector of this host's devices.
     *
     * @param library NVML's file, or empty to look for it where systems have it
     * @param host the name of this host
     */
    GpuCollector(Optional<String> library, String host, Compat compat) {
        this.library = library;
        this.host = Labels.of(compat.hostLabel(), host);
        this.compat = compat;
    }

    @Override
    public String name() {
        return GpuCollectorFactory.NAME;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException {
        calling.lock();
        try {
            read(sink);
        } finally {
            if (closed) {
                shutDown();
            }
            calling.unlock();
        }
    }

    private void read(MetricSink sink) throws NvmlException {
        boolean good = false;
        try {
            if (session == null) {
                session = GpuSession.open(library, host, compat);
            }
            good = session.read(sink);
        } finally {
            if (!good) {
                shutDown();
            }
        }
    }

    private void shutDown() {
        if (session != null) {
            session.close();
            session = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        if (calling.tryLock()) {
            try {
                shutDown();
            } finally {
                calling.unlock();
            }
        }
    }
}

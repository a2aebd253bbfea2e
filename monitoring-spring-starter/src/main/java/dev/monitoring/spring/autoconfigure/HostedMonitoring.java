package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.Monitoring;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The library in its host: not started before the application is ready, and stopped when its context closes. The bean to
 * inject for whoever wants the library in Java. Thread-safe.
 *
 * <pre>{@code
 * hosted.running().ifPresent(monitoring -> monitoring.query("up").at(Instant.now()));
 * }</pre>
 */
public final class HostedMonitoring {
    private volatile @Nullable Monitoring running;

    HostedMonitoring() {}

    /** One that runs already. */
    public static HostedMonitoring of(Monitoring running) {
        HostedMonitoring hosted = new HostedMonitoring();
        hosted.running = running;
        return hosted;
    }

    /** The library while it runs; empty before the application is ready, after its end, and where it could not start. */
    public Optional<Monitoring> running() {
        return Optional.ofNullable(running);
    }

    void started(Monitoring monitoring) {
        running = monitoring;
    }

    void stopped() {
        running = null;
    }
}

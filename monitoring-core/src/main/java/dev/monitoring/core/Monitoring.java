package dev.monitoring.core;

import dev.monitoring.core.backfill.BackfillException;
import dev.monitoring.core.backfill.BackfillProgress;
import dev.monitoring.core.backfill.BackfillReport;
import dev.monitoring.core.backfill.OpenMetricsText;
import dev.monitoring.core.query.Query;
import dev.monitoring.core.registry.Source;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Monitoring that runs: collectors on their intervals, history, queries, and a port where one was asked for. Thread-safe.
 *
 * <pre>{@code
 * try (Monitoring monitoring = Monitoring.builder().web(9900).start()) {
 *     …
 * }
 * }</pre>
 *
 * <p>After the start nothing of it throws into the host, blocks the host's threads or keeps the JVM alive.
 */
public final class Monitoring implements AutoCloseable {
    private final Composition composition;

    Monitoring(Composition composition) {
        this.composition = composition;
    }

    /** Where everything begins. */
    public static MonitoringBuilder builder() {
        return new MonitoringBuilder();
    }

    /** What was started, what is watched and what is not. */
    public StartupReport report() {
        return composition.report();
    }

    /** Where it is served, where it is. */
    public Optional<URI> url() {
        return composition.report().url();
    }

    /** What a server of the host's may serve, with or without a port of our own besides. */
    public HostedWeb hostedWeb() {
        return composition.hostedWeb();
    }

    /** Every target with its latest snapshot and its collector's health. */
    public List<Source> sources() {
        return composition.sources();
    }

    /**
     * A PromQL query over the kept history.
     *
     * <pre>{@code
     * QueryResult result = monitoring.query("rate(http_requests_total[5m])").at(Instant.now());
     * }</pre>
     */
    public Query query(String expression) {
        return composition.queries().query(expression);
    }

    /**
     * The extension of a class, where there is one: the way to what an extension offers in Java. An extension has its own
     * accessor mostly, which is shorter.
     */
    public <E extends MonitoringExtension> Optional<E> extension(Class<E> type) {
        return composition.extensions().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    /**
     * Loads past samples from OpenMetrics text, each with its time, into the history. Runs on the calling thread until all is
     * read; queries see each batch of samples as soon as it is in. What the history does not take is in the report, reason by
     * reason: nothing is lost silently.
     *
     * <pre>{@code
     * BackfillReport report = monitoring.importOpenMetrics(
     *         OpenMetricsText.file(Path.of("data.om")), progress -> bar.set(progress.ratio()));
     * report.losses().forEach(loss -> log.warn(loss.message()));
     * }</pre>
     *
     * @param progress told every few thousand samples, and at the end
     * @throws BackfillException if the text is not of that form; names file, line and column; what stood before is loaded
     * @throws IOException if the text cannot be read, or the thread is interrupted; what was read until then is loaded
     */
    public BackfillReport importOpenMetrics(OpenMetricsText text, Consumer<BackfillProgress> progress)
            throws IOException, BackfillException {
        return composition.load(text, progress);
    }

    /**
     * Loads past samples from a file.
     *
     * @throws BackfillException as {@link #importOpenMetrics(OpenMetricsText, Consumer)}
     * @throws IOException as {@link #importOpenMetrics(OpenMetricsText, Consumer)}
     */
    public BackfillReport importOpenMetrics(Path file) throws IOException, BackfillException {
        return importOpenMetrics(OpenMetricsText.file(file), progress -> {});
    }

    /**
     * Stops everything, in five seconds at most, also while a collector hangs. Further calls do nothing.
     */
    @Override
    public void close() {
        composition.close();
    }
}

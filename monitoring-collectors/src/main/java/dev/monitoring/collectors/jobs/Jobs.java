package dev.monitoring.collectors.jobs;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background jobs of an application by their names. Thread-safe.
 *
 * <pre>{@code
 * Jobs jobs = Jobs.of(meterRegistry);
 * jobs.run("hot_score_refresh", () -> refresh());
 * }</pre>
 *
 * <p>For each job there is, under these names in Prometheus:
 *
 * <table>
 *   <caption>Meters</caption>
 *   <tr><td>{@code job_execution_total{job_name,status}}</td><td>ended runs; {@code status} is success or error</td></tr>
 *   <tr><td>{@code job_execution_duration_seconds{job_name}}</td><td>how long runs took, a histogram from 0.1 s to 1 h</td></tr>
 *   <tr><td>{@code job_in_progress{job_name}}</td><td>runs under way</td></tr>
 *   <tr><td>{@code job_last_success_timestamp_seconds{job_name}}</td><td>when a run last ended well; absent before</td></tr>
 *   <tr><td>{@code job_items_processed_total{job_name}}</td><td>what {@link Job#processed} counted</td></tr>
 *   <tr><td>{@code job_queue_size{job_name}}</td><td>what {@link Job#queueSize} asks for</td></tr>
 * </table>
 *
 * <p>Jobs run on the caller's thread, and what they throw goes on to the caller unchanged. A registry that refuses a meter
 * costs that meter, never the run.
 */
public final class Jobs {
    /** Of more names than an application has jobs: whoever makes one per user or order is to find out, not run out of memory. */
    static final int MAX_NAMES = 1_000;

    /** The name that all further jobs share. */
    static final String OTHERS = "others";

    private static final Logger LOG = LoggerFactory.getLogger(Jobs.class);

    private final MeterRegistry registry;
    private final ConcurrentMap<String, Job> byName = new ConcurrentHashMap<>();

    private Jobs(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Jobs whose meters are kept by a registry. */
    public static Jobs of(MeterRegistry registry) {
        return new Jobs(Objects.requireNonNull(registry, "registry"));
    }

    /**
     * Runs a job once.
     *
     * @param name its name, one of few: {@code hot_score_refresh}
     */
    public void run(String name, Runnable work) {
        job(name).run(work);
    }

    /**
     * Runs a job once and gives back what it gives.
     *
     * @param name its name, one of few: {@code hot_score_refresh}
     * @throws Exception what {@code work} throws
     */
    public <T> T call(String name, Callable<T> work) throws Exception {
        return job(name).call(work);
    }

    /**
     * The job with a name, the same object each time. Beyond {@value #MAX_NAMES} names all further ones are one job,
     * {@value #OTHERS}.
     *
     * @throws IllegalArgumentException if the name is blank
     */
    public Job job(String name) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a job's name must not be blank; give it one that tells it from others");
        }
        Job known = byName.get(name);
        if (known != null) {
            return known;
        }
        if (byName.size() < MAX_NAMES) {
            return byName.computeIfAbsent(name, this::make);
        }
        return byName.computeIfAbsent(OTHERS, others -> {
            LOG.warn(
                    "more than {} names of jobs; \"{}\" and all further ones are counted as \"{}\", use few fixed names",
                    MAX_NAMES,
                    name,
                    OTHERS);
            return make(others);
        });
    }

    private Job make(String name) {
        return new Job(new JobMeters(registry, name), registry.config().clock());
    }
}

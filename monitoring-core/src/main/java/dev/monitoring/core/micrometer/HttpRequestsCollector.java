package dev.monitoring.core.micrometer;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A host's HTTP requests by method, endpoint and status, read from the meters that its server keeps anyway: Micrometer's
 * {@code http.server.requests}. No request costs anything more. Confined to the thread that collects.
 *
 * <p>An endpoint is the pattern of a route, never a path that a caller made up; beyond {@value #MAX_ENDPOINTS} of them the rest
 * counts as one, {@code others}.
 */
public final class HttpRequestsCollector implements MetricCollector {
    static final int MAX_ENDPOINTS = 200;

    private static final String TIMER = "http.server.requests";
    private static final String ACTIVE = TIMER + ".active";
    private static final double[] NO_QUANTILES = {};
    private static final Family REQUESTS =
            Family.counter("http_requests_total", "HTTP requests answered, by method, endpoint and status.");
    private static final Family DURATION =
            Family.summary("http_request_duration_seconds", "Time that HTTP requests took, by method and endpoint.");
    private static final Family IN_PROGRESS =
            Family.gauge("http_requests_in_progress", "HTTP requests being answered, by method.");

    private final MeterRegistry registry;

    /** Requests counted so far under the same labels. */
    private static final class Sum {
        private double count;
        private double seconds;
    }

    /** Reads the requests that {@code registry} counts; a composite is looked through. */
    public HttpRequestsCollector(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public String name() {
        return "http";
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) {
        RegistryLeaf leaf = RegistryLeaf.choose(registry, null).orElse(null);
        if (leaf == null) {
            return;
        }
        if (leaf.kind() == RegistryLeaf.Kind.STEP) {
            sink.missing(
                    TIMER,
                    new IllegalStateException(
                            "the application's meters count by step, so that totals cannot be told; add"
                                    + " micrometer-registry-prometheus"));
            return;
        }
        collectAnswered(leaf.registry(), sink);
        collectActive(leaf.registry(), sink);
    }

    private static void collectAnswered(MeterRegistry registry, MetricSink sink) {
        Map<Labels, Sum> byStatus = new TreeMap<>(Comparator.naturalOrder());
        Map<Labels, Sum> byEndpoint = new TreeMap<>(Comparator.naturalOrder());
        Map<String, String> endpoints = new TreeMap<>();
        for (Timer timer : registry.find(TIMER).timers()) {
            String endpoint = bounded(tag(timer, "uri"), endpoints);
            Labels labels = Labels.of("endpoint", endpoint, "method", tag(timer, "method"));
            double count = timer.count();
            double seconds = timer.totalTime(TimeUnit.SECONDS);
            add(byEndpoint, labels, count, seconds);
            add(byStatus, labels.with("status", tag(timer, "status")), count, seconds);
        }
        byStatus.forEach((labels, sum) -> sink.add(REQUESTS, labels, sum.count));
        byEndpoint.forEach(
                (labels, sum) -> sink.addSummary(DURATION, labels, NO_QUANTILES, NO_QUANTILES, sum.seconds, sum.count));
    }

    private static void collectActive(MeterRegistry registry, MetricSink sink) {
        Map<Labels, Sum> byMethod = new TreeMap<>(Comparator.naturalOrder());
        for (LongTaskTimer active : registry.find(ACTIVE).longTaskTimers()) {
            add(byMethod, Labels.of("method", tag(active, "method")), active.activeTasks(), 0);
        }
        byMethod.forEach((labels, sum) -> sink.add(IN_PROGRESS, labels, sum.count));
    }

    private static void add(Map<Labels, Sum> sums, Labels labels, double count, double seconds) {
        Sum sum = sums.computeIfAbsent(labels, any -> new Sum());
        sum.count += count;
        sum.seconds += seconds;
    }

    private static String bounded(String endpoint, Map<String, String> known) {
        if (known.size() >= MAX_ENDPOINTS && !known.containsKey(endpoint)) {
            return "others";
        }
        known.putIfAbsent(endpoint, endpoint);
        return endpoint;
    }

    private static String tag(Meter meter, String key) {
        String value = meter.getId().getTag(key);
        return value == null ? "UNKNOWN" : value;
    }
}

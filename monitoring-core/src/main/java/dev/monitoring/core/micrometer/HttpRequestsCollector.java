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
import io.micrometer.core.instrument.distribution.CountAtBucket;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A host's HTTP requests by method, endpoint and status, read from the meters that its server keeps anyway: Micrometer's
 * {@code http.server.requests}. No request costs anything more. Confined to the thread that collects.
 *
 * <p>An endpoint is the pattern of a route, never a path that a caller made up; beyond {@value #MAX_ENDPOINTS} of them the rest
 * counts as one, {@code others}.
 *
 * <p>Durations have buckets where the host's timers have ({@code management.metrics.distribution.percentiles-histogram} or
 * {@code slo} in Spring Boot), all with the same bounds, in a registry whose buckets only rise; else a sum and a count.
 */
public final class HttpRequestsCollector implements MetricCollector {
    static final int MAX_ENDPOINTS = 200;

    private static final String TIMER = "http.server.requests";
    private static final CountAtBucket[] NO_BUCKETS = {};
    private static final String ACTIVE = TIMER + ".active";
    private static final double[] NONE = {};
    private static final Family REQUESTS =
            Family.counter("http_requests_total", "HTTP requests answered, by method, endpoint and status.");
    private static final String DURATION = "http_request_duration_seconds";
    private static final String DURATION_HELP = "Time that HTTP requests took, by method and endpoint.";
    private static final Family SUMMED = Family.summary(DURATION, DURATION_HELP);
    private static final Family BUCKETED = Family.histogram(DURATION, DURATION_HELP);
    private static final Family IN_PROGRESS =
            Family.gauge("http_requests_in_progress", "HTTP requests being answered, by method.");

    private final MeterRegistry registry;

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
        collectAnswered(leaf, sink);
        collectActive(leaf.registry(), sink);
    }

    private static void collectAnswered(RegistryLeaf leaf, MetricSink sink) {
        Map<Labels, Double> byStatus = new TreeMap<>(Comparator.naturalOrder());
        Map<Labels, Durations> byEndpoint = new TreeMap<>(Comparator.naturalOrder());
        Map<String, String> endpoints = new TreeMap<>();
        boolean buckets = leaf.kind().cumulativeBuckets;
        double @Nullable [] bounds = null;
        for (Timer timer : leaf.registry().find(TIMER).timers()) {
            String endpoint = bounded(tag(timer, "uri"), endpoints);
            Labels labels = Labels.of("endpoint", endpoint, "method", tag(timer, "method"));
            CountAtBucket[] counts = buckets ? finite(timer.takeSnapshot().histogramCounts()) : NO_BUCKETS;
            double[] own = bounds(counts);
            bounds = bounds == null ? own : bounds;
            buckets &= own.length > 0 && Arrays.equals(own, bounds);
            double answered = timer.count();
            byEndpoint
                    .computeIfAbsent(labels, any -> new Durations())
                    .add(answered, timer.totalTime(TimeUnit.SECONDS), counts);
            byStatus.merge(labels.with("status", tag(timer, "status")), answered, Double::sum);
        }
        byStatus.forEach((labels, count) -> sink.add(REQUESTS, labels, count));
        double[] common = buckets && bounds != null ? bounds : NONE;
        byEndpoint.forEach((labels, durations) -> durations.give(sink, labels, common));
    }

    private static void collectActive(MeterRegistry registry, MetricSink sink) {
        Map<Labels, Double> byMethod = new TreeMap<>(Comparator.naturalOrder());
        for (LongTaskTimer active : registry.find(ACTIVE).longTaskTimers()) {
            byMethod.merge(Labels.of("method", tag(active, "method")), (double) active.activeTasks(), Double::sum);
        }
        byMethod.forEach((labels, count) -> sink.add(IN_PROGRESS, labels, count));
    }

    /** Without the bucket of everything, which not every registry has. */
    private static CountAtBucket[] finite(CountAtBucket[] counts) {
        int last = counts.length - 1;
        return last >= 0 && Double.isInfinite(counts[last].bucket()) ? Arrays.copyOf(counts, last) : counts;
    }

    private static double[] bounds(CountAtBucket[] counts) {
        return Arrays.stream(counts)
                .mapToDouble(count -> count.bucket(TimeUnit.SECONDS))
                .toArray();
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

    /** What timers of the same endpoint and method say together. */
    private static final class Durations {
        private double count;
        private double seconds;
        private double[] upTo = NONE; // requests up to each bound

        void add(double moreCount, double moreSeconds, CountAtBucket[] more) {
            count += moreCount;
            seconds += moreSeconds;
            upTo = upTo.length == more.length ? upTo : Arrays.copyOf(upTo, more.length);
            for (int i = 0; i < more.length; i++) {
                upTo[i] += more[i].count();
            }
        }

        /** With buckets of these bounds, if there are any. */
        void give(MetricSink sink, Labels labels, double[] bounds) {
            if (bounds.length == 0) {
                sink.addSummary(SUMMED, labels, NONE, NONE, seconds, count);
                return;
            }
            // Recorded into while they were read, the buckets may be ahead of the count.
            double[] cumulative = Arrays.copyOf(upTo, upTo.length + 1);
            cumulative[upTo.length] = Math.max(count, upTo[upTo.length - 1]);
            sink.addHistogram(BUCKETED, labels, bounds, cumulative, seconds);
        }
    }
}

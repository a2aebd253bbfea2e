package dev.monitoring.prometheus.remotewrite;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a receiver does, and says so as metrics. Thread-safe. */
final class ReceiverTally implements SelfMetrics.Contributor {
    private static final Family REQUESTS =
            Family.counter("monitoring_remote_write_requests_total", "Requests of remote write received.");
    private static final Family REJECTED = Family.counter(
            "monitoring_remote_write_rejected_requests_total",
            "Requests of remote write of which nothing was stored, by reason.");
    private static final Family STORED =
            Family.counter("monitoring_remote_write_samples_total", "Samples received by remote write and stored.");
    private static final Family REFUSED = Family.counter(
            "monitoring_remote_write_refused_samples_total",
            "Samples received by remote write and not stored, by reason.");

    private final LongAdder requests = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final Map<Rejection, LongAdder> rejected = adders(Rejection.class);
    private final Map<Refusal, LongAdder> refused = adders(Refusal.class);
    private final Map<Rejection, Labels> rejectedLabels = new EnumMap<>(Rejection.class);
    private final Map<Refusal, Labels> refusedLabels = new EnumMap<>(Refusal.class);

    ReceiverTally() {
        for (Rejection reason : Rejection.values()) {
            rejectedLabels.put(reason, Labels.of("reason", reason.label()));
        }
        for (Refusal reason : Refusal.values()) {
            refusedLabels.put(reason, Labels.of("reason", reason.label()));
        }
    }

    void request() {
        requests.increment();
    }

    void rejected(Rejection reason) {
        adder(rejected, reason).increment();
    }

    void stored(long samples) {
        stored.add(samples);
    }

    void refused(Refusal reason, long samples) {
        adder(refused, reason).add(samples);
    }

    ReceiverCounts counts() {
        Map<String, Long> rejectedByReason = new TreeMap<>();
        rejected.forEach((reason, count) -> put(rejectedByReason, reason.label(), count.sum()));
        Map<String, Long> refusedByReason = new TreeMap<>();
        refused.forEach((reason, count) -> put(refusedByReason, reason.label(), count.sum()));
        return new ReceiverCounts(requests.sum(), rejectedByReason, stored.sum(), refusedByReason);
    }

    @Override
    public void contribute(MetricSink sink) {
        sink.add(REQUESTS, Labels.EMPTY, requests.sum());
        rejectedLabels.forEach((reason, labels) ->
                sink.add(REJECTED, labels, adder(rejected, reason).sum()));
        sink.add(STORED, Labels.EMPTY, stored.sum());
        refusedLabels.forEach((reason, labels) ->
                sink.add(REFUSED, labels, adder(refused, reason).sum()));
    }

    private static void put(Map<String, Long> counts, String reason, long count) {
        if (count > 0) {
            counts.put(reason, count);
        }
    }

    private static <E extends Enum<E>> LongAdder adder(Map<E, LongAdder> adders, E reason) {
        LongAdder adder = adders.get(reason);
        if (adder == null) {
            throw new IllegalStateException("every reason has a counter from the start, " + reason + " has none");
        }
        return adder;
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> reasons) {
        Map<E, LongAdder> adders = new EnumMap<>(reasons);
        for (E reason : reasons.getEnumConstants()) {
            adders.put(reason, new LongAdder());
        }
        return adders;
    }
}

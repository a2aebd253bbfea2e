package dev.monitoring.collectors.pipelines;

import dev.monitoring.collectors.naming.LabelValues;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Gateways and when each was heard of last. One that is silent for long is forgotten; those that were to be expected are not.
 * Thread-safe: messages and runs share its lock.
 *
 * <h2>Design note: two gauges</h2>
 *
 * The time of the last heartbeat is what most rules ask for, {@code time() - fr_gateway_last_seen_timestamp_seconds > 60}.
 * After a gap in which we did not listen it accuses gateways that were never silent. The gauge of silence does not: it counts
 * from the last heartbeat or from when we began to listen, whichever is later, and is not there while we do not listen.
 */
final class Gateways {
    private final Family lastSeen;
    private final Family silence;
    private final Family heartbeats;
    private final List<String> expected;
    private final Duration forgetAfter;
    private final Clock clock;

    private final Object lock = new Object();
    private final LabelValues names; // guarded by lock
    private final Map<String, Gateway> gateways = new LinkedHashMap<>(); // guarded by lock

    /** One gateway; guarded by the lock. */
    private static final class Gateway {
        private final Labels labels;
        private boolean heard;
        private double seenSeconds;
        private long heardNanos;
        private long number;

        private Gateway(String name) {
            this.labels = Labels.of("gateway", name);
        }
    }

    /**
     * @param expected gateways that are shown from the start
     * @param limit how many are told apart, the expected ones included
     */
    Gateways(String metricPrefix, List<String> expected, int limit, Duration forgetAfter, Clock clock) {
        this.names = new LabelValues(Math.max(limit, expected.size()));
        this.expected = expected.stream().map(names::of).toList();
        this.forgetAfter = forgetAfter;
        this.clock = clock;
        lastSeen = Family.gauge(lastSeenName(metricPrefix), "When a gateway's last heartbeat came, by our clock.")
                .in("seconds");
        silence = Family.gauge(
                        silenceName(metricPrefix),
                        "How long a gateway has been silent while we listened; alert on this.")
                .in("seconds");
        heartbeats = Family.counter(metricPrefix + "_gateway_heartbeats_total", "Heartbeats of a gateway.");
        this.expected.forEach(name -> gateways.put(name, new Gateway(name)));
    }

    static String lastSeenName(String metricPrefix) {
        return metricPrefix + "_gateway_last_seen_timestamp_seconds";
    }

    static String silenceName(String metricPrefix) {
        return metricPrefix + "_gateway_silence_seconds";
    }

    /** Hears of a gateway. */
    void heard(String name) {
        synchronized (lock) {
            Gateway gateway = gateways.computeIfAbsent(names.of(name), Gateway::new);
            gateway.heard = true;
            gateway.seenSeconds = clock.epochMillis() / 1e3;
            gateway.heardNanos = clock.nanoTime();
            gateway.number++;
        }
    }

    /** Gives all series. The gateways beyond the limit, taken together, have a number and no time. */
    void emit(MetricSink sink, OptionalLong listeningSinceNanos) {
        long now = clock.nanoTime();
        synchronized (lock) {
            forget(now);
            gateways.forEach((name, gateway) -> {
                sink.add(heartbeats, gateway.labels, gateway.number);
                if (name.equals(LabelValues.OTHER)) {
                    return;
                }
                if (gateway.heard) {
                    sink.add(lastSeen, gateway.labels, gateway.seenSeconds);
                }
                if (listeningSinceNanos.isPresent()) {
                    long listened = now - listeningSinceNanos.getAsLong();
                    long silent = gateway.heard ? Math.min(listened, now - gateway.heardNanos) : listened;
                    sink.add(silence, gateway.labels, Math.max(0, silent) / 1e9);
                }
            });
        }
    }

    private void forget(long now) {
        Iterator<Map.Entry<String, Gateway>> all = gateways.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<String, Gateway> entry = all.next();
            boolean silent = now - entry.getValue().heardNanos > forgetAfter.toNanos();
            if (entry.getValue().heard && silent && !expected.contains(entry.getKey())) {
                all.remove();
                names.forget(entry.getKey());
            }
        }
    }
}

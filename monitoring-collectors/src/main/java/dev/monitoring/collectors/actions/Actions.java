package dev.monitoring.collectors.actions;

import dev.monitoring.collectors.naming.LabelValues;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The actions since the start, counted, and the last of them one by one. Thread-safe: messages and runs share its lock.
 *
 * <h2>Design note: slots</h2>
 *
 * A series per action would be a new one for each. Instead the last actions lie in a ring, and each series is named by its
 * slot of the ring besides kind and outcome, its value being the time. So over any length of time there are no more series
 * than slots times kinds times outcomes, of which at most as many as slots are alive; unless members are shown that never
 * repeat, which is why there are none by default.
 */
final class Actions {
    /** Outcomes are words of a service; more of them are something else. */
    private static final int MAX_OUTCOMES = 20;

    private final Family total;
    private final Family time;

    private final Object lock = new Object();
    private final LabelValues kinds; // guarded by lock
    private final LabelValues outcomes = new LabelValues(MAX_OUTCOMES); // guarded by lock
    private final Map<String, Map<String, Count>> counts = new LinkedHashMap<>(); // guarded by lock
    private final @Nullable Action[] ring; // guarded by lock
    private int next; // guarded by lock

    /** How many there were of a kind with an outcome. */
    private static final class Count {
        private final Labels labels;
        private long number;

        private Count(Labels labels) {
            this.labels = labels;
        }
    }

    private record Action(Labels labels, double seconds) {}

    /**
     * @param kindLimit how many kinds are told apart
     * @param recent how many of the last actions are kept
     */
    Actions(String metricPrefix, int kindLimit, int recent) {
        this.kinds = new LabelValues(kindLimit);
        this.ring = new Action[recent];
        this.total = Family.counter(totalName(metricPrefix), "Saved actions by kind and outcome.");
        this.time = Family.gauge(
                        timeName(metricPrefix),
                        "When each of the last actions was; slot is its place in a ring of them.")
                .in("seconds");
    }

    static String totalName(String metricPrefix) {
        return metricPrefix + "_actions_total";
    }

    static String timeName(String metricPrefix) {
        return metricPrefix + "_action_timestamp_seconds";
    }

    /**
     * Takes in an action.
     *
     * @param shown what else is to be shown of it
     */
    void add(String kindText, String outcomeText, double seconds, Map<String, String> shown) {
        synchronized (lock) {
            String kind = kinds.of(kindText);
            String outcome = outcomes.of(outcomeText);
            counts.computeIfAbsent(kind, word -> new LinkedHashMap<>())
                    .computeIfAbsent(outcome, word -> new Count(Labels.of("kind", kind, "outcome", word)))
                    .number++;
            if (ring.length == 0) {
                return;
            }
            Labels.Builder labels = Labels.builder()
                    .set("slot", String.valueOf(next))
                    .set("kind", kind)
                    .set("outcome", outcome);
            shown.forEach((label, text) -> labels.set(label, LabelValues.clean(text)));
            ring[next] = new Action(labels.build(), seconds);
            next = (next + 1) % ring.length;
        }
    }

    /** Gives all series. */
    void emit(MetricSink sink) {
        synchronized (lock) {
            for (Map<String, Count> ofKind : counts.values()) {
                for (Count count : ofKind.values()) {
                    sink.add(total, count.labels, count.number);
                }
            }
            for (Action action : ring) {
                if (action != null) {
                    sink.add(time, action.labels, action.seconds);
                }
            }
        }
    }
}

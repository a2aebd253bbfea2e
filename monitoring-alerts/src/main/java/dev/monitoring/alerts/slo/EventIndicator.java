package dev.monitoring.alerts.slo;

/**
 * Counts events by counters. Immutable.
 *
 * @param kind {@code events} or {@code latency}
 * @param part the counters of the good events, or of the bad ones
 * @param total the counters of all events
 * @param partIsGood which of them
 */
public record EventIndicator(String kind, CounterSelector part, CounterSelector total, boolean partIsGood)
        implements Indicator {
    static CounterSelector histogram(String text) {
        CounterSelector selector = CounterSelector.parse(text);
        if (!selector.hasName()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" names no metric; write for example http_request_duration_seconds{job=\"api\"}");
        }
        return selector;
    }

    @Override
    public String description() {
        return (partIsGood ? "good: " : "bad: ") + part + ", total: " + total;
    }

    @Override
    public boolean countsEvents() {
        return true;
    }
}

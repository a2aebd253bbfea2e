package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Keeps the alerts of rules beyond the end of the process. Thread-safe; no method throws, or waits for anything. */
public interface AlertMemory {
    /** Remembers nothing. */
    AlertMemory NONE = new AlertMemory() {
        @Override
        public Remembered recall() {
            return new Remembered(OptionalLong.empty(), Map.of());
        }

        @Override
        public void keep(RuleIdentity rule, Alert alert) {}

        @Override
        public void forget(RuleIdentity rule, Labels alert) {}

        @Override
        public void leave(RuleIdentity rule, List<Alert> alerts) {}

        @Override
        public void evaluated(long timeMillis) {}
    };

    /**
     * What was kept when the last process ended. Immutable.
     *
     * @param evaluatedMillis when rules were evaluated last, within some seconds, in epoch milliseconds; empty if unknown
     * @param alerts the alerts of each rule
     */
    record Remembered(OptionalLong evaluatedMillis, Map<RuleIdentity, List<Alert>> alerts) {
        public Remembered {
            alerts = Map.copyOf(alerts);
        }
    }

    /** What the last process has kept; called once, before anything else. */
    Remembered recall();

    /** Keeps an alert as it is now. Called where its state has changed, not when its value or annotations have. */
    void keep(RuleIdentity rule, Alert alert);

    /** Keeps an alert no more. */
    void forget(RuleIdentity rule, Labels alert);

    /**
     * There is no such rule at present, perhaps because its file is broken. Its alerts are to be kept for a while only.
     */
    void leave(RuleIdentity rule, List<Alert> alerts);

    /** Rules were evaluated. */
    void evaluated(long timeMillis);
}

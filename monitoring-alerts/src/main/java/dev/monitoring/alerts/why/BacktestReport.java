package dev.monitoring.alerts.why;

import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.model.Labels;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What rules would have done. Immutable. Times are in epoch milliseconds.
 *
 * @param fromMillis from when on
 * @param toMillis until when; less than was asked for where the time was up
 * @param dataFromMillis from when on the history has samples of anything; empty where it has none
 * @param evaluations how many evaluations of groups that took
 * @param isComplete whether all that was asked for was gone through
 * @param rules what each rule would have done, in the order of the groups
 */
public record BacktestReport(
        long fromMillis,
        long toMillis,
        OptionalLong dataFromMillis,
        long evaluations,
        boolean isComplete,
        List<RuleOutcome> rules) {
    public BacktestReport {
        rules = List.copyOf(rules);
    }

    /**
     * What one rule would have done. Immutable.
     *
     * @param fired how many alerts would have fired
     * @param pendingOnly how many would have been pending, and never fired
     * @param failures how many evaluations would have failed
     * @param firstFailure why the first of them, where there is one
     * @param episodes the alerts, the oldest first, {@value Backtest#MAX_EPISODES} at most
     */
    public record RuleOutcome(
            RuleGroup group,
            Rule rule,
            int fired,
            int pendingOnly,
            int failures,
            Optional<String> firstFailure,
            List<Episode> episodes) {
        public RuleOutcome {
            episodes = List.copyOf(episodes);
        }
    }

    /**
     * An alert from its first evaluation to its last. Immutable.
     *
     * @param labels the alert
     * @param pendingAtMillis when its condition began to hold
     * @param firedAtMillis when it fired, where it did
     * @param endedAtMillis when it was over, where it was before the end
     * @param value what the expression yielded last, while the condition held
     */
    public record Episode(
            Labels labels,
            long pendingAtMillis,
            OptionalLong firedAtMillis,
            OptionalLong endedAtMillis,
            double value) {}

    /** The report as text for a terminal. */
    public String text(ZoneId zone) {
        return BacktestText.of(this, new Wording(zone, toMillis));
    }
}

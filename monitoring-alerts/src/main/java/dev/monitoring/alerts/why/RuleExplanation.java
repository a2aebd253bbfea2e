package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.core.query.Explanation;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a rule fires or does not, at one moment. Immutable.
 *
 * @param group the rule's group as of its last evaluation
 * @param rule the rule as of its last evaluation
 * @param timeMillis the moment asked about, in epoch milliseconds
 * @param evaluatedMillis the evaluation that held then, or would have been, in epoch milliseconds
 * @param missedMillis how long before {@code timeMillis} evaluations had been missing, 0 where none had
 * @param verdict the answer, in a sentence or two
 * @param rungs the seven questions, in their order
 * @param selectors what each selector finds
 * @param values what each part of the expression yields; empty where it could not be asked
 * @param conditions the comparisons of the expression over the evaluations of {@code for}, for the alert looked at
 * @param clock how long the condition has held; empty of recording rules, and where there was never an alert to look at
 * @param alerts the alerts at that moment, 20 at most, those that have come furthest first
 * @param alertCount how many alerts there are in all
 * @param routes where the alert looked at goes
 */
public record RuleExplanation(
        GroupStatus group,
        RuleStatus rule,
        long timeMillis,
        OptionalLong evaluatedMillis,
        long missedMillis,
        String verdict,
        List<Rung> rungs,
        List<SelectorFinding> selectors,
        Optional<Explanation> values,
        List<ConditionTrack> conditions,
        Optional<PendingClock> clock,
        List<Alert> alerts,
        int alertCount,
        List<NotificationView.RouteStand> routes) {
    public RuleExplanation {
        rungs = List.copyOf(rungs);
        selectors = List.copyOf(selectors);
        conditions = List.copyOf(conditions);
        alerts = List.copyOf(alerts);
        routes = List.copyOf(routes);
    }

    /** The answer to a question. */
    public Rung rung(Rung.Question question) {
        return rungs.get(question.number() - 1);
    }
}

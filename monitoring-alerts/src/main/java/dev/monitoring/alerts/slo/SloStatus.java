package dev.monitoring.alerts.slo;

import dev.monitoring.alerts.rule.RuleGroup;
import java.util.List;

/**
 * An objective as of its last evaluation. Immutable.
 *
 * @param objective the objective
 * @param group the rules of its alerts
 * @param lastEvaluationMillis when it was evaluated, in epoch milliseconds; 0 where it was not
 * @param hasData whether there was anything to look at
 * @param remarks what is worth telling people: selectors that find nothing, limits that were reached
 * @param budgets the budget of each set of labels, in the order of the labels
 * @param bytes how much memory the counts take
 */
public record SloStatus(
        Objective objective,
        RuleGroup group,
        long lastEvaluationMillis,
        boolean hasData,
        List<String> remarks,
        List<BudgetStatus> budgets,
        long bytes) {
    public SloStatus {
        remarks = List.copyOf(remarks);
        budgets = List.copyOf(budgets);
    }
}

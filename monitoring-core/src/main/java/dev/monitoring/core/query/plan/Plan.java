package dev.monitoring.core.query.plan;

import java.util.List;

/**
 * A query ready to run. Immutable.
 *
 * @param root what is computed
 * @param grid when
 * @param selections what is read; {@link PlanNode.Selector#selection} is an index into it
 */
public record Plan(PlanNode root, StepGrid grid, List<Selection> selections) {
    public Plan {
        selections = List.copyOf(selections);
    }
}

package dev.monitoring.core.query.exec;

import dev.monitoring.core.query.plan.PlanNode;
import dev.monitoring.core.query.plan.TimeShift;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the moment that the first selector of an expression looks at. */
final class FirstSelector implements PlanNode.Visitor<Optional<TimeShift>> {
    private final TimeShift outer;

    private FirstSelector(TimeShift outer) {
        this.outer = outer;
    }

    /** As seen from the steps of the expression. Without a selector: the step itself. */
    static TimeShift shiftOf(PlanNode expression) {
        TimeShift none = new TimeShift(null, 0);
        return expression.accept(new FirstSelector(none)).orElse(none);
    }

    private static TimeShift then(TimeShift first, TimeShift second) {
        return second.isPinned()
                ? second
                : new TimeShift(first.pinnedMillis(), first.offsetMillis() + second.offsetMillis());
    }

    private Optional<TimeShift> first(List<PlanNode> nodes) {
        for (PlanNode node : nodes) {
            Optional<TimeShift> found = node.accept(this);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.Constant constant) {
        return Optional.empty();
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.Text text) {
        return Optional.empty();
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.Selector selector) {
        return Optional.of(then(outer, selector.shift()));
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.RangeSelector selector) {
        return Optional.of(then(outer, selector.shift()));
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.Subquery subquery) {
        return subquery.inner().accept(new FirstSelector(then(outer, subquery.shift())));
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.Call call) {
        return first(call.arguments());
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.Aggregate aggregate) {
        List<PlanNode> nodes = new ArrayList<>(List.of(aggregate.operand()));
        if (aggregate.parameter() != null) {
            nodes.add(aggregate.parameter());
        }
        return first(nodes);
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.Binary binary) {
        return first(List.of(binary.left(), binary.right()));
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.Negation negation) {
        return negation.operand().accept(this);
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.Plus plus) {
        return plus.operand().accept(this);
    }

    @Override
    public Optional<TimeShift> visit(PlanNode.Invariant invariant) {
        return invariant.inner().accept(this);
    }
}

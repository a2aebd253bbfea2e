package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Absent;
import dev.monitoring.core.query.plan.Matching;
import dev.monitoring.core.query.plan.Matching.Many;
import dev.monitoring.core.query.plan.Operation;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic and comparisons between the elements of two vectors.
 *
 * <h2>Design note</h2>
 *
 * Which series meet is found once: every pair of series in one match group is an output series, and so is every series that
 * may have to meet a filled-in value. At a step a group may have at most one element on the one side, and without grouping at
 * most one on the other; series can only break that where a group has several, so only those groups are checked, once.
 *
 * <p>"Many" is the side with possibly several elements: the left one, unless {@code group_right} says otherwise.
 */
final class JoinOperator extends Operator {
    /** Stands for a series that is missing and filled in. */
    private static final int FILLED = -1;

    /** An output series: a series of the many side with one of the one side. */
    private record Pair(int many, int one, int key, Labels labels) {}

    private final Context context;
    private final Operation operation;
    private final Matching matching;
    private final boolean returnsBool;
    private final Position position;
    private final Operator many;
    private final RowCache one;
    private final int[] manyKeys;
    private final int[] oneKeys;
    private final JoinKeys keys;
    private final Groups manyGroups;
    private final Groups oneGroups;
    private final List<Pair> pairs = new ArrayList<>();
    private final double[] scratch;

    private JoinOperator(
            Context context,
            Operation operation,
            boolean returnsBool,
            Matching matching,
            Operator left,
            Operator right,
            Position position) {
        super(left.steps());
        this.context = context;
        this.operation = operation;
        this.matching = matching;
        this.returnsBool = returnsBool;
        this.position = position;
        this.keys = new JoinKeys(left, right, matching);
        boolean swapped = matching.many() == Many.RIGHT;
        this.many = swapped ? right : left;
        this.one = new RowCache(context, swapped ? left : right);
        this.manyGroups = swapped ? keys.rightGroups() : keys.leftGroups();
        this.oneGroups = swapped ? keys.leftGroups() : keys.rightGroups();
        this.manyKeys = new int[many.size()];
        Arrays.setAll(manyKeys, swapped ? keys::right : keys::left);
        this.oneKeys = new int[one.size()];
        Arrays.setAll(oneKeys, swapped ? keys::left : keys::right);
        this.scratch = new double[left.steps()];
        pairUp();
    }

    static Operator of(
            Context context,
            Operation operation,
            boolean returnsBool,
            Matching matching,
            Operator left,
            Operator right,
            Position position) {
        JoinOperator operator = new JoinOperator(context, operation, returnsBool, matching, left, right, position);
        operator.checkOneSide();
        if (returnsBool && !context.options().delayedNameRemoval()) {
            operator.checkManySide();
            return NamelessOperator.of(operator, context);
        }
        Operator merged = MergeOperator.of(operator, MergeOperator.Collision.SAME_STEP);
        if (matching.many() == Many.NONE || merged != operator) {
            operator.checkManySide();
        }
        return merged;
    }

    // Fill values do not change sides with group_right: the right one stands in for what is missing on the one side.
    private @Nullable Double fillOne() {
        return matching.fillRight();
    }

    private @Nullable Double fillMany() {
        return matching.fillLeft();
    }

    private void pairUp() {
        for (int i = 0; i < many.size(); i++) {
            int key = manyKeys[i];
            for (int j = 0; j < oneGroups.size(key); j++) {
                int partner = oneGroups.member(key, j);
                pairs.add(new Pair(i, partner, key, resultLabels(many.labels(i), one.labels(partner))));
            }
            if (fillOne() != null) {
                pairs.add(new Pair(i, FILLED, key, resultLabels(many.labels(i), common(many.labels(i)))));
            }
        }
        if (fillMany() != null) {
            for (int j = 0; j < one.size(); j++) {
                pairs.add(new Pair(FILLED, j, oneKeys[j], resultLabels(common(one.labels(j)), one.labels(j))));
            }
        }
    }

    /** The labels by which a series is matched. */
    private Labels common(Labels labels) {
        return matching.on()
                ? labels.only(matching.labels())
                : labels.without(Grouping.withMetricName(matching.labels()));
    }

    private Labels resultLabels(Labels ofMany, Labels ofOne) {
        Labels result = ofMany;
        if (matching.many() == Many.NONE) {
            result = matching.on() ? result.only(matching.labels()) : result.without(matching.labels());
        }
        result = operation.changesMeaning() ? MetricNames.drop(result) : result;
        for (String name : matching.include()) {
            result = result.with(name, ofOne.valueOrEmpty(name));
        }
        return result;
    }

    @Override
    int size() {
        return pairs.size();
    }

    @Override
    Labels labels(int series) {
        return pairs.get(series).labels;
    }

    @Override
    boolean dropsName(int series) {
        Pair pair = pairs.get(series);
        return returnsBool || pair.many != FILLED && !operation.changesMeaning() && many.dropsName(pair.many);
    }

    @Override
    int evaluate(int series, double[] out) {
        Pair pair = pairs.get(series);
        if (pair.many == FILLED) {
            return evaluateFilledMany(pair, out);
        }
        int present = many.evaluate(pair.many, out);
        if (pair.one == FILLED) {
            double fill = fillOne() == null ? 0 : fillOne();
            fillWhereMissing(scratch, fill, mask(one, oneGroups, pair.key));
            return combine(out, scratch, present, 0, out);
        }
        if (present == 0) {
            return 0;
        }
        return combine(out, one.row(pair.one), present, one.present(pair.one), out);
    }

    private int evaluateFilledMany(Pair pair, double[] out) {
        double fill = fillMany() == null ? 0 : fillMany();
        fillWhereMissing(scratch, fill, mask(many, manyGroups, pair.key));
        return combine(scratch, one.row(pair.one), 0, one.present(pair.one), out);
    }

    private StepMask mask(Operator side, Groups groups, int key) {
        StepMask mask = new StepMask();
        double[] row = new double[steps()];
        for (int i = 0; i < groups.size(key); i++) {
            side.evaluate(groups.member(key, i), row);
            mask.add(row, steps());
        }
        return mask;
    }

    private void fillWhereMissing(double[] row, double fill, StepMask present) {
        for (int step = 0; step < steps(); step++) {
            row[step] = present.has(step) ? Absent.VALUE : fill;
        }
    }

    private int combine(double[] ofMany, double[] ofOne, int manyPresent, int onePresent, double[] out) {
        boolean swapped = matching.many() == Many.RIGHT;
        double[] left = swapped ? ofOne : ofMany;
        double[] right = swapped ? ofMany : ofOne;
        if (operation.isComparison()) {
            return Arithmetic.compare(operation, left, right, returnsBool ? null : left, out, steps());
        }
        if (operation.trims()) {
            Arrays.fill(out, 0, steps(), Absent.VALUE);
            context.remark(Trimming.remark(operation, position));
            return 0;
        }
        if (manyPresent == steps() && onePresent == steps()) {
            Arithmetic.compute(operation, left, right, out, steps());
            return steps();
        }
        return Arithmetic.computePartial(operation, left, right, out, steps());
    }

    /** Looks for steps at which the one side has several elements of a match group. */
    private void checkOneSide() {
        for (int key = 0; key < keys.count(); key++) {
            if (oneGroups.size(key) > 1) {
                checkOneSide(key);
            }
        }
    }

    /** Looks for steps at which several elements of the many side would become the same element. */
    private void checkManySide() {
        for (int key = 0; key < keys.count(); key++) {
            boolean meets = oneGroups.size(key) > 0 || fillOne() != null;
            if (manyGroups.size(key) > 1 && meets) {
                checkManySide(key);
            }
        }
    }

    private void checkOneSide(int key) {
        int[] seen = new int[steps()];
        Arrays.fill(seen, FILLED);
        StepMask elements = null;
        for (int i = 0; i < oneGroups.size(key); i++) {
            int series = oneGroups.member(key, i);
            double[] row = one.row(series);
            for (int step = 0; step < steps(); step++) {
                if (Absent.is(row[step])) {
                    continue;
                }
                if (seen[step] != FILLED) {
                    elements = elements == null ? anyMany() : elements;
                    if (elements.has(step) || fillOne() != null || fillMany() != null) {
                        throw duplicates(key, one.labels(seen[step]), one.labels(series));
                    }
                }
                seen[step] = series;
            }
        }
    }

    /** Where the other side has no element at all, nothing is matched and nothing can be wrong. */
    private StepMask anyMany() {
        StepMask mask = new StepMask();
        double[] row = new double[steps()];
        for (int i = 0; i < many.size(); i++) {
            many.evaluate(i, row);
            mask.add(row, steps());
        }
        return mask;
    }

    private QueryException duplicates(int key, Labels first, Labels second) {
        List<String> both = new ArrayList<>(List.of(JoinKeys.text(first), JoinKeys.text(second)));
        Collections.sort(both);
        return QueryException.execution(
                position,
                "found duplicate series for the match group " + JoinKeys.text(keys.common(key)) + " on the "
                        + (matching.many() == Many.RIGHT ? "left" : "right") + " hand-side of the operation: "
                        + both + ";many-to-many matching not allowed: matching labels must be unique on one side");
    }

    private void checkManySide(int key) {
        StepMask partners = fillOne() == null ? mask(one, oneGroups, key) : null;
        Map<Labels, StepMask> taken = new HashMap<>();
        double[] row = new double[steps()];
        for (int i = 0; i < manyGroups.size(key); i++) {
            int series = manyGroups.member(key, i);
            // Without grouping, a second element is wrong whatever its labels.
            Labels identity = matching.many() == Many.NONE ? Labels.EMPTY : withoutIncluded(many.labels(series));
            StepMask mask = taken.computeIfAbsent(identity, ignored -> new StepMask());
            many.evaluate(series, row);
            for (int step = 0; step < steps(); step++) {
                if (!Absent.is(row[step]) && mask.has(step) && (partners == null || partners.has(step))) {
                    throw ambiguous();
                }
            }
            mask.add(row, steps());
        }
    }

    private QueryException ambiguous() {
        String rule = matching.many() == Many.NONE
                ? "many-to-one matching must be explicit (group_left/group_right)"
                : "grouping labels must ensure unique matches";
        return QueryException.execution(position, "multiple matches for labels: " + rule);
    }

    /** What is left to tell the series of a match group apart once the included labels are overwritten. */
    private Labels withoutIncluded(Labels labels) {
        Labels result = operation.changesMeaning() ? MetricNames.drop(labels) : labels;
        return result.without(matching.include());
    }
}

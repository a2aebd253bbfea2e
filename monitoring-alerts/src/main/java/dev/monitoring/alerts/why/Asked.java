package dev.monitoring.alerts.why;

import dev.monitoring.alerts.rule.GroupEvaluations;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.core.model.Labels;

/**
 * One rule at one moment: what every question about it goes by. Immutable but for the questions' budget.
 *
 * @param wanted the labels of the alert that is asked about; may be empty
 * @param moments the evaluations up to that moment
 */
record Asked(
        RuleExplainer.Parts parts,
        Questions questions,
        GroupStatus group,
        RuleStatus rule,
        long timeMillis,
        Labels wanted,
        Wording wording,
        Moments moments) {
    static Asked of(
            RuleExplainer.Parts parts,
            Questions questions,
            GroupStatus group,
            int index,
            GroupEvaluations log,
            long timeMillis,
            Labels wanted) {
        RuleStatus rule = group.rules().get(index);
        // The log may be an evaluation ahead of the status.
        long last = rule.lastEvaluationMillis();
        long until = last > 0 && timeMillis >= last ? last : timeMillis;
        Moments moments = Moments.of(log, group.group(), index, until);
        return new Asked(
                parts, questions, group, rule, timeMillis, wanted, new Wording(parts.zone(), timeMillis), moments);
    }

    /** The evaluation that tells how things were at the moment. */
    long evaluatedMillis() {
        return moments.lastMillis();
    }

    /** The time that evaluation asked for. */
    long queriedMillis() {
        return evaluatedMillis() - offsetMillis();
    }

    /** Whether that evaluation is the last there was, so that what the rule holds is its outcome. */
    boolean isNow() {
        long last = rule.lastEvaluationMillis();
        return last > 0 && evaluatedMillis() == last && moments.evaluated().isPresent();
    }

    long intervalMillis() {
        return group.group().interval().toMillis();
    }

    long offsetMillis() {
        return group.group().queryOffset().toMillis();
    }

    boolean isWanted(Labels labels) {
        return has(labels, wanted);
    }

    /** Whether some labels are among those of an alert. */
    static boolean has(Labels labels, Labels some) {
        for (Labels.Label label : some) {
            if (!label.value().equals(labels.get(label.name()))) {
                return false;
            }
        }
        return true;
    }
}

package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.RuleReplay;
import dev.monitoring.alerts.rule.RuleTexts;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.QueryException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What became of a rule's alerts from one evaluation to the next, found by evaluating the rule anew over the history. Immutable.
 *
 * @param moments the evaluations, in epoch milliseconds, ascending
 * @param alerts the alerts after the last of them
 * @param failure why the last of them failed, where it did
 * @param steps the changes of alerts, the oldest first
 */
record Replayed(List<Long> moments, List<Alert> alerts, Optional<String> failure, List<Step> steps) {
    private static final int MAX_STEPS = 5_000;

    /** A change of an alert; {@code from} or {@code to} is missing where there was or is none that is active. */
    record Step(long timeMillis, Labels alert, Optional<Alert> from, Optional<Alert> to, Optional<String> failure) {
        boolean begins() {
            return from.isEmpty();
        }

        boolean ends() {
            return to.isEmpty();
        }
    }

    /**
     * Evaluates a rule at moments.
     *
     * @throws QueryException if the time is up
     */
    static Replayed of(
            RuleGroup group, AlertRule rule, Questions questions, RuleTexts texts, Moments moments, int count) {
        AlertRule silent = new AlertRule(
                rule.name(), rule.expression(), rule.timing(), rule.labels(), Map.of(), rule.noData(), rule.origin());
        RuleGroup alone = new RuleGroup(
                group.file(), group.name(), group.interval(), group.queryOffset(), group.limit(), List.of(silent));
        RuleReplay replay = new RuleReplay(alone, questions.engine(), DroppedSamples.STORE, texts, questions.options());
        List<Long> asked = moments.last(count);
        if (moments.beginWith(asked)) {
            replay.awaitFirstData();
        }
        Deque<Step> steps = new ArrayDeque<>();
        List<Alert> before = List.of();
        for (long moment : asked) {
            replay.evaluate(moment);
            questions.options(); // ends all where the time is up
            List<Alert> after = replay.alerts(0).stream()
                    .filter(alert -> alert.state().isActive())
                    .toList();
            addSteps(before, after, moment, replay.failure(0), steps);
            before = after;
        }
        return new Replayed(asked, replay.alerts(0), replay.failure(0), List.copyOf(steps));
    }

    private static void addSteps(
            List<Alert> before, List<Alert> after, long moment, Optional<String> failure, Deque<Step> steps) {
        if (before.isEmpty() && after.isEmpty()) {
            return;
        }
        Map<Labels, Alert> left = new HashMap<>();
        before.forEach(alert -> left.put(alert.labels(), alert));
        List<Step> found = new ArrayList<>();
        for (Alert alert : after) {
            Alert was = left.remove(alert.labels());
            if (was == null || !was.state().word().equals(alert.state().word())) {
                found.add(new Step(moment, alert.labels(), Optional.ofNullable(was), Optional.of(alert), failure));
            }
        }
        left.forEach(
                (labels, gone) -> found.add(new Step(moment, labels, Optional.of(gone), Optional.empty(), failure)));
        for (Step step : found) {
            if (steps.size() == MAX_STEPS) {
                steps.removeFirst();
            }
            steps.addLast(step);
        }
    }
}

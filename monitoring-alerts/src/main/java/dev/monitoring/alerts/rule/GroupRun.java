package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A group of rules at work. Evaluated by one thread at a time; what it says of itself may be read from any.
 */
final class GroupRun {
    private static final Logger LOGGER = LoggerFactory.getLogger(RuleEngine.class);
    private static final String INACTIVE = "inactive";

    private final RuleGroup group;
    private final List<RuleRun> runs;
    private final Clock clock;
    private final AlertListener listener;
    private final AlertHistory history;
    private volatile GroupStatus status;

    GroupRun(RuleGroup group, List<RuleRun> runs, Clock clock, AlertListener listener, AlertHistory history) {
        this.group = group;
        this.runs = List.copyOf(runs);
        this.clock = clock;
        this.listener = listener;
        this.history = history;
        this.status = new GroupStatus(
                group,
                0,
                0,
                0,
                0,
                group.rules().stream().map(RuleStatus::initial).toList());
    }

    RuleGroup group() {
        return group;
    }

    GroupStatus status() {
        return status;
    }

    /**
     * Evaluates all rules in their order; one that fails does not stop the next.
     *
     * @param timeMillis the moment, in epoch milliseconds
     * @param missed how many evaluations were left out since the last one
     */
    void evaluate(long timeMillis, long missed) {
        GroupStatus before = status;
        long began = clock.nanoTime();
        List<RuleStatus> after = new ArrayList<>(runs.size());
        for (int i = 0; i < runs.size(); i++) {
            after.add(evaluate(runs.get(i), before.rules().get(i), timeMillis));
        }
        status = new GroupStatus(
                group, timeMillis, clock.nanoTime() - began, before.evaluations() + 1, before.missed() + missed, after);
    }

    private RuleStatus evaluate(RuleRun run, RuleStatus before, long timeMillis) {
        long began = clock.nanoTime();
        Optional<String> failure = Optional.empty();
        try {
            run.evaluate(timeMillis);
        } catch (RuleFailure e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.warn(
                    "rule {} of group {} met an unexpected fault", run.rule().name(), group.name(), e);
            failure = Optional.of("unexpected fault: " + e);
        }
        log(run.rule(), before, failure);
        List<Alert> alerts = run.alerts();
        noteTransitions(run.rule(), before.alerts(), alerts, timeMillis);
        if (run.rule() instanceof AlertRule rule) {
            tell(rule, timeMillis, alerts);
        }
        return new RuleStatus(
                run.rule(),
                failure.isPresent() ? RuleHealth.ERROR : RuleHealth.OK,
                failure,
                timeMillis,
                clock.nanoTime() - began,
                run.hadNoData(),
                alerts);
    }

    /** One line for each change, not one for each evaluation. */
    private void log(Rule rule, RuleStatus before, Optional<String> failure) {
        if (failure.isPresent() && !failure.equals(before.lastError())) {
            LOGGER.warn("rule {} of group {} ({}) fails: {}", rule.name(), group.name(), rule.origin(), failure.get());
        } else if (failure.isEmpty() && before.lastError().isPresent()) {
            LOGGER.info("rule {} of group {} ({}) works again", rule.name(), group.name(), rule.origin());
        }
    }

    private void tell(AlertRule rule, long timeMillis, List<Alert> alerts) {
        try {
            listener.evaluated(group, rule, timeMillis, alerts);
        } catch (RuntimeException e) {
            LOGGER.warn("what listens to rule {} of group {} failed", rule.name(), group.name(), e);
        }
    }

    private void noteTransitions(Rule rule, List<Alert> before, List<Alert> after, long timeMillis) {
        if (before.isEmpty() && after.isEmpty()) {
            return;
        }
        Map<Labels, Alert> left = new HashMap<>();
        before.forEach(alert -> left.put(alert.labels(), alert));
        for (Alert alert : after) {
            Alert was = left.remove(alert.labels());
            String from = was == null ? INACTIVE : was.state().word();
            note(rule, alert, from, alert.state().word(), timeMillis);
        }
        left.values().forEach(gone -> note(rule, gone, gone.state().word(), INACTIVE, timeMillis));
    }

    private void note(Rule rule, Alert alert, String from, String to, long timeMillis) {
        if (!from.equals(to)) {
            history.add(new AlertTransition(
                    timeMillis, group.name(), rule.name(), alert.labels(), from, to, alert.value()));
        }
    }

    /** Goes on where the same rules of another run of the group were: n-th of a name and labels to n-th. */
    void takeOver(GroupRun other) {
        Map<Object, Deque<RuleRun>> others = new HashMap<>();
        other.runs.forEach(run ->
                others.computeIfAbsent(identity(run), key -> new ArrayDeque<>()).add(run));
        for (RuleRun run : runs) {
            Deque<RuleRun> same = others.get(identity(run));
            if (same != null && !same.isEmpty()) {
                run.takeOver(same.remove());
            }
        }
    }

    private static Object identity(RuleRun run) {
        return List.of(run.rule().getClass(), run.rule().name(), run.rule().labels());
    }

    /** The alerting rules that do not go on where another run was. */
    List<AlertingRun> newAlertingRuns() {
        return runs.stream()
                .filter(AlertingRun.class::isInstance)
                .map(AlertingRun.class::cast)
                .filter(run -> !run.isResumed())
                .toList();
    }

    /** Shows the alerts that its rules go on with, before their first evaluation. */
    void showAlerts() {
        GroupStatus before = status;
        List<RuleStatus> rules = new ArrayList<>(runs.size());
        for (int i = 0; i < runs.size(); i++) {
            rules.add(before.rules().get(i).withAlerts(runs.get(i).alerts()));
        }
        status = new GroupStatus(
                group,
                before.lastEvaluationMillis(),
                before.evaluationNanos(),
                before.evaluations(),
                before.missed(),
                rules);
    }

    /** Moves all times by as much as the wall clock was set. */
    void shift(long millis) {
        runs.forEach(run -> run.shift(millis));
    }

    /** Ends all series that the rules have written and that nobody has taken over. */
    void end(long timeMillis) {
        runs.forEach(run -> run.end(timeMillis));
    }
}

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
import org.jspecify.annotations.Nullable;
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
    private final EvaluationLog log;
    private volatile GroupStatus status;

    GroupRun(RuleGroup group, List<RuleRun> runs, Clock clock, AlertListener listener, AlertHistory history) {
        this.group = group;
        this.runs = List.copyOf(runs);
        this.clock = clock;
        this.listener = listener;
        this.history = history;
        this.log = new EvaluationLog(runs.size());
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

    GroupEvaluations evaluations() {
        return log.read();
    }

    /**
     * Evaluates all rules in their order; one that fails does not stop the next.
     *
     * @param timeMillis the moment, in epoch milliseconds
     * @param missed how many evaluations were left out since the last one
     */
    void evaluate(long timeMillis, long missed) {
        GroupStatus before = status;
        log.add(timeMillis);
        long began = clock.nanoTime();
        List<RuleStatus> after = new ArrayList<>(runs.size());
        for (int i = 0; i < runs.size(); i++) {
            after.add(evaluate(runs.get(i), before.rules().get(i), timeMillis));
        }
        after.forEach(rule -> tell(rule, timeMillis)); // all at once: it wakes other threads
        status = new GroupStatus(
                group, timeMillis, clock.nanoTime() - began, before.evaluations() + 1, before.missed() + missed, after);
    }

    private RuleStatus evaluate(RuleRun run, RuleStatus before, long timeMillis) {
        long began = clock.nanoTime();
        Optional<String> failure = Optional.empty();
        try {
            run.evaluate(timeMillis);
        } catch (RuleFailure e) {
            if (e.isCancelled()) { // at the end of all; nothing has been learnt
                return before;
            }
            failure = Optional.of(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOGGER.warn(
                    "rule {} of group {} met an unexpected fault", run.rule().name(), group.name(), e);
            failure = Optional.of("unexpected fault: " + e);
        }
        log(run.rule(), before, failure);
        List<Alert> alerts = run.alerts();
        noteTransitions(run, before.alerts(), alerts, new Evaluated(run, timeMillis, failure));
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

    private void tell(RuleStatus status, long timeMillis) {
        if (status.rule() instanceof AlertRule rule && status.lastEvaluationMillis() == timeMillis) {
            try {
                listener.evaluated(group, rule, timeMillis, status.alerts());
            } catch (RuntimeException e) {
                LOGGER.warn("what listens to rule {} of group {} failed", rule.name(), group.name(), e);
            }
        }
    }

    /** An evaluation that is over. */
    private static final class Evaluated {
        final long timeMillis;
        private final RuleRun run;
        private final Optional<String> failure;
        private @Nullable String whyCeased;

        Evaluated(RuleRun run, long timeMillis, Optional<String> failure) {
            this.run = run;
            this.timeMillis = timeMillis;
            this.failure = failure;
        }

        /** The same for all alerts that ceased at it, so it is asked once: that may cost queries. */
        String whyCeased() {
            String known = whyCeased;
            if (known == null) {
                known = failure.orElseGet(() -> run.whyCeased(timeMillis));
                whyCeased = known;
            }
            return known;
        }
    }

    private void noteTransitions(RuleRun run, List<Alert> before, List<Alert> after, Evaluated evaluated) {
        if (areInTheirStates(before, after)) {
            return;
        }
        Map<Labels, Alert> left = new HashMap<>();
        before.forEach(alert -> left.put(alert.labels(), alert));
        for (Alert alert : after) {
            Alert was = left.remove(alert.labels());
            String from = was == null ? INACTIVE : was.state().word();
            note(run, alert, from, alert.state().word(), evaluated);
        }
        left.values().forEach(gone -> note(run, gone, gone.state().word(), INACTIVE, evaluated));
    }

    /** Whether nothing has changed, as mostly. */
    private static boolean areInTheirStates(List<Alert> before, List<Alert> after) {
        if (before.size() != after.size()) {
            return false;
        }
        for (int i = 0; i < after.size(); i++) {
            if (!after.get(i).labels().equals(before.get(i).labels())
                    || !after.get(i).state().word().equals(before.get(i).state().word())) {
                return false;
            }
        }
        return true;
    }

    private void note(RuleRun run, Alert alert, String from, String to, Evaluated evaluated) {
        if (!from.equals(to)) {
            String cause = to.equals(INACTIVE) ? evaluated.whyCeased() : run.whyReached(from, to);
            history.add(new AlertTransition(
                    evaluated.timeMillis,
                    group.name(),
                    run.rule().name(),
                    alert.labels(),
                    from,
                    to,
                    alert.value(),
                    run.rule().expression(),
                    cause));
        }
    }

    /** Goes on where the same rules of another run of the group were: n-th of a name and labels to n-th. */
    void takeOver(GroupRun other) {
        log.takeOver(other.log);
        Map<Object, Deque<Integer>> others = new HashMap<>();
        for (int i = 0; i < other.runs.size(); i++) {
            others.computeIfAbsent(identity(other.runs.get(i)), key -> new ArrayDeque<>())
                    .add(i);
        }
        for (int i = 0; i < runs.size(); i++) {
            Deque<Integer> same = others.get(identity(runs.get(i)));
            if (same != null && !same.isEmpty()) {
                int theirs = same.remove();
                runs.get(i).takeOver(other.runs.get(theirs));
                if (isSame(runs.get(i).rule(), other.runs.get(theirs).rule())) {
                    log.takeOverRule(i, other.log, theirs);
                }
            }
        }
    }

    /** Whether two rules of one name and labels find the same, wherever they stand. */
    private static boolean isSame(Rule one, Rule other) {
        return one.expression().equals(other.expression())
                && (!(one instanceof AlertRule alert)
                        || other instanceof AlertRule same
                                && alert.timing().equals(same.timing())
                                && alert.noData() == same.noData());
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

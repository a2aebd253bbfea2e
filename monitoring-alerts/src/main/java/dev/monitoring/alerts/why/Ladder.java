package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleHealth;
import dev.monitoring.alerts.rule.RuleSchedule;
import dev.monitoring.alerts.why.NotificationView.RouteStand;
import dev.monitoring.alerts.why.Rung.Question;
import dev.monitoring.alerts.why.Rung.State;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.VectorSample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Goes through the questions about one rule, in their order. Confined to one thread, and used once. */
final class Ladder {
    /** How many evaluations are gone through again. */
    private static final int MAX_REPLAYED = 1_000;

    /** Looked back besides what the rule's times ask for. */
    private static final int MORE_REPLAYED = 60;

    private static final int MAX_ALERTS = 20;
    private static final String ALERT_STATE = "alertstate";
    private static final String LIMIT = "exceeded limit";
    private static final double NANOS_PER_MILLI = 1e6;

    private final Asked asked;
    private final Map<Question, Rung> rungs = new EnumMap<>(Question.class);

    private Optional<FoundValues> found = Optional.empty();
    private Optional<FoundCondition> condition = Optional.empty();
    private Optional<PendingClock> clock = Optional.empty();
    private List<Alert> alerts = List.of();
    private List<RouteStand> routes = List.of();
    private long missedMillis;

    Ladder(Asked asked) {
        this.asked = asked;
    }

    RuleExplanation climb() {
        evaluated();
        try {
            FoundValues values = FoundValues.of(asked);
            found = Optional.of(values);
            put(values.series());
            put(values.value());
            if (asked.rule().rule() instanceof AlertRule alertRule) {
                alert(alertRule, values);
            } else {
                for (Question question :
                        List.of(Question.CONDITION, Question.CLOCK, Question.ROUTE, Question.DELIVERY)) {
                    put(Rung.of(question, State.NOT_REACHED, "a recording rule has no alerts"));
                }
            }
        } catch (QueryException e) {
            for (Question question : Question.values()) {
                rungs.putIfAbsent(question, Rung.of(question, State.UNKNOWN, e.message()));
            }
        }
        return new RuleExplanation(
                asked.group(),
                asked.rule(),
                asked.timeMillis(),
                asked.moments().evaluated(),
                missedMillis,
                new Verdict(asked, rungs, found, condition, clock, alerts).sentence(),
                List.copyOf(rungs.values()),
                found.map(FoundValues::selectors).orElse(List.of()),
                found.map(FoundValues::values),
                condition.map(FoundCondition::tracks).orElse(List.of()),
                clock,
                alerts.stream().limit(MAX_ALERTS).toList(),
                alerts.size(),
                routes);
    }

    private void put(Rung rung) {
        rungs.put(rung.question(), rung);
    }

    private void evaluated() {
        long interval = asked.intervalMillis();
        String every = "group " + asked.group().group().name() + " is evaluated every " + Wording.span(interval);
        if (asked.rule().lastEvaluationMillis() == 0) {
            long next = RuleSchedule.latest(
                            asked.group().group(), asked.parts().clock().epochMillis())
                    + interval;
            put(Rung.of(
                    Question.EVALUATED,
                    State.FAILED,
                    "the rule was not evaluated yet; " + every + ", for the first time at " + time(next)));
            return;
        }
        if (asked.moments().evaluated().isEmpty()) {
            put(Rung.of(
                    Question.EVALUATED,
                    State.UNKNOWN,
                    "this process did not evaluate the rule then; what follows is what it would have found at "
                            + time(asked.evaluatedMillis())));
            return;
        }
        long gap = asked.timeMillis() - asked.evaluatedMillis();
        if (gap > 2 * interval) {
            missedMillis = gap;
            put(Rung.of(
                    Question.EVALUATED,
                    State.FAILED,
                    "the last evaluation was at " + time(asked.evaluatedMillis()) + ", " + Wording.span(gap)
                            + " before, though " + every));
        } else if (asked.isNow() && asked.rule().health() == RuleHealth.ERROR) {
            failed(asked.rule().lastError().orElse(""));
        } else {
            String took = asked.isNow()
                    ? " in " + Wording.number(asked.rule().evaluationNanos() / NANOS_PER_MILLI) + " ms"
                    : "";
            String missed = asked.group().missed() == 0
                    ? ""
                    : "; " + asked.group().missed() + " evaluations were missed so far";
            put(Rung.of(
                    Question.EVALUATED,
                    State.PASSED,
                    "evaluated at " + time(asked.evaluatedMillis()) + asOf() + took + ", every "
                            + Wording.span(interval) + missed));
        }
    }

    private String asOf() {
        return asked.offsetMillis() == 0
                ? ""
                : " as of " + time(asked.queriedMillis()) + " (query_offset " + Wording.span(asked.offsetMillis())
                        + ")";
    }

    private void failed(String error) {
        put(Rung.of(
                Question.EVALUATED,
                State.FAILED,
                "the evaluation at " + time(asked.evaluatedMillis()) + " failed" + outcome(error) + ": " + error));
    }

    /** What an evaluation that failed leaves behind. */
    private String outcome(String error) {
        if (!(asked.rule().rule() instanceof AlertRule)) {
            return ", and nothing was recorded";
        }
        return error.startsWith(LIMIT) ? "" : ", and alerts stay as they were"; // the limit drops them, as it says
    }

    private void alert(AlertRule alertRule, FoundValues values) {
        List<VectorSample> elements = elements();
        Replayed replayed = replay(alertRule);
        AlertClock clocks = new AlertClock(asked, alertRule, replayed);
        alerts = new ArrayList<>(asked.isNow() ? asked.rule().alerts() : replayed.alerts());
        alerts.sort(Comparator.comparingInt(Ladder::order)
                .thenComparingLong(alert -> alert.state().activeAtMillis()));
        if (!asked.isNow() && asked.moments().evaluated().isPresent()) {
            replayed.failure().ifPresent(this::failed);
        } else if (asked.isNow()) {
            unwritten(alertRule);
        }
        Optional<Alert> active = alerts.stream()
                .filter(alert -> alert.state().isActive() && asked.isWanted(alert.labels()))
                .findFirst();
        Subject subject = subject(alertRule, active, replayed);
        FoundCondition held = FoundCondition.of(asked, alertRule, values, subject, elements, active.isPresent());
        condition = Optional.of(held);
        put(held.rung());
        AlertClock.Answer told = clocks.of(subject, active, held.rung().state() == State.FAILED);
        clock = told.clock();
        put(told.rung());
        notifications(active.map(alert -> alert.withState(clocks.state(alert))));
    }

    /** Says where the history has not taken the series of alerts: who looks for them there does not see them. */
    private void unwritten(AlertRule rule) {
        Set<Labels> active = alerts.stream()
                .filter(alert -> alert.state().isActive())
                .map(alert -> alert.labels().without(ALERT_STATE))
                .collect(Collectors.toSet());
        Rung evaluated = Objects.requireNonNull(rungs.get(Question.EVALUATED));
        if (active.isEmpty() || evaluated.state() != State.PASSED) {
            return;
        }
        int all = active.size();
        String selector = "ALERTS{" + Alert.NAME + "=" + Names.quote(rule.name()) + "}";
        asked.questions().vector(selector, asked.queriedMillis()).stream()
                .map(sample -> sample.labels().withoutMetricName().without(ALERT_STATE))
                .forEach(active::remove);
        if (!active.isEmpty()) {
            put(
                    new Rung(
                            Question.EVALUATED,
                            State.PASSED,
                            evaluated.sentence() + " The history refused the series ALERTS of " + active.size() + " of "
                                    + all
                                    + " alerts; raise monitoring.history.max-series-per-family or monitoring.history.max-series."));
        }
    }

    /** What the expression yields; nothing where it fails, which is said elsewhere. */
    private List<VectorSample> elements() {
        try {
            return asked.questions().vector(asked.rule().rule().expression(), asked.queriedMillis());
        } catch (QueryException e) {
            if (asked.questions().isOver()) {
                throw e;
            }
            return List.of();
        }
    }

    private Replayed replay(AlertRule alertRule) {
        long interval = asked.intervalMillis();
        long reach = 2 * alertRule.timing().holdFor().toMillis()
                + alertRule.timing().keepFiringFor().toMillis();
        long began = asked.parts().clock().nanoTime();
        elements();
        long each = Math.max(1, asked.parts().clock().nanoTime() - began);
        long affordable = Math.max(2, asked.questions().remaining().toNanos() / 2 / each);
        long count = Math.min(Math.min(MAX_REPLAYED, affordable), reach / interval + MORE_REPLAYED);
        return Replayed.of(
                asked.group().group(),
                alertRule,
                asked.questions(),
                asked.parts().texts(),
                asked.moments(),
                (int) count);
    }

    private static int order(Alert alert) {
        return alert.state() instanceof Firing ? 0 : alert.state().isActive() ? 1 : 2;
    }

    /** The alert that has come furthest; else the one that ended last; else what was asked about. */
    private Subject subject(AlertRule alertRule, Optional<Alert> active, Replayed replayed) {
        if (active.isPresent()) {
            return Subject.of(active.get().labels(), alertRule);
        }
        for (int i = replayed.steps().size() - 1; i >= 0; i--) {
            if (asked.isWanted(replayed.steps().get(i).alert())) {
                return Subject.of(replayed.steps().get(i).alert(), alertRule);
            }
        }
        return Subject.of(asked.wanted(), alertRule);
    }

    private void notifications(Optional<Alert> active) {
        if (active.isEmpty()) {
            put(Rung.of(Question.ROUTE, State.NOT_REACHED, "there is no alert to route"));
            put(Rung.of(Question.DELIVERY, State.NOT_REACHED, "there is nothing to tell"));
            return;
        }
        NotificationAnswer answer =
                NotificationAnswer.of(asked.parts().notifications(), active.get(), asked.timeMillis(), asked.wording());
        routes = answer.routes();
        put(answer.route());
        put(answer.delivery());
    }

    private String time(long millis) {
        return asked.wording().time(millis);
    }
}

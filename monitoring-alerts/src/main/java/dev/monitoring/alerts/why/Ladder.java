package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Pending;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.GroupEvaluations;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.NoDataPolicy;
import dev.monitoring.alerts.rule.RuleHealth;
import dev.monitoring.alerts.rule.RuleSchedule;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.alerts.why.NotificationView.RouteStand;
import dev.monitoring.alerts.why.PendingClock.Reset;
import dev.monitoring.alerts.why.Rung.Question;
import dev.monitoring.alerts.why.Rung.State;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.query.Explanation;
import dev.monitoring.core.query.Outline;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.VectorSample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Goes through the questions about one rule, in their order. Confined to one thread, and used once. */
final class Ladder {
    /** How many evaluations are gone through again. */
    private static final int MAX_REPLAYED = 1_000;

    /** Looked back besides what the rule's times ask for. */
    private static final int MORE_REPLAYED = 60;

    private static final int MIN_POINTS = 10;
    private static final int MAX_POINTS = 240;
    private static final int MAX_ALERTS = 20;
    private static final int MAX_RESETS = 5;
    private static final double NANOS_PER_MILLI = 1e6;

    private final RuleExplainer.Parts parts;
    private final Questions questions;
    private final GroupStatus group;
    private final RuleStatus rule;
    private final long timeMillis;
    private final Labels wanted;
    private final Wording wording;
    private final Moments moments;
    private final long evaluatedMillis;
    private final long queriedMillis;
    private final boolean isNow;
    private final Map<Question, Rung> rungs = new EnumMap<>(Question.class);

    private Optional<Explanation> values = Optional.empty();
    private List<SelectorFinding> selectors = List.of();
    private Optional<Emptiness> emptiness = Optional.empty();
    private List<Alert> alerts = List.of();
    private List<ConditionTrack> tracks = List.of();
    private Optional<PendingClock> clock = Optional.empty();
    private List<RouteStand> routes = List.of();
    private long missedMillis;

    Ladder(
            RuleExplainer.Parts parts,
            Questions questions,
            GroupStatus group,
            int index,
            GroupEvaluations log,
            long timeMillis,
            Labels wanted) {
        this.parts = parts;
        this.questions = questions;
        this.group = group;
        this.rule = group.rules().get(index);
        this.timeMillis = timeMillis;
        this.wanted = wanted;
        this.wording = new Wording(parts.zone(), timeMillis);
        // The log may be an evaluation ahead of the status.
        long last = rule.lastEvaluationMillis();
        long until = last > 0 && timeMillis >= last ? last : timeMillis;
        this.moments = Moments.of(log, group.group(), index, until);
        this.evaluatedMillis = moments.lastMillis();
        this.queriedMillis = evaluatedMillis - group.group().queryOffset().toMillis();
        this.isNow = last > 0 && evaluatedMillis == last && moments.evaluated().isPresent();
    }

    RuleExplanation climb() {
        evaluated();
        try {
            seriesAndValue();
            if (rule.rule() instanceof AlertRule alertRule) {
                alert(alertRule);
            } else {
                for (Question question :
                        List.of(Question.CONDITION, Question.CLOCK, Question.ROUTE, Question.DELIVERY)) {
                    put(question, State.NOT_REACHED, "a recording rule has no alerts");
                }
            }
        } catch (QueryException e) {
            for (Question question : Question.values()) {
                rungs.putIfAbsent(question, new Rung(question, State.UNKNOWN, Wording.sentence(e.message())));
            }
        }
        List<Alert> shown = alerts.stream().limit(MAX_ALERTS).toList();
        return new RuleExplanation(
                group,
                rule,
                timeMillis,
                moments.evaluated(),
                missedMillis,
                verdict(),
                List.copyOf(rungs.values()),
                selectors,
                values,
                tracks,
                clock,
                shown,
                alerts.size(),
                routes);
    }

    private Rung answer(Question question) {
        return Objects.requireNonNull(rungs.get(question), question::word);
    }

    private void put(Question question, State state, String cause) {
        rungs.put(question, new Rung(question, state, Wording.sentence(cause)));
    }

    private void evaluated() {
        long interval = group.group().interval().toMillis();
        String every = "group " + group.group().name() + " is evaluated every " + Wording.span(interval);
        if (rule.lastEvaluationMillis() == 0) {
            long next = RuleSchedule.latest(group.group(), parts.clock().epochMillis()) + interval;
            put(
                    Question.EVALUATED,
                    State.FAILED,
                    "the rule was not evaluated yet; " + every + ", for the first time at " + wording.time(next));
            return;
        }
        if (moments.evaluated().isEmpty()) {
            put(
                    Question.EVALUATED,
                    State.UNKNOWN,
                    "the rule was not evaluated then; what follows is what it would have found at "
                            + wording.time(evaluatedMillis));
            return;
        }
        long gap = timeMillis - evaluatedMillis;
        if (gap > 2 * interval) {
            missedMillis = gap;
            put(
                    Question.EVALUATED,
                    State.FAILED,
                    "the last evaluation was at " + wording.time(evaluatedMillis) + ", " + Wording.span(gap)
                            + " before, though " + every);
        } else if (isNow && rule.health() == RuleHealth.ERROR) {
            failed(rule.lastError().orElse(""));
        } else {
            String took = isNow ? " in " + Wording.number(rule.evaluationNanos() / NANOS_PER_MILLI) + " ms" : "";
            String missed = group.missed() == 0 ? "" : "; " + group.missed() + " evaluations were missed so far";
            put(
                    Question.EVALUATED,
                    State.PASSED,
                    "evaluated at " + wording.time(evaluatedMillis) + took + ", every " + Wording.span(interval)
                            + missed);
        }
    }

    private void failed(String error) {
        put(
                Question.EVALUATED,
                State.FAILED,
                "the evaluation at " + wording.time(evaluatedMillis) + " failed, and alerts stay as they were: "
                        + error);
    }

    private void seriesAndValue() {
        Explanation explanation = questions.explain(rule.rule().expression(), queriedMillis);
        values = Optional.of(explanation);
        emptiness = Emptiness.of(explanation.root());
        selectors = Emptiness.selectors(explanation.root());
        Emptiness.Kind kind = emptiness.map(Emptiness::kind).orElse(null);
        String code = Wording.code(explanation.root().text());
        if (kind == Emptiness.Kind.NO_SERIES) {
            put(Question.SERIES, State.FAILED, noSeries(emptiness.get()));
            put(Question.VALUE, State.NOT_REACHED, code + " yields nothing");
            return;
        }
        put(
                Question.SERIES,
                State.PASSED,
                selectors.isEmpty()
                        ? "the expression has no selectors"
                        : selectors.stream().map(Ladder::found).collect(Collectors.joining("; ")));
        if (kind == null) {
            put(
                    Question.VALUE,
                    State.PASSED,
                    code + " yields " + Wording.plural(explanation.root().seriesCount(), "element"));
        } else if (kind == Emptiness.Kind.FALSE) {
            put(Question.VALUE, State.PASSED, "every part has a value; it is the comparison that holds for nothing");
        } else {
            put(Question.VALUE, State.FAILED, emptiness.get().cause());
        }
    }

    private static String found(SelectorFinding finding) {
        return Wording.code(finding.selector()) + " finds "
                + (finding.seriesCount() == 0 ? "none" : Wording.plural(finding.seriesCount(), "series"))
                + (finding.isWanted() || finding.seriesCount() > 0 ? "" : ", which the rule waits for");
    }

    /** With a series that is there, where only labels are wrong. */
    private String noSeries(Emptiness empty) {
        String cause = empty.cause();
        Outline.Selector selector = Outline.of(
                        empty.part().text(), questions.engine().config().experimental())
                .selectors()
                .get(0);
        Optional<String> name = selector.matchers().stream()
                .filter(matcher -> matcher.name().equals(Labels.METRIC_NAME))
                .map(matcher -> matcher.value())
                .findFirst();
        if (name.isEmpty()) {
            return cause;
        }
        List<String> labels =
                selector.matchers().stream().map(matcher -> matcher.name()).toList();
        return questions.vector("{" + Labels.METRIC_NAME + "=" + quoted(name.get()) + "}", queriedMillis).stream()
                .map(sample -> sample.labels())
                .filter(found -> labels.stream().anyMatch(label -> !label.equals(Labels.METRIC_NAME)))
                .findFirst()
                .map(found -> cause
                        + (cause.endsWith("?") ? " There is " : "; there is ")
                        + Wording.code(text(found, labels)))
                .orElse(cause);
    }

    private static String quoted(String text) {
        return Names.quote(text);
    }

    /** A series by the labels that are asked for, or by all where it has none of them. */
    private static String text(Labels series, List<String> labels) {
        Labels some = series.only(labels).withoutMetricName();
        return series.metricName() + (some.isEmpty() ? series.withoutMetricName() : some);
    }

    private void alert(AlertRule alertRule) {
        List<VectorSample> elements = elements();
        Replayed replayed = replay(alertRule);
        alerts = new ArrayList<>(isNow ? rule.alerts() : replayed.alerts());
        alerts.sort(Comparator.comparingInt(Ladder::order)
                .thenComparingLong(alert -> alert.state().activeAtMillis()));
        if (!isNow && moments.evaluated().isPresent()) {
            replayed.failure().ifPresent(this::failed);
        }
        Optional<Alert> active = alerts.stream()
                .filter(alert -> alert.state().isActive() && hasWanted(alert.labels()))
                .findFirst();
        Subject subject = subject(alertRule, active, replayed);
        condition(alertRule, subject, elements, active);
        clock(alertRule, subject, active, replayed);
        active = active.map(found -> found.withState(state(alertRule, found, replayed)));
        notifications(active);
    }

    /** What the expression yields; nothing where it fails, which is said elsewhere. */
    private List<VectorSample> elements() {
        try {
            return questions.vector(rule.rule().expression(), queriedMillis);
        } catch (QueryException e) {
            if (questions.isOver()) {
                throw e;
            }
            return List.of();
        }
    }

    private Replayed replay(AlertRule alertRule) {
        long interval = group.group().interval().toMillis();
        long reach = 2 * alertRule.timing().holdFor().toMillis()
                + alertRule.timing().keepFiringFor().toMillis();
        long began = parts.clock().nanoTime();
        elements();
        long each = Math.max(1, parts.clock().nanoTime() - began);
        long affordable = Math.max(2, questions.remaining().toNanos() / 2 / each);
        long count = Math.min(Math.min(MAX_REPLAYED, affordable), reach / interval + MORE_REPLAYED);
        return Replayed.of(group.group(), alertRule, questions, parts.texts(), moments, (int) count);
    }

    private static int order(Alert alert) {
        return alert.state() instanceof Firing ? 0 : alert.state().isActive() ? 1 : 2;
    }

    private boolean hasWanted(Labels labels) {
        for (Labels.Label label : wanted) {
            if (!label.value().equals(labels.get(label.name()))) {
                return false;
            }
        }
        return true;
    }

    /** The alert that has come furthest; else the one that ended last; else what was asked about. */
    private Subject subject(AlertRule alertRule, Optional<Alert> active, Replayed replayed) {
        if (active.isPresent()) {
            return Subject.of(active.get().labels(), alertRule);
        }
        for (int i = replayed.steps().size() - 1; i >= 0; i--) {
            if (hasWanted(replayed.steps().get(i).alert())) {
                return Subject.of(replayed.steps().get(i).alert(), alertRule);
            }
        }
        return Subject.of(wanted, alertRule);
    }

    private void condition(AlertRule alertRule, Subject subject, List<VectorSample> elements, Optional<Alert> active) {
        if (values.isEmpty()) {
            return;
        }
        List<Comparison> comparisons = Comparison.of(values.get().root());
        long interval = group.group().interval().toMillis();
        long points = alertRule.timing().holdFor().toMillis() / interval + 1;
        List<Long> looked = moments.last((int) Math.min(MAX_POINTS, Math.max(MIN_POINTS, points)));
        Tracks following =
                new Tracks(questions, interval, group.group().queryOffset().toMillis());
        tracks = comparisons.stream()
                .map(comparison -> following.follow(comparison, looked, subject))
                .toList();
        boolean holds = elements.stream().anyMatch(element -> subject.fits(element.labels()));
        if (holds) {
            put(Question.CONDITION, State.PASSED, holding(looked.size()));
        } else if (emptiness
                .filter(empty -> empty.kind() != Emptiness.Kind.FALSE)
                .isPresent()) {
            boolean noData = active.isPresent() && alertRule.noData() == NoDataPolicy.ALERTING;
            put(
                    Question.CONDITION,
                    noData ? State.PASSED : State.NOT_REACHED,
                    noData
                            ? "no selector finds a series, and no_data: alerting makes an alert of that"
                            : "there is no value to compare");
        } else {
            put(Question.CONDITION, State.FAILED, failing(subject));
        }
    }

    private String holding(int looked) {
        if (tracks.isEmpty()) {
            return "the expression yields an element, and has no comparison";
        }
        return holdingTrack()
                .map(track -> "the condition holds: " + value(track) + ", for the last " + track.heldLast() + " of "
                        + looked + " evaluations")
                .orElse("the condition holds");
    }

    private Optional<ConditionTrack> holdingTrack() {
        return tracks.stream().filter(track -> track.heldLast() > 0).findFirst();
    }

    private static String value(ConditionTrack track) {
        ConditionTrack.Point last = track.points().get(track.points().size() - 1);
        return Wording.code(track.measured()) + " is "
                + Wording.number(last.value().orElse(Double.NaN)) + " (" + track.operator() + " "
                + Wording.number(last.threshold().orElse(Double.NaN)) + ")";
    }

    private String failing(Subject subject) {
        for (ConditionTrack track : tracks) {
            ConditionTrack.Point last = track.points().get(track.points().size() - 1);
            if (last.value().isPresent() && last.threshold().isPresent() && !last.holds()) {
                String nearest =
                        track.candidates() > 1 ? "; that is the nearest of " + track.candidates() + " series" : "";
                return ResetCauses.falseCondition(track, "is") + nearest;
            }
        }
        return subject.element().isEmpty()
                ? emptiness.map(Emptiness::cause).orElse("the expression yields nothing")
                : "the expression yields nothing with labels " + Wording.labels(subject.element());
    }

    /** An alert's state; what a replay could not see of its beginning is in the history. */
    private AlertState state(AlertRule alertRule, Alert alert, Replayed replayed) {
        boolean sinceFirst = !replayed.moments().isEmpty()
                && alert.state().activeAtMillis() == replayed.moments().get(0);
        if (isNow || !sinceFirst) {
            return alert.state();
        }
        OptionalLong begun = causes(alertRule, replayed).activeAt(alert.labels(), queriedMillis);
        if (begun.isEmpty() || begun.getAsLong() >= alert.state().activeAtMillis()) {
            return alert.state();
        }
        long activeAt = begun.getAsLong();
        AlertState state = new Pending(activeAt).holds(evaluatedMillis, alertRule.timing());
        return state instanceof Firing ? Firing.since(activeAt, firesAt(alertRule, activeAt)) : state;
    }

    private ResetCauses causes(AlertRule alertRule, Replayed replayed) {
        return new ResetCauses(
                questions,
                alertRule,
                replayed,
                group.group().interval().toMillis(),
                group.group().queryOffset().toMillis(),
                wording);
    }

    /** The first evaluation at which the condition has held for long enough. */
    private long firesAt(AlertRule alertRule, long activeAtMillis) {
        long interval = group.group().interval().toMillis();
        long due = activeAtMillis + alertRule.timing().holdFor().toMillis();
        return evaluatedMillis + Math.floorDiv(due - evaluatedMillis + interval - 1, interval) * interval;
    }

    private void clock(AlertRule alertRule, Subject subject, Optional<Alert> active, Replayed replayed) {
        Optional<AlertState> state = active.map(alert -> state(alertRule, alert, replayed));
        List<Reset> resets = resets(alertRule, subject, active, replayed);
        if (state.isEmpty() && resets.isEmpty()) {
            boolean failing = answer(Question.CONDITION).state() == State.FAILED;
            put(
                    Question.CLOCK,
                    State.NOT_REACHED,
                    (failing ? "the condition" : "it") + " has not held since "
                            + wording.time(replayed.moments().get(0)));
            return;
        }
        Optional<Firing> firing = state.filter(Firing.class::isInstance).map(Firing.class::cast);
        boolean pending = state.isPresent() && firing.isEmpty();
        OptionalLong activeAt =
                state.isPresent() ? OptionalLong.of(state.get().activeAtMillis()) : OptionalLong.empty();
        clock = Optional.of(new PendingClock(
                subject.alert(),
                state.map(AlertState::word).orElse("inactive"),
                activeAt,
                pending ? OptionalLong.of(firesAt(alertRule, activeAt.getAsLong())) : OptionalLong.empty(),
                firing.isPresent() ? OptionalLong.of(firing.get().firedAtMillis()) : OptionalLong.empty(),
                firing.map(Firing::keptSinceMillis)
                                .filter(OptionalLong::isPresent)
                                .isPresent()
                        ? OptionalLong.of(firing.get().keptSinceMillis().getAsLong()
                                + alertRule.timing().keepFiringFor().toMillis())
                        : OptionalLong.empty(),
                alertRule.timing().holdFor(),
                resets,
                replayed.moments().get(0)));
        put(Question.CLOCK, firing.isPresent() ? State.PASSED : State.FAILED, clockSentence(clock.get()));
    }

    private List<Reset> resets(AlertRule alertRule, Subject subject, Optional<Alert> active, Replayed replayed) {
        List<Reset> resets = new ArrayList<>();
        ResetCauses causes = causes(alertRule, replayed);
        long begun = active.map(alert -> alert.state().activeAtMillis()).orElse(Long.MAX_VALUE);
        for (int i = replayed.steps().size() - 1; i >= 0 && resets.size() < MAX_RESETS; i--) {
            Replayed.Step step = replayed.steps().get(i);
            boolean same = step.alert().equals(subject.alert())
                    || !subject.element().isEmpty()
                            && Subject.element(step.alert(), alertRule).equals(subject.element());
            if (step.ends() && (same || step.timeMillis() == begun)) {
                Reset reset = causes.of(step);
                if (same || reset.cause() == PendingClock.Cause.LABELS_CHANGED) {
                    resets.add(reset);
                }
            }
        }
        return resets;
    }

    private String clockSentence(PendingClock told) {
        String last = told.resets().isEmpty() ? "" : reset(told.resets().get(0));
        if (told.state().equals("pending")) {
            return pending(told) + (last.isEmpty() ? "" : "; the alert before it " + last);
        }
        if (told.state().equals("firing")) {
            return "the condition has held since "
                    + wording.time(told.activeAtMillis().orElse(0))
                    + ", for is " + Wording.span(told.holdFor().toMillis()) + ", and the alert has been firing since "
                    + wording.time(told.firedAtMillis().orElse(0))
                    + (told.keptUntilMillis().isPresent()
                            ? "; the condition has ceased, and keep_firing_for keeps it until "
                                    + wording.time(told.keptUntilMillis().getAsLong())
                            : "");
        }
        return "the last alert " + last;
    }

    private String pending(PendingClock told) {
        return "pending since " + wording.time(told.activeAtMillis().orElse(0)) + ", fires at "
                + wording.time(told.firesAtMillis().orElse(0)) + " if it keeps holding";
    }

    private String reset(Reset reset) {
        return "ended at " + wording.time(reset.timeMillis()) + " after " + Wording.span(reset.activeForMillis()) + ": "
                + reset.reason();
    }

    private void notifications(Optional<Alert> active) {
        if (active.isEmpty()) {
            put(Question.ROUTE, State.NOT_REACHED, "there is no alert to route");
            put(Question.DELIVERY, State.NOT_REACHED, "there is nothing to tell");
            return;
        }
        boolean firing = active.get().state() instanceof Firing;
        NotificationAnswer answer =
                NotificationAnswer.of(parts.notifications(), active.get().labels(), timeMillis, firing, wording);
        routes = answer.routes();
        rungs.put(Question.ROUTE, answer.route());
        rungs.put(Question.DELIVERY, answer.delivery());
    }

    private String verdict() {
        Rung evaluated = answer(Question.EVALUATED);
        if (evaluated.state() == State.FAILED) {
            long active =
                    alerts.stream().filter(alert -> alert.state().isActive()).count();
            return evaluated.sentence() + (active == 0 ? "" : " Active alerts: " + active + ".");
        }
        if (!(rule.rule() instanceof AlertRule)) {
            return rungs.values().stream()
                    .filter(rung -> rung.state() == State.FAILED)
                    .findFirst()
                    .map(rung -> "Records nothing: " + rung.sentence())
                    .orElseGet(() -> "Records "
                            + Wording.plural(
                                    values.map(found -> found.root().seriesCount())
                                            .orElse(0),
                                    "series")
                            + ", the last time at " + wording.time(evaluatedMillis) + ".");
        }
        String state = clock.map(PendingClock::state).orElse("inactive");
        if (state.equals("pending")) {
            String value = holdingTrack()
                    .map(track -> " " + Wording.sentence(value(track)))
                    .orElse("");
            return answer(Question.CLOCK).sentence() + value + others();
        }
        if (state.equals("firing")) {
            return firing(clock.orElseThrow()) + others();
        }
        for (Question question : List.of(Question.SERIES, Question.VALUE, Question.CONDITION, Question.CLOCK)) {
            Rung rung = answer(question);
            if (rung.state() == State.FAILED) {
                String before = question == Question.CLOCK || clock.isEmpty()
                        ? ""
                        : " " + answer(Question.CLOCK).sentence();
                return "Not firing: " + lower(rung.sentence()) + before;
            }
            if (rung.state() == State.UNKNOWN) {
                return "There is no telling: " + lower(rung.sentence());
            }
        }
        return "Not firing.";
    }

    private String firing(PendingClock told) {
        String since = "Firing since " + wording.time(told.firedAtMillis().orElse(0));
        if (told.keptUntilMillis().isPresent()) {
            since += "; the condition has ceased, and keep_firing_for keeps it until "
                    + wording.time(told.keptUntilMillis().getAsLong());
        } else if (answer(Question.SERIES).state() == State.FAILED) {
            since += "; no selector finds a series, and the rule says no_data: "
                    + ((AlertRule) rule.rule()).noData().name().toLowerCase(Locale.ROOT);
        } else {
            since += holdingTrack()
                    .map(track -> "; " + value(track))
                    .orElseGet(() -> selectors.stream()
                            .filter(finding -> !finding.isWanted() && finding.seriesCount() == 0)
                            .findFirst()
                            .map(finding -> "; no series match " + Wording.code(finding.selector()))
                            .orElse(""));
        }
        Rung route = answer(Question.ROUTE);
        Rung delivery = answer(Question.DELIVERY);
        Rung last = route.state() == State.PASSED ? delivery : route;
        return since + ". " + last.sentence();
    }

    private String others() {
        long active = alerts.stream().filter(alert -> alert.state().isActive()).count();
        Labels own =
                Subject.of(clock.orElseThrow().alert(), (AlertRule) rule.rule()).element();
        return active < 2 ? "" : " That is " + Wording.labels(own) + ", one of " + active + " active alerts.";
    }

    private static String lower(String sentence) {
        return sentence.startsWith("`")
                ? sentence
                : sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }
}

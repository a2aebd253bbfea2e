package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Pending;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.why.PendingClock.Reset;
import dev.monitoring.alerts.why.Rung.Question;
import dev.monitoring.alerts.why.Rung.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Since when the alerts of a rule hold, and what ended those before them. Confined to one thread. */
final class AlertClock {
    private static final int MAX_RESETS = 5;

    private final Asked asked;
    private final AlertRule rule;
    private final Replayed replayed;
    private final ResetCauses causes;

    /** @param replayed the last evaluations, gone through again */
    AlertClock(Asked asked, AlertRule rule, Replayed replayed) {
        this.asked = asked;
        this.rule = rule;
        this.replayed = replayed;
        this.causes = new ResetCauses(
                asked.questions(), rule, replayed, asked.intervalMillis(), asked.offsetMillis(), asked.wording());
    }

    /**
     * How long the condition has held.
     *
     * @param clock nothing where it has not held within what was gone through
     * @param rung the answer
     */
    record Answer(Optional<PendingClock> clock, Rung rung) {}

    /** An alert's state; what a replay could not see of its beginning is in the history. */
    AlertState state(Alert alert) {
        boolean sinceFirst = !replayed.moments().isEmpty()
                && alert.state().activeAtMillis() == replayed.moments().get(0);
        if (asked.isNow() || !sinceFirst) {
            return alert.state();
        }
        OptionalLong begun = causes.activeAt(alert.labels(), asked.queriedMillis());
        if (begun.isEmpty() || begun.getAsLong() >= alert.state().activeAtMillis()) {
            return alert.state();
        }
        long activeAt = begun.getAsLong();
        AlertState state = new Pending(activeAt).holds(asked.evaluatedMillis(), rule.timing());
        return state instanceof Firing ? Firing.since(activeAt, firesAt(activeAt)) : state;
    }

    /** The first evaluation at which the condition has held for long enough. */
    private long firesAt(long activeAtMillis) {
        long interval = asked.intervalMillis();
        long due = activeAtMillis + rule.timing().holdFor().toMillis();
        return asked.evaluatedMillis()
                + Math.floorDiv(due - asked.evaluatedMillis() + interval - 1, interval) * interval;
    }

    /**
     * The clock of one alert.
     *
     * @param active the alert, where there is one now
     * @param conditionFails whether its condition does not hold now
     */
    Answer of(Subject subject, Optional<Alert> active, boolean conditionFails) {
        Optional<AlertState> state = active.map(this::state);
        List<Reset> resets = resets(subject, active);
        if (state.isEmpty() && resets.isEmpty()) {
            Rung rung = Rung.of(
                    Question.CLOCK,
                    State.NOT_REACHED,
                    (conditionFails ? "the condition" : "it") + " has not held since " + time(begin()));
            return new Answer(Optional.empty(), rung);
        }
        Optional<Firing> firing = state.filter(Firing.class::isInstance).map(Firing.class::cast);
        boolean pending = state.isPresent() && firing.isEmpty();
        OptionalLong activeAt =
                state.isPresent() ? OptionalLong.of(state.get().activeAtMillis()) : OptionalLong.empty();
        PendingClock clock = new PendingClock(
                subject.alert(),
                state.map(AlertState::word).orElse("inactive"),
                activeAt,
                pending ? OptionalLong.of(firesAt(activeAt.getAsLong())) : OptionalLong.empty(),
                firing.isPresent() ? OptionalLong.of(firing.get().firedAtMillis()) : OptionalLong.empty(),
                firing.map(Firing::keptSinceMillis)
                                .filter(OptionalLong::isPresent)
                                .isPresent()
                        ? OptionalLong.of(firing.get().keptSinceMillis().getAsLong()
                                + rule.timing().keepFiringFor().toMillis())
                        : OptionalLong.empty(),
                rule.timing().holdFor(),
                resets,
                begin());
        State passed = firing.isPresent() ? State.PASSED : State.FAILED;
        return new Answer(Optional.of(clock), Rung.of(Question.CLOCK, passed, sentence(clock)));
    }

    /** The first moment that was gone through. */
    private long begin() {
        return replayed.moments().get(0);
    }

    private List<Reset> resets(Subject subject, Optional<Alert> active) {
        List<Reset> resets = new ArrayList<>();
        long begun = active.map(alert -> alert.state().activeAtMillis()).orElse(Long.MAX_VALUE);
        for (int i = replayed.steps().size() - 1; i >= 0 && resets.size() < MAX_RESETS; i--) {
            Replayed.Step step = replayed.steps().get(i);
            boolean same = step.alert().equals(subject.alert())
                    || !subject.element().isEmpty()
                            && Subject.element(step.alert(), rule).equals(subject.element());
            if (step.ends() && (same || step.timeMillis() == begun)) {
                Reset reset = causes.of(step);
                if (same || reset.cause() == PendingClock.Cause.LABELS_CHANGED) {
                    resets.add(reset);
                }
            }
        }
        return resets;
    }

    private String sentence(PendingClock told) {
        String last = told.resets().isEmpty() ? "" : reset(told.resets().get(0));
        if (told.state().equals("pending")) {
            return pending(told) + (last.isEmpty() ? "" : "; the alert before it " + last);
        }
        if (told.state().equals("firing")) {
            return "the condition has held since "
                    + time(told.activeAtMillis().orElse(0))
                    + ", `for` is " + Wording.span(told.holdFor().toMillis()) + ", and the alert has been firing since "
                    + time(told.firedAtMillis().orElse(0))
                    + (told.keptUntilMillis().isPresent()
                            ? "; the condition has ceased, and `keep_firing_for` keeps it until "
                                    + time(told.keptUntilMillis().getAsLong())
                            : "");
        }
        return "the last alert " + last;
    }

    private String pending(PendingClock told) {
        return "pending since " + time(told.activeAtMillis().orElse(0)) + ", fires at "
                + time(told.firesAtMillis().orElse(0)) + " if it keeps holding";
    }

    private String reset(Reset reset) {
        return "ended at " + time(reset.timeMillis()) + " after " + Wording.span(reset.activeForMillis()) + ": "
                + reset.reason();
    }

    private String time(long millis) {
        return asked.wording().time(millis);
    }
}

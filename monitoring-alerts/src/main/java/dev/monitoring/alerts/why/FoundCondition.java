package dev.monitoring.alerts.why;

import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.NoDataPolicy;
import dev.monitoring.alerts.why.Rung.Question;
import dev.monitoring.alerts.why.Rung.State;
import dev.monitoring.core.query.value.VectorSample;
import java.util.List;
import java.util.Optional;

/**
 * Whether a rule's condition holds, and how near to it each comparison was. Immutable.
 *
 * @param tracks the comparisons over the last evaluations
 * @param rung the answer
 */
record FoundCondition(List<ConditionTrack> tracks, Rung rung) {
    private static final int MIN_POINTS = 10;
    private static final int MAX_POINTS = 240;

    /**
     * Looks at the condition for one alert.
     *
     * @param elements what the expression yields
     * @param isActive whether there is such an alert now
     */
    static FoundCondition of(
            Asked asked,
            AlertRule rule,
            FoundValues found,
            Subject subject,
            List<VectorSample> elements,
            boolean isActive) {
        long points = rule.timing().holdFor().toMillis() / asked.intervalMillis() + 1;
        List<Long> looked = asked.moments().last((int) Math.min(MAX_POINTS, Math.max(MIN_POINTS, points)));
        Tracks following = new Tracks(asked.questions(), asked.intervalMillis(), asked.offsetMillis());
        List<ConditionTrack> tracks = Comparison.of(found.values().root()).stream()
                .map(comparison -> following.follow(comparison, looked, subject))
                .toList();
        if (elements.stream().anyMatch(element -> subject.fits(element.labels()))) {
            return of(tracks, State.PASSED, holding(tracks, looked.size()));
        }
        if (!found.isWithoutValues()) {
            return of(tracks, State.FAILED, failing(tracks, found, subject));
        }
        return isActive && rule.noData() == NoDataPolicy.ALERTING
                ? of(tracks, State.PASSED, "no selector finds a series, and no_data: alerting makes an alert of that")
                : of(tracks, State.NOT_REACHED, "there is no value to compare");
    }

    private static FoundCondition of(List<ConditionTrack> tracks, State state, String cause) {
        return new FoundCondition(tracks, Rung.of(Question.CONDITION, state, cause));
    }

    /** The first comparison that holds, in words. */
    Optional<String> holding() {
        return holding(tracks).map(FoundCondition::value);
    }

    private static Optional<ConditionTrack> holding(List<ConditionTrack> tracks) {
        return tracks.stream().filter(track -> track.heldLast() > 0).findFirst();
    }

    private static String holding(List<ConditionTrack> tracks, int looked) {
        if (tracks.isEmpty()) {
            return "the expression yields an element, and no comparison could take it away";
        }
        return holding(tracks)
                .map(track -> "the condition holds: " + value(track) + ", for the last " + track.heldLast() + " of "
                        + looked + " evaluations")
                .orElse("the condition holds");
    }

    private static String value(ConditionTrack track) {
        ConditionTrack.Point last = track.points().get(track.points().size() - 1);
        return Wording.code(track.measured()) + " is "
                + Wording.number(last.value().orElse(Double.NaN)) + " (" + track.operator() + " "
                + Wording.number(last.threshold().orElse(Double.NaN)) + ")";
    }

    private static String failing(List<ConditionTrack> tracks, FoundValues found, Subject subject) {
        for (ConditionTrack track : tracks) {
            ConditionTrack.Point last = track.points().get(track.points().size() - 1);
            if (last.value().isPresent() && last.threshold().isPresent() && !last.holds()) {
                String nearest =
                        track.candidates() > 1 ? "; that is the nearest of " + track.candidates() + " series" : "";
                return ResetCauses.falseCondition(track, "is") + nearest;
            }
        }
        return subject.element().isEmpty()
                ? found.emptiness().map(Emptiness::cause).orElse("the expression yields nothing")
                : "the expression yields nothing with labels " + Wording.labels(subject.element());
    }
}

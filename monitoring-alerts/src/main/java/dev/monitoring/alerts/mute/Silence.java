package dev.monitoring.alerts.mute;

import dev.monitoring.alerts.matcher.LabelMatcher;
import dev.monitoring.alerts.matcher.Matchers;

/**
 * For a while, alerts that fit are not told of. Immutable.
 *
 * @param id made by {@link Silences}; empty before
 * @param matchers which alerts
 * @param startsAtMillis from when, in epoch milliseconds
 * @param endsAtMillis until when, in epoch milliseconds, itself included
 * @param createdBy who wants it
 * @param comment why
 * @param updatedAtMillis when it was made or changed last, in epoch milliseconds, as {@link Silences} says it
 */
public record Silence(
        String id,
        Matchers matchers,
        long startsAtMillis,
        long endsAtMillis,
        String createdBy,
        String comment,
        long updatedAtMillis) {
    /** Where it is in its life. */
    public enum State {
        PENDING,
        ACTIVE,
        EXPIRED
    }

    /**
     * A silence.
     *
     * @throws IllegalArgumentException if it would silence everything, or ends before it starts
     */
    public Silence {
        if (matchers.list().stream().allMatch(Silence::fitsMissing)) {
            throw new IllegalArgumentException("a silence of " + matchers
                    + " would silence everything; add a matcher that alerts without labels do not fit");
        }
        if (endsAtMillis < startsAtMillis) {
            throw new IllegalArgumentException("a silence from " + startsAtMillis + " to " + endsAtMillis
                    + " ends before it starts; give it a later end");
        }
    }

    /** As Alertmanager sees it: whoever writes a negation means something by it. */
    private static boolean fitsMissing(LabelMatcher matcher) {
        return !matcher.operator().isNegative() && matcher.matchesMissing();
    }

    /** A silence as somebody wants it. */
    public Silence(
            String id, Matchers matchers, long startsAtMillis, long endsAtMillis, String createdBy, String comment) {
        this(id, matchers, startsAtMillis, endsAtMillis, createdBy, comment, 0);
    }

    /** Its state at a moment. */
    public State state(long timeMillis) {
        if (timeMillis < startsAtMillis) {
            return State.PENDING;
        }
        return timeMillis > endsAtMillis ? State.EXPIRED : State.ACTIVE;
    }

    Silence with(String newId, long startMillis, long endMillis, long nowMillis) {
        return new Silence(newId, matchers, startMillis, endMillis, createdBy, comment, nowMillis);
    }
}

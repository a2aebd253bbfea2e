package dev.monitoring.alerts.why;

import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * For how long the condition of an alert has held, and what set that back. Immutable. All times are in epoch milliseconds.
 *
 * @param alert the labels of the alert
 * @param state {@code pending}, {@code firing} or {@code inactive}
 * @param activeAtMillis since when the condition has held
 * @param firesAtMillis at which evaluation a pending alert fires, if the condition goes on holding
 * @param firedAtMillis since when it fires
 * @param keptUntilMillis until when {@code keep_firing_for} keeps it firing, where nothing else does
 * @param holdFor for how long the condition must hold
 * @param resets when the alert ended, the newest first, as far as the evaluations looked at reach back
 * @param lookedBackToMillis the first of these evaluations
 */
public record PendingClock(
        Labels alert,
        String state,
        OptionalLong activeAtMillis,
        OptionalLong firesAtMillis,
        OptionalLong firedAtMillis,
        OptionalLong keptUntilMillis,
        Duration holdFor,
        List<Reset> resets,
        long lookedBackToMillis) {
    public PendingClock {
        resets = List.copyOf(resets);
    }

    /**
     * An end of the alert. Immutable.
     *
     * @param timeMillis at which evaluation
     * @param activeForMillis for how long it had been pending or firing
     * @param cause why
     * @param reason why, for people
     * @param value what did not fulfil the condition, where that was it
     */
    public record Reset(long timeMillis, long activeForMillis, Cause cause, String reason, OptionalDouble value) {}

    /** Why an alert ended. */
    public enum Cause {
        /** The condition was false. */
        FALSE,
        /** A series had too old a last sample. */
        NO_DATA,
        /** Whoever writes the series said that it ended. */
        SERIES_ENDED,
        /** A window had too few samples for its function. */
        TOO_FEW_SAMPLES,
        /** What {@code absent} waits for was there. */
        PRESENT,
        /** It went on under other labels, which makes it another alert. */
        LABELS_CHANGED,
        /** The rule had more alerts than its group allows. */
        LIMIT,
        /** The rule was loaded, or changed. */
        RULE_LOADED,
        /** Anything else: the expression yielded nothing. */
        NOTHING
    }
}

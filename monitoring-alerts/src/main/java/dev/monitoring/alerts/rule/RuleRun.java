package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import java.util.List;

/** A rule with what it remembers from one evaluation to the next. Confined to the evaluation of its group. */
interface RuleRun {
    Rule rule();

    /**
     * Evaluates the rule and writes what comes of it.
     *
     * @param timeMillis the moment of the evaluation, in epoch milliseconds
     * @throws RuleFailure if there is no result; then everything is as it was, but for alerts beyond the limit
     */
    void evaluate(long timeMillis) throws RuleFailure;

    /** The alerts as of now; none of a recording rule. */
    List<Alert> alerts();

    /** Whether the last evaluation found no data. */
    boolean hadNoData();

    /**
     * Goes on where another run of the same rule was, which is not used any more.
     *
     * @param before of the same class
     */
    void takeOver(RuleRun before);

    /** Moves all times by as much as the wall clock was set. */
    void shift(long millis);

    /** Ends all series that the rule has written. */
    void end(long timeMillis);
}

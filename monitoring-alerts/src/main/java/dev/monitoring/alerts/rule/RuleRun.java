package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.series.SampleStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A rule with what it remembers from one evaluation to the next. Confined to the evaluation of its group. */
interface RuleRun {
    /**
     * The rules of a group, about to begin.
     *
     * @param query makes the question of each
     * @param memory has their alerts of before
     */
    static List<RuleRun> of(
            RuleGroup group, Function<Rule, RuleQuery> query, RuleTexts texts, SampleStore store, AlertMemory memory) {
        List<RuleRun> runs = new ArrayList<>();
        Map<Object, Integer> ordinals = new HashMap<>();
        for (Rule rule : group.rules()) {
            if (rule instanceof AlertRule alert) {
                int ordinal = ordinals.merge(List.of(alert.name(), alert.labels()), 1, Integer::sum) - 1;
                runs.add(new AlertingRun(
                        group, alert, ordinal, query.apply(rule), texts, new AlertSeries(store), memory));
            } else {
                runs.add(new RecordingRun(
                        (RecordingRule) rule,
                        group.limit(),
                        group.queryOffset(),
                        query.apply(rule),
                        new RecordedSeries(store)));
            }
        }
        return runs;
    }

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

    /** Why an alert of the rule came from one active state, or from none, to another, in a few words for people. */
    default String whyReached(String from, String to) {
        return "";
    }

    /** Why an alert of the rule is not active any more, in a few words for people. May query. */
    default String whyCeased(long timeMillis) {
        return "";
    }

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

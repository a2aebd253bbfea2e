package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.series.SampleStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A group of rules evaluated at moments of one's choice, as the engine does it, without a trace in the engine or the log.
 * Confined to one thread.
 */
public final class RuleReplay {
    private final List<RuleRun> runs;
    private final List<Optional<String>> failures = new ArrayList<>();

    /**
     * A group without alerts so far.
     *
     * @param queries answers the rules' expressions
     * @param store where recorded series go
     * @throws dev.monitoring.core.query.value.QueryException if an expression is not PromQL
     */
    public RuleReplay(RuleGroup group, QueryEngine queries, SampleStore store, RuleTexts texts, QueryOptions options) {
        runs = RuleRun.of(
                group, rule -> new RuleQuery(queries, options, rule.expression()), texts, store, AlertMemory.NONE);
        runs.forEach(run -> failures.add(Optional.empty()));
    }

    /** Begins as an engine does whose process has just begun: data may come yet. */
    public void awaitFirstData() {
        for (RuleRun run : runs) {
            if (run instanceof AlertingRun alerting) {
                alerting.awaitFirstData();
            }
        }
    }

    /** Evaluates the rules in their order; the moments ascend from call to call. */
    public void evaluate(long timeMillis) {
        for (int i = 0; i < runs.size(); i++) {
            try {
                runs.get(i).evaluate(timeMillis);
                failures.set(i, Optional.empty());
            } catch (RuleFailure e) {
                failures.set(i, Optional.of(String.valueOf(e.getMessage())));
            }
        }
    }

    /** Why the last evaluation of a rule has no result, where it has none. */
    public Optional<String> failure(int rule) {
        return failures.get(rule);
    }

    /** The alerts of a rule as of the last evaluation. */
    public List<Alert> alerts(int rule) {
        return runs.get(rule).alerts();
    }
}

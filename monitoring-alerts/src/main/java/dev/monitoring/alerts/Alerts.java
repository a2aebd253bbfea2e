package dev.monitoring.alerts;

import dev.monitoring.alerts.api.WhyRoutes;
import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.rule.AlertTransition;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.why.Backtest;
import dev.monitoring.alerts.why.BacktestReport;
import dev.monitoring.alerts.why.RuleExplainer;
import dev.monitoring.alerts.why.RuleExplanation;
import dev.monitoring.alerts.why.UnknownRuleException;
import dev.monitoring.alerts.why.WhyQuestion;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The alerts of a running library, for Java. Thread-safe.
 *
 * <pre>{@code
 * Alerts alerts = Alerts.of(monitoring);
 * RuleExplanation why = alerts.explain(WhyQuestion.of("spool", "SpoolFull"));
 * System.out.println(why.verdict());
 * }</pre>
 */
public final class Alerts {
    private final RuleEngine rules;
    private final RuleExplainer explainer;
    private final Backtest backtest;
    private final RuleFileReader.Defaults defaults;
    private final Clock clock;

    Alerts(
            RuleEngine rules,
            RuleExplainer explainer,
            Backtest backtest,
            RuleFileReader.Defaults defaults,
            Clock clock) {
        this.clock = clock;
        this.rules = rules;
        this.explainer = explainer;
        this.backtest = backtest;
        this.defaults = defaults;
    }

    /**
     * Those of a library that runs.
     *
     * @throws IllegalStateException if it has none, because it was started without discovery and without the extension, or is
     *     switched off
     */
    public static Alerts of(Monitoring monitoring) {
        return monitoring
                .extension(AlertsExtension.class)
                .flatMap(AlertsExtension::alerts)
                .orElseThrow(() -> new IllegalStateException(
                        "there are no alerts here; start with discovery, or with extension(new AlertsExtension())"));
    }

    /** The groups of rules as of their last evaluations, in the order of their files. */
    public List<GroupStatus> groups() {
        return rules.status();
    }

    /**
     * Why a rule fires or does not.
     *
     * @throws UnknownRuleException if there is no such rule
     */
    public RuleExplanation explain(WhyQuestion question) throws UnknownRuleException {
        return explainer.explain(question);
    }

    /** An explanation as text for a terminal. */
    public String text(RuleExplanation explanation) {
        return explainer.text(explanation);
    }

    /**
     * What has happened to alerts lately, the newest first.
     *
     * @param rule the name of the rule; empty for all
     * @param since from when on
     * @param limit how many at most
     */
    public List<AlertTransition> history(String rule, Instant since, int limit) {
        return rules.history().newest(rule, since.toEpochMilli(), limit);
    }

    /**
     * What rules would have done over the history at hand.
     *
     * @throws IllegalArgumentException as {@link Backtest#run}
     * @throws IllegalStateException as {@link Backtest#run}
     */
    public BacktestReport backtest(List<RuleGroup> groups, Instant from, Instant to) {
        return backtest.run(groups, from, to);
    }

    /**
     * What the rules of a text in the form of a rule file would have done.
     *
     * @throws IllegalArgumentException if something is wrong with the text, naming everything that is; and as
     *     {@link Backtest#run}
     * @throws IllegalStateException as {@link Backtest#run}
     */
    public BacktestReport backtest(String ruleFile, Instant from, Instant to) {
        Faults faults = new Faults();
        List<RuleGroup> groups = new RuleFileReader(defaults, faults).parse(ruleFile, "rules");
        if (faults.count() > 0) {
            throw new IllegalArgumentException(
                    faults.sorted().stream().map(Fault::toString).collect(Collectors.joining("\n")));
        }
        if (groups.isEmpty()) {
            throw new IllegalArgumentException("there are no rules in it; it needs \"groups\" with \"rules\"");
        }
        return backtest.run(groups, from, to);
    }

    /** The same over HTTP. */
    List<Route> routes(QueryEngine queries) {
        return new WhyRoutes(
                        explainer,
                        rules.history(),
                        this::backtest,
                        this::backtest,
                        queries,
                        clock::epochMillis,
                        ZoneId.systemDefault())
                .routes();
    }
}

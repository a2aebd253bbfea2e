package dev.monitoring.alerts.testing;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.config.AlertingConfig;
import dev.monitoring.alerts.config.AlertmanagerFileReader;
import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.notify.Receivers;
import dev.monitoring.alerts.rule.AlertListener;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.AlertTransition;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.PlainStore;
import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.alerts.rule.RuleTexts;
import dev.monitoring.alerts.rule.TemplateTexts;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.QueryResult;
import dev.monitoring.core.query.SeriesNotation;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rules over made-up series, with time that passes when told to. Time begins at zero, which is 1970 unless said; every rule is
 * evaluated then and at each step. Confined to one thread.
 */
public final class RuleScenario {
    private final PlainStore store = new PlainStore();
    private final ManualClock clock;
    private final QueryEngine queries;
    private final RuleEngine engine;
    private final QueryOptions options;
    private final ManualEventLoop loop;
    private final Optional<ToldReceivers> receivers;
    private final long stepMillis;
    private final long startMillis;
    private long nextMillis;
    private Optional<Failure> firstFailure = Optional.empty();

    /** Rules that could not be evaluated at a time since the beginning. */
    record Failure(Duration time, List<String> errors) {}

    private RuleScenario(Builder builder, List<RuleGroup> groups) {
        this.stepMillis = builder.step.toMillis();
        this.startMillis = builder.start.toEpochMilli();
        this.nextMillis = startMillis;
        this.clock = ManualClock.atEpochMillis(startMillis);
        this.loop = new ManualEventLoop(clock);
        this.options = builder.options;
        this.queries = new QueryEngine(store, clock, QueryConfig.defaults().withSubqueryStep(builder.step));
        RuleTexts texts = new TemplateTexts(queries, clock, options, builder.externalLabels, builder.externalUrl);
        this.receivers = builder.routing.map(
                config -> new ToldReceivers(config, Labels.of(builder.externalLabels), builder.step, clock, loop));
        AlertListener listener =
                (group, rule, timeMillis, alerts) -> receivers.ifPresent(told -> told.evaluated(timeMillis, alerts));
        this.engine = new RuleEngine(queries, store, clock, texts, listener, options);
        engine.replace(groups);
    }

    /** A scenario whose rules are evaluated every minute, without rules so far. */
    public static Builder builder() {
        return new Builder();
    }

    /** Gathers what a scenario is made of. Confined to one thread. */
    public static final class Builder {
        private final List<RuleGroup> groups = new ArrayList<>();
        private final Faults faults = new Faults();
        private Duration step = Duration.ofMinutes(1);
        private Map<String, String> externalLabels = Map.of();
        private String externalUrl = "";
        private QueryOptions options = QueryOptions.none();
        private Instant start = Instant.EPOCH;
        private Optional<AlertingConfig> routing = Optional.empty();

        private Builder() {}

        /** How far evaluations are apart, whatever the groups' intervals. */
        public Builder step(Duration newStep) {
            if (newStep.toMillis() < 1) {
                throw new IllegalArgumentException("step is " + newStep + "; use at least 1ms");
            }
            step = newStep;
            return this;
        }

        /** At which moment time begins, for rules that look at the time of day. */
        public Builder startAt(Instant newStart) {
            start = newStart;
            return this;
        }

        /** Adds groups made in Java. */
        public Builder rules(RuleGroup... more) {
            groups.addAll(List.of(more));
            return this;
        }

        /** Adds the groups of a rule file. */
        public Builder ruleFile(Path file) {
            groups.addAll(reader().read(file, file.toString()));
            return this;
        }

        /** Adds the groups of a text, as if it were a rule file. */
        public Builder ruleText(String yaml) {
            groups.addAll(reader().parse(yaml, "rules"));
            return this;
        }

        private RuleFileReader reader() {
            return new RuleFileReader(new RuleFileReader.Defaults(step, Duration.ZERO, false), faults);
        }

        /**
         * Has alerts take the routes of an Alertmanager configuration, with its groups, inhibition and time intervals. Nobody is
         * told; what would be told is {@link RuleScenario#told}. Secrets and templates are not read.
         */
        public Builder routingFile(Path file) {
            routing = routingReader().read(file, file.toString());
            return this;
        }

        /** The same with a text, as if it were the file. */
        public Builder routingText(String yaml) {
            routing = routingReader().parse(yaml, "routing");
            return this;
        }

        private AlertmanagerFileReader routingReader() {
            return new AlertmanagerFileReader(Receivers.KINDS, faults);
        }

        /** What templates see as {@code $externalLabels} and {@code $externalURL}. */
        public Builder external(Map<String, String> labels, String url) {
            externalLabels = Map.copyOf(labels);
            externalUrl = url;
            return this;
        }

        Builder options(QueryOptions newOptions) {
            options = newOptions;
            return this;
        }

        /** Everything that is wrong with the files so far. */
        List<Fault> faults() {
            return faults.sorted();
        }

        /**
         * The scenario, at time zero, before the first evaluation.
         *
         * @throws IllegalArgumentException if a file is wrong, naming everything that is
         */
        public RuleScenario build() {
            List<Fault> wrong = faults.sorted();
            if (!wrong.isEmpty()) {
                throw new IllegalArgumentException(
                        wrong.stream().map(Fault::toString).collect(Collectors.joining("\n")));
            }
            return new RuleScenario(this, List.copyOf(groups));
        }
    }

    /**
     * Adds a series whose first sample lies at time zero.
     *
     * @param notation labels and values as in promtool's tests: {@code up{job="api"} 1 1 0x10}
     * @param interval how far its samples are apart
     * @throws IllegalArgumentException if it cannot be read
     */
    public RuleScenario series(String notation, Duration interval) {
        SeriesNotation parsed = SeriesNotation.parse(notation);
        try (Appender appender = store.append()) {
            long reference = appender.resolve(parsed.labels());
            for (int i = 0; i < parsed.items().size(); i++) {
                SeriesNotation.Item item = parsed.items().get(i);
                if (item.kind() == SeriesNotation.Item.Kind.HISTOGRAM) {
                    throw new IllegalArgumentException(
                            "native histograms are not kept here: " + notation + "; use classic ones, with le");
                }
                if (item.kind() == SeriesNotation.Item.Kind.NUMBER) {
                    appender.append(reference, startMillis + i * interval.toMillis(), item.value());
                }
            }
        }
        return this;
    }

    /** Evaluates the groups with these names first, in this order; the others follow as they were given. */
    void order(List<String> names) {
        if (!names.isEmpty()) {
            List<RuleGroup> ordered = new ArrayList<>(engine.groups());
            ordered.sort(Comparator.comparingInt(
                    group -> names.contains(group.name()) ? names.indexOf(group.name()) : names.size()));
            engine.replace(ordered);
        }
    }

    /** Evaluates all rules at each step up to a time since the beginning, that included; what has passed stays as it was. */
    public RuleScenario advanceTo(Duration time) {
        long until = startMillis + time.toMillis();
        for (; nextMillis <= until; nextMillis += stepMillis) {
            pass(nextMillis);
            for (RuleGroup group : engine.groups()) {
                engine.evaluate(group, nextMillis, 0);
            }
            if (firstFailure.isEmpty() && !errors().isEmpty()) {
                firstFailure = Optional.of(new Failure(Duration.ofMillis(nextMillis - startMillis), errors()));
            }
        }
        pass(until);
        return this;
    }

    /** Lets time pass; groups of alerts are told of at their moments. */
    private void pass(long untilMillis) {
        loop.advance(Duration.ofMillis(Math.max(0, untilMillis - clock.epochMillis())));
    }

    /** What an expression yields at a time since the beginning. */
    public QueryResult query(String expression, Duration time) {
        return queries.instant(expression, startMillis + time.toMillis(), options);
    }

    /** All alerts that there are, in the order of their rules. */
    public List<Alert> alerts() {
        return statuses().stream().flatMap(status -> status.alerts().stream()).toList();
    }

    /** The alerts of the rules with a name. */
    public List<Alert> alerts(String rule) {
        return statuses().stream()
                .filter(status -> status.rule() instanceof AlertRule
                        && status.rule().name().equals(rule))
                .flatMap(status -> status.alerts().stream())
                .toList();
    }

    /** The first evaluation at which rules failed. */
    Optional<Failure> firstFailure() {
        return firstFailure;
    }

    /** The rules' errors as of the last evaluation, each with the rule's name in front. */
    public List<String> errors() {
        List<String> errors = new ArrayList<>();
        for (RuleStatus status : statuses()) {
            status.lastError().ifPresent(error -> errors.add(status.rule().name() + ": " + error));
        }
        return errors;
    }

    /**
     * What receivers would have been told so far, the oldest first.
     *
     * @throws IllegalStateException if the scenario has no routing
     */
    public List<Told> told() {
        return routing().told();
    }

    /**
     * The receivers of the routes that an alert takes, in the order of the tree.
     *
     * @throws IllegalStateException if the scenario has no routing
     */
    public List<String> receivers(Alert alert) {
        return routing().receivers(alert.labels());
    }

    /**
     * The labels of the alert that inhibits one now; empty where none does.
     *
     * @throws IllegalStateException if the scenario has no routing
     */
    public Optional<Labels> inhibitor(Alert alert) {
        return routing().inhibitor(alert.labels());
    }

    /**
     * Silences alerts from now on.
     *
     * @param matchers which: {@code alertname="Down", job=~"api.*"}
     * @throws IllegalArgumentException if they cannot be read
     * @throws IllegalStateException if the scenario has no routing
     */
    public RuleScenario silence(String matchers, Duration length) {
        routing().silence(matchers, length);
        return this;
    }

    private ToldReceivers routing() {
        return receivers.orElseThrow(() -> new IllegalStateException(
                "the scenario has no routing; give it to the builder with routingFile or routingText"));
    }

    /** What has happened to alerts, the oldest first. */
    public List<AlertTransition> transitions() {
        return engine.history().transitions();
    }

    private List<RuleStatus> statuses() {
        return engine.status().stream()
                .map(GroupStatus::rules)
                .flatMap(List::stream)
                .toList();
    }
}

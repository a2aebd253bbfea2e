package dev.monitoring.alerts;

import dev.monitoring.alerts.api.LintRoutes;
import dev.monitoring.alerts.config.AlertingConfig;
import dev.monitoring.alerts.lint.FamilyTypes;
import dev.monitoring.alerts.lint.LintFinding;
import dev.monitoring.alerts.lint.RouteLint;
import dev.monitoring.alerts.lint.RuleLint;
import dev.monitoring.alerts.lint.SeriesLint;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for what is probably not meant so in rules and routes: at the start, once more beside the series when there has been
 * time to collect them, and whenever it is asked. Thread-safe.
 */
final class Lint {
    /** By then all has been collected more than once, also what is read once a minute. */
    static final Duration SETTLED = Duration.ofMinutes(3);

    /** More than anybody reads in a log. */
    private static final int MAX_LOGGED = 20;

    private static final int MAX_FINDINGS = 1_000;
    private static final Duration LOOK_BACK = Duration.ofMinutes(10);
    private static final Logger LOGGER = LoggerFactory.getLogger(Lint.class);

    private final RuleLint rules;
    private final String routingFile;
    private final MonitoringContext context;
    private final Clock clock;
    private final long settledNanos;
    private volatile Reading reading = new Reading(List.of(), List.of());
    private EventLoop.@Nullable Wakeup look; // set once, before the loop knows of it

    /**
     * What is looked at, and what that tells by itself.
     *
     * @param users the groups that are the user's own
     */
    private record Reading(List<RuleGroup> users, List<LintFinding> written) {}

    /**
     * About nothing yet.
     *
     * @param routingFile where the user's own routes are; empty where they are not
     */
    Lint(String routingFile, MonitoringContext context) {
        this.routingFile = routingFile;
        this.rules = new RuleLint(
                samplingInterval(context), context.queries().config().experimental());
        this.context = context;
        this.clock = context.clock();
        this.settledNanos = clock.nanoTime() + SETTLED.toNanos();
    }

    /**
     * Looks at what was read, and gives what it has not found before.
     *
     * @param routes empty where they are wrong
     */
    List<LintFinding> read(List<RuleGroup> groups, Optional<AlertingConfig> routes) {
        List<LintFinding> found = new ArrayList<>(rules.of(groups));
        routes.filter(config -> !routingFile.isBlank())
                .ifPresent(config -> found.addAll(RouteLint.of(config, routingFile, groups)));
        Set<LintFinding> before = Set.copyOf(reading.written());
        List<LintFinding> written = bounded(found);
        reading = new Reading(
                groups.stream().filter(group -> !RulePacks.isPack(group.file())).toList(), written);
        return written.stream().filter(finding -> !before.contains(finding)).toList();
    }

    /** The same after a reload: what is new is logged. */
    void readAgain(List<RuleGroup> groups, Optional<AlertingConfig> routes) {
        log(read(groups, routes));
    }

    List<Route> routes() {
        return new LintRoutes(this::findings).routes();
    }

    private static Duration samplingInterval(MonitoringContext context) {
        String key = MonitoringSettings.PREFIX + "." + MonitoringSettings.INTERVAL.key();
        Duration usual = MonitoringSettings.INTERVAL.defaultValue().orElseThrow();
        try {
            return context.configuration().stream()
                    .filter(shown -> shown.key().equals(key))
                    .map(shown -> Durations.parse(shown.value()))
                    .findFirst()
                    .orElse(usual);
        } catch (IllegalArgumentException e) {
            return usual; // whoever reads the setting has recorded the fault
        }
    }

    private static List<LintFinding> bounded(List<LintFinding> found) {
        return List.copyOf(found.subList(0, Math.min(found.size(), MAX_FINDINGS)));
    }

    /** Logs what there is, and once there are series what they tell. */
    void start(EventLoop loop, Executor worker) {
        log(reading.written());
        EventLoop.Wakeup wakeup = loop.wakeup(() -> look(worker));
        look = wakeup;
        wakeup.now();
    }

    private void look(Executor worker) {
        if (clock.nanoTime() - settledNanos < 0) {
            if (look != null) {
                look.at(settledNanos);
            }
            return;
        }
        try {
            worker.execute(() -> log(besideSeries()));
        } catch (RejectedExecutionException e) {
            LOGGER.debug("rules are not looked at any more: {}", e.toString());
        }
    }

    private static void log(List<LintFinding> findings) {
        findings.stream().limit(MAX_LOGGED).forEach(finding -> LOGGER.warn("{}", finding));
        if (findings.size() > MAX_LOGGED) {
            LOGGER.warn("{} more findings in rules; /api/v1/rules/lint has them all", findings.size() - MAX_LOGGED);
        }
    }

    /** All that there is to say now; of series only when there has been time to collect them. */
    List<LintFinding> findings() {
        if (clock.nanoTime() - settledNanos < 0) {
            return reading.written();
        }
        List<LintFinding> all = new ArrayList<>(reading.written());
        all.addAll(besideSeries());
        return bounded(all);
    }

    private List<LintFinding> besideSeries() {
        long now = clock.epochMillis();
        SeriesLint series = new SeriesLint(rules, types(), context.history(), now - LOOK_BACK.toMillis(), now);
        return bounded(series.of(reading.users()));
    }

    private FamilyTypes types() {
        Set<Family> families = new HashSet<>(context.importedFamilies());
        Snapshot snapshot = new Snapshot();
        for (Source source : context.sources()) {
            if (source.copyTo(snapshot)) {
                families.addAll(snapshot.layout().families());
            }
        }
        return new FamilyTypes(families);
    }
}

package dev.monitoring.alerts;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.mute.Silences;
import dev.monitoring.alerts.notify.Acknowledgements;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.NotificationLog;
import dev.monitoring.alerts.notify.Receivers;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.slo.Objective;
import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates alert and recording rules in the process, and tells people of alerts. Found by itself where the module is on the
 * class path; one made by {@link #builder}, with rules and callbacks in Java, takes the place of the one that is found. Without
 * rules and routing file it starts no thread. Thread-safe once started.
 */
public final class AlertsExtension implements MonitoringExtension {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlertsExtension.class);
    /** Two that take long hold up no other. */
    private static final int RULE_WORKERS = 3;

    /** More receivers than anybody has that are all dead at once: a thread each while it is told, and none else. */
    private static final int MAX_NOTIFIERS = 100;

    private static final int MAX_SILENCES = 10_000;
    private static final int MAX_RECORDS = 20_000;
    private static final int MAX_ACKNOWLEDGED = 10_000;

    private final List<RuleGroup> ownGroups;
    private final Map<String, Consumer<Notification>> callbacks;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final Slos slos;
    private @Nullable Lint lint;
    private @Nullable AlertsState state;
    private volatile @Nullable RunningRules rules;
    private volatile @Nullable Notifications notifications;
    private volatile @Nullable Handover handover;
    private volatile @Nullable Reload reload;

    /** With what the settings say alone. */
    public AlertsExtension() {
        this(builder());
    }

    private AlertsExtension(Builder builder) {
        this.ownGroups = List.copyOf(builder.groups);
        this.callbacks = Map.copyOf(builder.callbacks);
        this.slos = new Slos(builder.objectives);
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects what comes besides the settings. Confined to one thread. */
    public static final class Builder {
        private final List<RuleGroup> groups = new ArrayList<>();
        private final List<Objective> objectives = new ArrayList<>();
        private final Map<String, Consumer<Notification>> callbacks = new LinkedHashMap<>();

        private Builder() {}

        /** Adds a group of rules. */
        public Builder rules(RuleGroup group) {
            groups.add(group);
            return this;
        }

        /** Adds a service level objective. */
        public Builder objective(Objective objective) {
            objectives.add(objective);
            return this;
        }

        /**
         * Adds code that is told of alerts: all of them, unless a routing file says {@code callback_configs: [{name: …}]}.
         *
         * @param told called on a thread of this library, by one at a time; where it throws, it is tried again
         */
        public Builder callback(String name, Consumer<Notification> told) {
            callbacks.put(name, told);
            return this;
        }

        public AlertsExtension build() {
            return new AlertsExtension(this);
        }
    }

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public List<Setting<?>> settings() {
        return AlertSettings.all();
    }

    @Override
    public Map<String, List<Setting<?>>> sections() {
        return Handover.SECTIONS;
    }

    @Override
    public void start(MonitoringContext context) {
        Settings settings = context.settings();
        RuleFileReader.Defaults defaults = new RuleFileReader.Defaults(
                settings.get(AlertSettings.EVALUATION_INTERVAL),
                settings.get(AlertSettings.QUERY_OFFSET),
                context.queries().config().experimental());
        Map<String, String> externalLabels = AlertSettings.externalLabels(settings);
        Labels external = Labels.of(externalLabels);
        RuleFiles files = AlertSettings.ruleFiles(settings, ownGroups, defaults);
        LoadedRouting routing =
                LoadedRouting.of(settings, new Receivers(Channels.all(callbacks)), callbacks.keySet(), context.clock());
        Optional<Notifications.Plan> plan = routing.plan(settings);
        Handover others = Handover.read(settings);
        AlertsState kept = opened(AlertsState.open(settings, context.clock(), context.runs()));
        state = kept;
        opened.add(slos);
        RunningRules running = new RunningRules(
                context,
                new RunningRules.Parts(files, defaults, externalLabels, slos, kept),
                this::evaluated,
                new NotificationStands(() -> notifications, external));
        rules = running;
        Lint looking = new Lint(settings.get(AlertSettings.ROUTING), context);
        looking.read(running.loaded().groups(), plan.map(Notifications.Plan::config));
        lint = looking;
        Reload reloading = new Reload(
                List.of(slos, running.loaded(), routing),
                () -> looking.readAgain(
                        running.loaded().groups(),
                        Optional.ofNullable(notifications).map(Notifications::config)));
        reload = reloading;
        boolean hasRules = !running.isEmpty() || settings.isSet(AlertSettings.RULES) || settings.isSet(Slos.FILES);
        boolean runs = context.runs() && settings.faults().isEmpty();
        if (runs && plan.isPresent() && (hasRules || settings.isSet(AlertSettings.ROUTING))) {
            AlertThreads threads = opened(new AlertThreads(context.clock()));
            ThreadPoolExecutor workers = threads.patientWorkers("monitoring-rule-", RULE_WORKERS);
            looking.start(threads.loop(), workers);
            notify(plan.get(), routing, kept, external, threads, context);
            if (hasRules) {
                handOver(others, running, external, threads, context);
                running.evaluate(threads, workers);
            }
            Duration interval = settings.get(AlertSettings.RELOAD_INTERVAL);
            if (!interval.isZero()) {
                reloading.watch(interval, context.clock(), threads.loop(), workers);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        opened.add(part);
        return part;
    }

    private void notify(
            Notifications.Plan plan,
            LoadedRouting routing,
            AlertsState kept,
            Labels externalLabels,
            AlertThreads threads,
            MonitoringContext context) {
        kept.tellWhereItIs();
        ThreadPoolExecutor workers = threads.workers("monitoring-notify-", notifiers(plan));
        Notifications started = opened(new Notifications(
                plan,
                externalLabels,
                new Silences(context.clock(), MAX_SILENCES, kept.journal()),
                new NotificationLog(context.clock(), kept.journal(), MAX_RECORDS),
                new Acknowledgements(MAX_ACKNOWLEDGED, kept.journal()),
                context.settings().get(AlertSettings.EXTERNAL_URL),
                threads.loop(),
                workers,
                context.clock()));
        routing.giveTo(next -> {
            workers.setMaximumPoolSize(Math.max(notifiers(next), workers.getMaximumPoolSize()));
            started.replace(next);
        });
        notifications = started;
    }

    /** A thread for each way to tell somebody, so that none waits for another. */
    private static int notifiers(Notifications.Plan plan) {
        return Math.max(1, Math.min(MAX_NOTIFIERS, plan.integrations().size()));
    }

    private void handOver(
            Handover others,
            RunningRules running,
            Labels externalLabels,
            AlertThreads threads,
            MonitoringContext context) {
        Notifications telling = notifications;
        others.start(
                externalLabels,
                rule -> telling == null ? "" : telling.generatorUrl(rule),
                running::evaluations,
                threads.loop(),
                count -> threads.workers("monitoring-handover-", count),
                context.clock());
        handover = opened(others);
    }

    private void evaluated(RuleGroup group, AlertRule rule, long timeMillis, List<Alert> alerts) {
        Notifications telling = notifications;
        if (telling != null) {
            telling.evaluated(group, rule, timeMillis, alerts);
        }
        Handover others = handover;
        if (others != null) {
            others.evaluated(group, rule, timeMillis, alerts);
        }
    }

    /**
     * Reads all files of rules, of service level objectives and of routes anew, as happens by itself when they change. Rules that
     * stay as they are keep their alerts, objectives that count the same their counts, and groups of routes that stay their
     * moments; nobody is told again of what they were told.
     *
     * @return what is wrong with the files; where anything is wrong with the rules, they stay as they were, and so do the objectives
     *     and the routes each
     */
    public List<Fault> reload() {
        Reload reloading = reload;
        return reloading == null ? List.of() : reloading.reload();
    }

    /** What this offers in Java; empty before the start. */
    Optional<Alerts> alerts() {
        return Optional.ofNullable(rules).map(RunningRules::alerts);
    }

    @Override
    public Collection<Route> routes() {
        RunningRules running = rules;
        if (running == null) {
            return List.of();
        }
        List<Route> routes = new ArrayList<>(running.routes());
        Optional.ofNullable(lint).ifPresent(looking -> routes.addAll(looking.routes()));
        Optional.ofNullable(notifications).ifPresent(telling -> routes.addAll(AlertRoutes.of(telling)));
        return routes;
    }

    @Override
    public Collection<SelfMetrics.Contributor> selfMetrics() {
        RunningRules running = rules;
        AlertsState kept = state;
        if (running == null || kept == null) {
            return List.of();
        }
        List<SelfMetrics.Contributor> all = new ArrayList<>();
        all.add(running.metrics());
        all.add(kept.metrics());
        Optional.ofNullable(handover).ifPresent(all::add);
        Optional.ofNullable(notifications).ifPresent(telling -> all.add(new NotificationMetrics(telling)));
        return all;
    }

    /** The rules first, then the latest part first; each is closed whatever becomes of the others. */
    @Override
    public void close() {
        Optional.ofNullable(rules).ifPresent(RunningRules::close);
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (Exception e) {
                LOGGER.warn("a part of the alerts did not close cleanly: {}", e.toString());
            }
        }
        opened.clear();
    }
}

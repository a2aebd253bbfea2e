package dev.monitoring.alerts;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.api.RuleRoutes;
import dev.monitoring.alerts.api.SloRoutes;
import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.mute.Silences;
import dev.monitoring.alerts.notify.Acknowledgements;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.NotificationLog;
import dev.monitoring.alerts.notify.Receivers;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.RuleSchedule;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.alerts.rule.TemplateTexts;
import dev.monitoring.alerts.slo.Objective;
import dev.monitoring.alerts.why.Backtest;
import dev.monitoring.alerts.why.RuleExplainer;
import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
    /** Default: none. */
    public static final Setting<List<String>> RULES = Setting.list(
            "rules",
            List.of(),
            "Prometheus rule files: paths, the last part of which may have wildcards, or classpath: resources.");

    /** Default: none. */
    public static final Setting<List<String>> PACKS = Setting.list(
            "packs",
            List.of(),
            "Rules that come with the library: auto for all of them, or some of " + String.join(", ", RulePacks.NAMES)
                    + ".");

    /** Default: 5 s, as often as collectors run. */
    public static final Setting<Duration> EVALUATION_INTERVAL = Setting.duration(
            "evaluation-interval",
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            "How often groups are evaluated that do not say so themselves.");

    /** Default: none. */
    public static final Setting<Duration> QUERY_OFFSET = Setting.duration(
            "query-offset",
            Duration.ZERO,
            Duration.ZERO,
            "How far in the past rules are evaluated, so that samples that come late are there.");

    /** Default: 30 s. */
    public static final Setting<Duration> RELOAD_INTERVAL = Setting.duration(
            "reload-interval",
            Duration.ofSeconds(30),
            Duration.ZERO,
            "How often rule files are looked at for changes; 0s for never.");

    /** Default: none. */
    public static final Setting<List<String>> EXTERNAL_LABELS = Setting.list(
            "external-labels",
            List.of(),
            "Labels of this service as a whole, each as name=value; templates see them as $externalLabels.");

    /** Default: none. */
    public static final Setting<String> INLINE_RULES =
            Setting.text("inline-rules", "", "Rule groups in place: a text in the form of a rule file.");

    /** Default: none; alerts are logged, or told as the settings {@code notify.…} say. */
    public static final Setting<String> ROUTING = Setting.text(
            "routing", "", "An Alertmanager configuration file: routes, receivers, inhibition, time intervals.");

    /** Default: empty. */
    public static final Setting<String> EXTERNAL_URL =
            Setting.text("external-url", "", "Where people reach this service; templates see it as $externalURL.");

    private static final Logger LOGGER = LoggerFactory.getLogger(AlertsExtension.class);
    private static final int WORKERS = 2;
    private static final int MAX_NOTIFIERS = 16;
    private static final int IDLE_SECONDS = 30;
    private static final int MAX_SILENCES = 10_000;
    private static final int MAX_RECORDS = 20_000;
    private static final int MAX_ACKNOWLEDGED = 10_000;
    private static final long CLOSE_MILLIS = 1_000;

    private final List<RuleGroup> ownGroups;
    private final Map<String, Consumer<Notification>> callbacks;
    private final List<AutoCloseable> opened = new ArrayList<>();
    private @Nullable Lint lint;
    private volatile @Nullable Notifications notifications;
    private volatile @Nullable Handover handover;
    private final Slos slos;
    private List<Route> notificationRoutes = List.of();
    private @Nullable RuleEngine engine;
    private volatile @Nullable Alerts alerts;
    private @Nullable QueryEngine queries;
    private @Nullable AlertsState state;
    private volatile @Nullable RuleReload reload;
    private volatile boolean closed;

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
        List<Setting<?>> settings = new ArrayList<>(List.of(
                RULES,
                INLINE_RULES,
                PACKS,
                ROUTING,
                EVALUATION_INTERVAL,
                QUERY_OFFSET,
                RELOAD_INTERVAL,
                EXTERNAL_LABELS,
                EXTERNAL_URL));
        settings.addAll(List.of(Slos.FILES, Slos.MAX_MEMORY, AlertsState.DIRECTORY));
        settings.addAll(List.of(Handover.HEARTBEAT_URL, Handover.HEARTBEAT_INTERVAL));
        settings.addAll(NotifyPreset.all());
        return settings;
    }

    @Override
    public Map<String, List<Setting<?>>> sections() {
        return Handover.SECTIONS;
    }

    @Override
    public void start(MonitoringContext context) {
        Settings settings = context.settings();
        RuleFileReader.Defaults defaults = new RuleFileReader.Defaults(
                settings.get(EVALUATION_INTERVAL),
                settings.get(QUERY_OFFSET),
                context.queries().config().experimental());
        Map<String, String> externalLabels = externalLabels(settings);
        RuleFiles files = ruleFiles(settings, ownGroups, defaults);
        RuleFiles.Reading reading = files.read();
        reading.faults().forEach(fault -> LOGGER.warn("{}; the group is left out", fault));
        Optional<Notifications.Plan> plan = plan(settings, context.clock());
        Handover others = Handover.read(settings);
        Lint looking = Lint.of(reading.groups(), plan.map(Notifications.Plan::config), settings, context);
        lint = looking;
        QueryOptions options = QueryOptions.none().withCancellation(() -> closed);
        String externalUrl = settings.get(EXTERNAL_URL);
        TemplateTexts texts =
                new TemplateTexts(context.queries(), context.clock(), options, externalLabels, externalUrl);
        AlertsState kept = AlertsState.open(settings, context.clock(), context.runs());
        opened.add(kept);
        state = kept;
        RuleEngine rules = new RuleEngine(
                context.queries(), context.samples(), context.clock(), texts, this::evaluated, options, kept.alerts());
        slos.start(context, options, JournalSloMemory.in(kept.journal()));
        opened.add(slos);
        rules.prepareWith(slos);
        List<RuleGroup> groups = new ArrayList<>(reading.groups());
        groups.addAll(slos.groups());
        rules.replace(groups);
        engine = rules;
        queries = context.queries();
        RuleReload reloading = new RuleReload(files, slos.groups(), rules, reading);
        reload = reloading;
        alerts = alerts(rules, reloading, texts, externalLabels, defaults, context);
        boolean hasRules = !groups.isEmpty();
        boolean runs = context.runs() && settings.faults().isEmpty();
        if (runs && plan.isPresent() && (hasRules || settings.isSet(ROUTING))) {
            EventLoop loop = EventLoop.start("monitoring-alerts", context.clock());
            opened.add(loop);
            looking.start(loop, workers("monitoring-lint-", 1));
            notify(plan.get(), loop, Labels.of(externalLabels), externalUrl, context);
            if (hasRules) {
                handOver(others, rules, loop, Labels.of(externalLabels), context);
                evaluate(rules, loop, context, reloading);
            }
        }
    }

    /**
     * Reads all rule files anew, as happens by itself when they change. Rules that stay as they are keep their alerts.
     *
     * @return what is wrong with the files; where anything is, the rules stay as they were
     */
    public List<Fault> reload() {
        RuleReload reloading = reload;
        return reloading == null ? List.of() : reloading.reload();
    }

    /** The user's rule files, and those of the packs after them. */
    static RuleFiles ruleFiles(Settings settings, List<RuleGroup> own, RuleFileReader.Defaults defaults) {
        List<String> files = new ArrayList<>(settings.get(RULES));
        List<String> packs = settings.get(PACKS);
        packs.forEach(name -> RulePacks.fault(name).ifPresent(message -> settings.fault(PACKS, message)));
        files.addAll(RulePacks.resources(packs));
        return new RuleFiles(files, settings.get(INLINE_RULES), own, defaults);
    }

    private Alerts alerts(
            RuleEngine rules,
            RuleReload reloading,
            TemplateTexts texts,
            Map<String, String> externalLabels,
            RuleFileReader.Defaults defaults,
            MonitoringContext context) {
        QueryOptions options = QueryOptions.none().withCancellation(() -> closed);
        RuleExplainer.Parts parts = new RuleExplainer.Parts(
                context.queries(),
                texts,
                context.clock(),
                new NotificationStands(() -> notifications, Labels.of(externalLabels)),
                ZoneId.systemDefault(),
                options);
        Backtest backtest =
                new Backtest(context.history(), context.queries().config(), context.clock(), texts::with, options);
        RuleExplainer explainer = new RuleExplainer(rules, reloading::faults, parts);
        return new Alerts(rules, explainer, backtest, defaults, context.clock());
    }

    /** What this offers in Java; empty before the start. */
    Optional<Alerts> alerts() {
        return Optional.ofNullable(alerts);
    }

    /** What the settings say of routes and receivers; empty with faults recorded where that is wrong. */
    private Optional<Notifications.Plan> plan(Settings settings, Clock clock) {
        NotifyPreset preset = new NotifyPreset(settings, callbacks.keySet());
        Optional<String> file = settings.find(ROUTING).filter(name -> !name.isBlank());
        if (file.isPresent() && preset.isSet()) {
            settings.fault(ROUTING, "settings under notify are set as well; keep one of the two ways");
            return Optional.empty();
        }
        List<Fault> faults = new ArrayList<>();
        Optional<Notifications.Plan> plan = Notifications.Plan.read(
                file.map(Path::of),
                file.isPresent() ? "" : preset.text(),
                file.orElse(settings.prefix() + ".notify"),
                new Receivers(Channels.all(callbacks)),
                clock,
                faults);
        settings.faults(faults);
        return plan;
    }

    private void notify(
            Notifications.Plan plan,
            EventLoop loop,
            Labels externalLabels,
            String externalUrl,
            MonitoringContext context) {
        AlertsState kept = Objects.requireNonNull(state);
        kept.tellWhereItIs();
        ExecutorService workers = workers(
                "monitoring-notify-",
                Math.max(1, Math.min(MAX_NOTIFIERS, plan.integrations().size())));
        Notifications started = new Notifications(
                plan,
                externalLabels,
                new Silences(context.clock(), MAX_SILENCES, kept.journal()),
                new NotificationLog(context.clock(), kept.journal(), MAX_RECORDS),
                new Acknowledgements(MAX_ACKNOWLEDGED, kept.journal()),
                externalUrl,
                loop,
                workers,
                context.clock());
        notifications = started;
        notificationRoutes = AlertRoutes.of(started, context.clock());
        opened.add(started);
    }

    private void handOver(
            Handover others, RuleEngine rules, EventLoop loop, Labels externalLabels, MonitoringContext context) {
        others.start(
                externalLabels,
                Objects.requireNonNull(notifications)::generatorUrl,
                () -> rules.status().stream()
                        .mapToLong(GroupStatus::evaluations)
                        .sum(),
                loop,
                threads -> workers("monitoring-handover-", threads),
                context.clock());
        handover = others;
        opened.add(others);
    }

    private void evaluate(RuleEngine rules, EventLoop loop, MonitoringContext context, RuleReload reloading) {
        tellOfResumed(rules, context.clock().epochMillis());
        ExecutorService workers = workers("monitoring-rule-", WORKERS);
        opened.add(new RuleSchedule(rules, context.clock(), loop, workers));
        Duration interval = context.settings().get(RELOAD_INTERVAL);
        if (!interval.isZero()) {
            reloading.watch(interval, context.clock(), loop, workers);
        }
    }

    /** What fires since before a restart is known as a whole before any group of alerts is due. */
    private void tellOfResumed(RuleEngine rules, long timeMillis) {
        for (GroupStatus group : rules.status()) {
            for (RuleStatus status : group.rules()) {
                if (status.rule() instanceof AlertRule rule && !status.alerts().isEmpty()) {
                    evaluated(group.group(), rule, timeMillis, status.alerts());
                }
            }
        }
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

    /** Threads that are there while there is work. */
    private ExecutorService workers(String name, int threads) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                threads, threads, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(null, work, name + number.incrementAndGet(), 0, false);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(AlertsExtension.class.getClassLoader());
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
        opened.add(() -> {
            workers.shutdownNow();
            workers.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        });
        return workers;
    }

    private static Map<String, String> externalLabels(Settings settings) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String text : settings.get(EXTERNAL_LABELS)) {
            int equals = text.indexOf('=');
            String name = text.substring(0, Math.max(0, equals)).strip();
            if (!Names.isLabelName(name)) {
                settings.fault(
                        EXTERNAL_LABELS, "\"" + text + "\" is no label; write name=value, for example site=berlin");
                continue;
            }
            labels.put(name, text.substring(equals + 1).strip());
        }
        return labels;
    }

    @Override
    public Collection<Route> routes() {
        RuleEngine rules = engine;
        Alerts java = alerts;
        if (rules == null || queries == null || java == null) {
            return List.of();
        }
        List<Route> routes = new ArrayList<>(new RuleRoutes(rules::status, queries).routes());
        Optional.ofNullable(lint).ifPresent(looking -> routes.addAll(looking.routes()));
        routes.addAll(new SloRoutes(slos::status, rules::status).routes());
        routes.addAll(notificationRoutes);
        routes.addAll(java.routes(queries));
        return routes;
    }

    private int faults() {
        RuleReload reloading = reload;
        return reloading == null ? 0 : reloading.faults().size();
    }

    @Override
    public Collection<SelfMetrics.Contributor> selfMetrics() {
        RuleEngine rules = engine;
        AlertsState kept = state;
        if (rules == null || kept == null) {
            return List.of();
        }
        List<SelfMetrics.Contributor> all = new ArrayList<>();
        all.add(new RuleMetrics(rules::status, () -> faults() + slos.faults()));
        all.add(kept.metrics());
        Optional.ofNullable(handover).ifPresent(all::add);
        Optional.ofNullable(notifications).ifPresent(telling -> all.add(new NotificationMetrics(telling)));
        return all;
    }

    @Override
    public void close() {
        closed = true;
        for (int i = opened.size() - 1; i >= 0; i--) {
            try {
                opened.get(i).close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                LOGGER.warn("a part of the alerts did not close cleanly: {}", e.toString());
            }
        }
        opened.clear();
    }
}

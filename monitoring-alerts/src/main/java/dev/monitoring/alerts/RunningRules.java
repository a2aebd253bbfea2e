package dev.monitoring.alerts;

import dev.monitoring.alerts.api.RuleRoutes;
import dev.monitoring.alerts.api.SloRoutes;
import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.rule.AlertListener;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleSchedule;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.alerts.rule.TemplateTexts;
import dev.monitoring.alerts.why.Backtest;
import dev.monitoring.alerts.why.NotificationView;
import dev.monitoring.alerts.why.RuleExplainer;
import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.query.QueryOptions;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of all files, with the objectives, what they remember, and what explains them. Thread-safe. */
final class RunningRules implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlertsExtension.class);

    private final MonitoringContext context;
    private final AlertListener listener;
    private final Slos slos;
    private final RuleEngine engine;
    private final LoadedRules loaded;
    private final Alerts alerts;
    private @Nullable RuleSchedule schedule;
    private volatile boolean closed;

    /**
     * What rules are made of besides the settings.
     *
     * @param files where they come from
     * @param defaults what holds for groups that do not say otherwise
     * @param externalLabels those of this service as a whole
     * @param slos not started yet
     * @param state what the last process left
     */
    record Parts(
            RuleFiles files,
            RuleFileReader.Defaults defaults,
            Map<String, String> externalLabels,
            Slos slos,
            AlertsState state) {}

    /**
     * Reads the files; groups with faults are logged and left out. Evaluates nothing yet.
     *
     * @param listener hears of alerts
     * @param stands tells explanations how alerts stand in notifications
     */
    RunningRules(MonitoringContext context, Parts parts, AlertListener listener, NotificationView stands) {
        this.context = context;
        this.listener = listener;
        this.slos = parts.slos();
        QueryOptions options = QueryOptions.none().withCancellation(() -> closed);
        TemplateTexts texts = new TemplateTexts(
                context.queries(),
                context.clock(),
                options,
                parts.externalLabels(),
                context.settings().get(AlertSettings.EXTERNAL_URL));
        engine = new RuleEngine(
                context.queries(),
                context.samples(),
                context.clock(),
                texts,
                listener,
                options,
                parts.state().alerts());
        slos.start(context, options, JournalSloMemory.in(parts.state().journal()));
        engine.prepareWith(slos);
        RuleFiles.Reading reading = parts.files().read();
        reading.faults().forEach(fault -> LOGGER.warn("{}; the group is left out", fault));
        loaded = new LoadedRules(parts.files(), reading, slos::groups, engine);
        slos.whenReplaced(loaded::apply);
        RuleExplainer.Parts explaining = new RuleExplainer.Parts(
                context.queries(), texts, context.clock(), stands, ZoneId.systemDefault(), options);
        Backtest backtest =
                new Backtest(context.history(), context.queries().config(), context.clock(), texts::with, options);
        alerts = new Alerts(
                engine,
                new RuleExplainer(engine, loaded::faults, explaining),
                backtest,
                parts.defaults(),
                context.clock());
    }

    /** Evaluates from now on. */
    void evaluate(AlertThreads threads, Executor workers) {
        tellOfResumed(context.clock().epochMillis());
        schedule = new RuleSchedule(engine, context.clock(), threads.loop(), workers);
    }

    /** What fires since before a restart is known as a whole before any group of alerts is due. */
    private void tellOfResumed(long timeMillis) {
        for (GroupStatus group : engine.status()) {
            for (RuleStatus status : group.rules()) {
                if (status.rule() instanceof AlertRule rule && !status.alerts().isEmpty()) {
                    listener.evaluated(group.group(), rule, timeMillis, status.alerts());
                }
            }
        }
    }

    LoadedRules loaded() {
        return loaded;
    }

    Slos slos() {
        return slos;
    }

    Alerts alerts() {
        return alerts;
    }

    boolean isEmpty() {
        return engine.groups().isEmpty();
    }

    long evaluations() {
        return engine.status().stream().mapToLong(GroupStatus::evaluations).sum();
    }

    RuleMetrics metrics() {
        return new RuleMetrics(
                engine::status, () -> loaded.faults().size() + slos.faults().size());
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>(new RuleRoutes(engine::status, context.queries()).routes());
        routes.addAll(new SloRoutes(slos::status, engine::status).routes());
        routes.addAll(alerts.routes(context.queries()));
        return routes;
    }

    @Override
    public void close() {
        closed = true;
        RuleSchedule running = schedule;
        if (running != null) {
            running.close();
        }
    }
}

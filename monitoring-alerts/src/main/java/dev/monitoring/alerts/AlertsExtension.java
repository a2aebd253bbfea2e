package dev.monitoring.alerts;

import dev.monitoring.alerts.api.RuleRoutes;
import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleSchedule;
import dev.monitoring.alerts.rule.TemplateTexts;
import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates alert and recording rules in the process. Found by itself where the module is on the class path; without rules it
 * starts no thread. Thread-safe once started.
 */
public final class AlertsExtension implements MonitoringExtension {
    /** Default: none. */
    public static final Setting<List<String>> RULES = Setting.list(
            "rules",
            List.of(),
            "Prometheus rule files: paths, the last part of which may have wildcards, or classpath: resources.");

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

    /** Default: none. */
    public static final Setting<List<String>> EXTERNAL_LABELS = Setting.list(
            "external-labels",
            List.of(),
            "Labels of this service as a whole, each as name=value; templates see them as $externalLabels.");

    /** Default: empty. */
    public static final Setting<String> EXTERNAL_URL =
            Setting.text("external-url", "", "Where people reach this service; templates see it as $externalURL.");

    private static final Logger LOGGER = LoggerFactory.getLogger(AlertsExtension.class);
    private static final int WORKERS = 2;
    private static final long CLOSE_MILLIS = 1_000;

    private final List<AutoCloseable> opened = new ArrayList<>();
    private @Nullable RuleEngine engine;
    private @Nullable QueryEngine queries;
    private RuleFiles.Reading reading = new RuleFiles.Reading(List.of(), List.of());
    private volatile boolean closed;

    @Override
    public String name() {
        return "alerts";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(RULES, EVALUATION_INTERVAL, QUERY_OFFSET, EXTERNAL_LABELS, EXTERNAL_URL);
    }

    @Override
    public void start(MonitoringContext context) {
        Settings settings = context.settings();
        RuleFileReader.Defaults defaults = new RuleFileReader.Defaults(
                settings.get(EVALUATION_INTERVAL),
                settings.get(QUERY_OFFSET),
                context.queries().config().experimental());
        Map<String, String> externalLabels = externalLabels(settings);
        reading = new RuleFiles(settings.get(RULES), defaults).read();
        reading.faults().forEach(fault -> LOGGER.warn("{}; the group is left out", fault));
        QueryOptions options = QueryOptions.none().withCancellation(() -> closed);
        TemplateTexts texts = new TemplateTexts(
                context.queries(), context.clock(), options, externalLabels, settings.get(EXTERNAL_URL));
        RuleEngine rules = new RuleEngine(
                context.queries(),
                context.samples(),
                context.clock(),
                texts,
                (group, rule, timeMillis, alerts) -> {},
                options);
        rules.replace(reading.groups());
        engine = rules;
        queries = context.queries();
        if (!reading.groups().isEmpty()) {
            evaluate(rules, context);
        }
    }

    private void evaluate(RuleEngine rules, MonitoringContext context) {
        ExecutorService workers = workers();
        opened.add(() -> {
            workers.shutdownNow();
            workers.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        });
        EventLoop loop = EventLoop.start("monitoring-rules", context.clock());
        opened.add(loop);
        opened.add(new RuleSchedule(rules, context.clock(), loop, workers));
    }

    private static ExecutorService workers() {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor workers =
                new ThreadPoolExecutor(WORKERS, WORKERS, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(null, work, "monitoring-rule-" + number.incrementAndGet(), 0, false);
                    thread.setDaemon(true);
                    thread.setContextClassLoader(AlertsExtension.class.getClassLoader());
                    return thread;
                });
        workers.allowCoreThreadTimeOut(true);
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
        return rules == null || queries == null ? List.of() : new RuleRoutes(rules::status, queries).routes();
    }

    @Override
    public Collection<SelfMetrics.Contributor> selfMetrics() {
        RuleEngine rules = engine;
        return rules == null
                ? List.of()
                : List.of(new RuleMetrics(rules::status, reading.faults().size()));
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

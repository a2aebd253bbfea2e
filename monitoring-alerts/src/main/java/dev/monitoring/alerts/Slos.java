package dev.monitoring.alerts;

import dev.monitoring.alerts.rule.GroupPreparation;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.slo.Objective;
import dev.monitoring.alerts.slo.SloEngine;
import dev.monitoring.alerts.slo.SloFileReader;
import dev.monitoring.alerts.slo.SloMemory;
import dev.monitoring.alerts.slo.SloStatus;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The objectives of the files that the settings name, and of Java, at work. Thread-safe once started. */
final class Slos implements GroupPreparation, Reloadable, AutoCloseable {
    /** Default: none. */
    static final Setting<List<String>> FILES = Setting.list(
            "slos",
            List.of(),
            "Files of service level objectives: paths, the last part of which may have wildcards, or classpath: resources.");

    /** Default: 32 MB, enough for some 380 error budgets over 30 days. */
    static final Setting<Long> MAX_MEMORY = Setting.bytes(
            "slo-memory",
            32L << 20,
            1L << 20,
            "How much memory the counts of all service level objectives may take together.");

    private static final Logger LOGGER = LoggerFactory.getLogger(AlertsExtension.class);

    private final List<Objective> made;
    private volatile @Nullable SloEngine engine;
    private volatile List<String> files = List.of();
    private volatile Duration interval = Duration.ZERO;
    private volatile List<Fault> faults = List.of();
    private volatile Clock clock = Clock.system();
    private volatile Runnable whenReplaced = () -> {};

    /** Objectives made in Java, and those of the settings, once started. */
    Slos(List<Objective> made) {
        this.made = List.copyOf(made);
    }

    /**
     * Reads the files, and begins to count when rules are evaluated.
     *
     * @param memory where counts outlive the process
     */
    void start(MonitoringContext context, QueryOptions options, SloMemory memory) {
        Settings settings = context.settings();
        clock = context.clock();
        interval = settings.get(AlertSettings.EVALUATION_INTERVAL);
        files = settings.get(FILES);
        Faults found = new Faults();
        List<Objective> objectives = read(found);
        faults = found.sorted();
        faults.forEach(fault -> LOGGER.warn("{}; the objective is left out", fault));
        engine = new SloEngine(
                objectives,
                new SloEngine.Sources(context.history(), context.queries(), options, context.samples()),
                new SloEngine.Terms(
                        interval,
                        settings.get(AlertSettings.QUERY_OFFSET),
                        context.retention(),
                        settings.get(MAX_MEMORY)),
                memory);
    }

    private List<Objective> read(Faults found) {
        SloFileReader reader = new SloFileReader(interval, found);
        List<Objective> objectives = new ArrayList<>(reader.adopt(made));
        for (String name : files) {
            if (RuleFiles.isResource(name)) {
                RuleFiles.resource(name, found).ifPresent(text -> objectives.addAll(reader.parse(text, name)));
            } else {
                for (Path file : RuleFiles.files(name, found)) {
                    objectives.addAll(reader.read(file, file.toString()));
                }
            }
        }
        return objectives;
    }

    /** What is to be done when other objectives are at work: their rules are others. */
    void whenReplaced(Runnable then) {
        whenReplaced = then;
    }

    @Override
    public String stamp() {
        return RuleFiles.stamp(files);
    }

    @Override
    public synchronized List<Fault> reload() {
        SloEngine started = engine;
        if (started == null || files.isEmpty()) {
            return List.of();
        }
        Faults found = new Faults();
        List<Objective> objectives = read(found);
        faults = found.sorted();
        if (faults.isEmpty()) {
            started.replace(objectives, clock.epochMillis());
            whenReplaced.run();
            LOGGER.info("service level objectives were taken in anew: {}", objectives.size());
        } else {
            faults.forEach(fault -> LOGGER.warn("{}; the objectives stay as they were", fault));
        }
        return faults;
    }

    @Override
    public List<Fault> faults() {
        return faults;
    }

    List<RuleGroup> groups() {
        SloEngine started = engine;
        return started == null ? List.of() : started.groups();
    }

    List<SloStatus> status() {
        SloEngine started = engine;
        return started == null ? List.of() : started.status();
    }

    @Override
    public void prepare(RuleGroup group, long timeMillis) {
        SloEngine started = engine;
        if (started != null) {
            started.prepare(group, timeMillis);
        }
    }

    @Override
    public void shift(long millis) {
        SloEngine started = engine;
        if (started != null) {
            started.shift(millis);
        }
    }

    @Override
    public void close() {
        SloEngine started = engine;
        if (started != null) {
            started.close();
        }
    }
}

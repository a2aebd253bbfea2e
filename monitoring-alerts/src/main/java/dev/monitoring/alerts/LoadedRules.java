package dev.monitoring.alerts;

import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.settings.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The rules of files, beside those of objectives, in an engine. Thread-safe. */
final class LoadedRules implements Reloadable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlertsExtension.class);

    private final RuleFiles files;
    private final Supplier<List<RuleGroup>> others;
    private final RuleEngine engine;
    private RuleFiles.Reading reading; // guarded by this
    private List<RuleGroup> groups; // guarded by this

    /**
     * Gives the engine what was read; groups with faults are left out.
     *
     * @param others groups that come from elsewhere
     */
    LoadedRules(RuleFiles files, RuleFiles.Reading reading, Supplier<List<RuleGroup>> others, RuleEngine engine) {
        this.files = files;
        this.reading = reading;
        this.groups = reading.groups();
        this.others = others;
        this.engine = engine;
        apply();
    }

    /** Gives the engine the rules of the files as they were read last, with those from elsewhere as they are now. */
    synchronized void apply() {
        List<RuleGroup> all = new ArrayList<>(groups);
        all.addAll(others.get());
        engine.replace(all);
    }

    @Override
    public String stamp() {
        return files.stamp();
    }

    @Override
    public synchronized List<Fault> reload() {
        reading = files.read();
        if (reading.faults().isEmpty()) {
            groups = reading.groups();
            apply();
            LOGGER.info("rules were taken in anew: {} groups", groups.size());
        } else {
            reading.faults().forEach(fault -> LOGGER.warn("{}; the rules stay as they were", fault));
        }
        return reading.faults();
    }

    @Override
    public synchronized List<Fault> faults() {
        return reading.faults();
    }

    /** The groups of the files that are at work. */
    synchronized List<RuleGroup> groups() {
        return groups;
    }
}

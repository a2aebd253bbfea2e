package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Makes the collector that watches the JVM it runs in. Immutable. */
public final class JvmCollectorFactory implements CollectorFactory {
    /** The collector's name, and the job of its target. */
    static final String NAME = "jvm";

    private static final Set<String> METERS = Set.of(
            "jvm.buffer.count",
            "jvm.buffer.memory.used",
            "jvm.buffer.total.capacity",
            "jvm.classes.loaded",
            "jvm.classes.loaded.count",
            "jvm.classes.unloaded",
            "jvm.compilation.time",
            "jvm.gc.concurrent.phase.time",
            "jvm.gc.live.data.size",
            "jvm.gc.max.data.size",
            "jvm.gc.memory.allocated",
            "jvm.gc.memory.promoted",
            "jvm.gc.overhead",
            "jvm.gc.pause",
            "jvm.info",
            "jvm.memory.committed",
            "jvm.memory.max",
            "jvm.memory.usage.after.gc",
            "jvm.memory.used",
            "jvm.threads.daemon",
            "jvm.threads.deadlocked",
            "jvm.threads.deadlocked.monitor",
            "jvm.threads.live",
            "jvm.threads.peak",
            "jvm.threads.started",
            "jvm.threads.states",
            "process.cpu.time",
            "process.cpu.usage",
            "process.files.max",
            "process.files.open",
            "process.start.time",
            "process.uptime",
            "system.cpu.count",
            "system.cpu.usage",
            "system.load.average.1m");

    /** For {@link java.util.ServiceLoader}. */
    public JvmCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "this JVM";
    }

    @Override
    public boolean enabledByDefault() {
        return true;
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(JvmBundle.BUNDLE);
    }

    @Override
    public List<Bundle> bundles(Settings settings) {
        return List.of(JvmBundle.BUNDLE.forJob(NAME, TargetSettings.job(settings, NAME)));
    }

    /** Those of Micrometer's binders for JVM, process and processors, whose names the families here have. */
    @Override
    public Set<String> replacedMeters() {
        return METERS;
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        JvmCollector collector = JvmCollector.ofThisJvm(context.clock(), Path.of("/proc"));
        return List.of(context.schedule(collector, TargetSettings.target(settings, NAME, context.instance())));
    }
}

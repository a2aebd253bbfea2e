package dev.monitoring.collectors.jvm;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Settings;
import java.nio.file.Path;
import java.util.List;

/** Makes the collector that watches the JVM it runs in. Immutable. */
public final class JvmCollectorFactory implements CollectorFactory {
    /** The collector's name, and the job of its target. */
    static final String NAME = "jvm";

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

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        JvmCollector collector = JvmCollector.ofThisJvm(context.clock(), Path.of("/proc"));
        return List.of(context.schedule(collector, TargetSettings.target(settings, NAME, context.instance())));
    }
}

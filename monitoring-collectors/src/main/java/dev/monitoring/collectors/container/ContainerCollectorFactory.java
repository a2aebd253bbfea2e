package dev.monitoring.collectors.container;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes the collector that watches the container this process runs in. Immutable. */
public final class ContainerCollectorFactory implements CollectorFactory {
    /** The collector's name. */
    static final String NAME = "container";

    /** The job of its target, by which cAdvisor's dashboards find it. */
    static final String JOB = "cadvisor";

    private static final Setting<String> CONTAINER_NAME =
            Setting.text("name", null, "The container's name; by default its id, where it can be found out.");
    private static final Setting<String> IMAGE =
            Setting.text("image", "", "The name of the container's image; by default none.");

    /** For {@link java.util.ServiceLoader}. */
    public ContainerCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "this process's container";
    }

    @Override
    public boolean enabledByDefault() {
        return true;
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(CONTAINER_NAME, IMAGE);
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(ContainerBundle.BUNDLE);
    }

    @Override
    public List<Bundle> bundles(Settings settings) {
        return List.of(ContainerBundle.BUNDLE.forJob(JOB, TargetSettings.job(settings, JOB)));
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        Optional<String> name = settings.find(CONTAINER_NAME);
        ContainerCollector collector = new ContainerCollector(Path.of("/"), name, settings.get(IMAGE), context.clock());
        return List.of(context.schedule(collector, TargetSettings.target(settings, JOB, context.instance())));
    }
}

package dev.monitoring.samples.customcollector;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes a collector per directory under {@code monitoring.collectors.spool.targets}. Immutable. */
public final class SpoolCollectorFactory implements CollectorFactory {
    private static final Setting<Integer> MAX_FILES =
            Setting.integer("max-files", 100_000, 1, 10_000_000, "How many files of a directory are looked at.");
    private static final Setting<String> DIRECTORY =
            Setting.text("directory", null, "The directory whose files wait to be worked off.");

    /** For {@link java.util.ServiceLoader}. */
    public SpoolCollectorFactory() {}

    @Override
    public String name() {
        return SpoolCollector.NAME;
    }

    @Override
    public String watches() {
        return "directories of waiting files";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(MAX_FILES);
    }

    @Override
    public List<Setting<?>> targetSettings() {
        return List.of(DIRECTORY);
    }

    @Override
    public List<Bundle> bundles() {
        Bundle.Table directories = new Bundle.Table(
                "directories",
                "directory",
                List.of(
                        new Bundle.Value("files", "spool_files"),
                        new Bundle.Value("bytes", "spool_bytes"),
                        new Bundle.Value("oldest_file_age_seconds", "spool_oldest_file_age_seconds")));
        return List.of(new Bundle(SpoolCollector.NAME, watches(), List.of(directories)));
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        int maxFiles = settings.get(MAX_FILES);
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings section : settings.sections("targets")) {
            Target target = TargetSettings.target(section, SpoolCollector.NAME, context.instance());
            directory(section).ifPresent(directory -> {
                SpoolCollector collector = new SpoolCollector(directory, maxFiles, context.clock());
                collectors.add(context.schedule(collector, labelled(target, directory)));
            });
        }
        return collectors;
    }

    /** The configured directory; what is wrong with it is recorded, so that all faults are shown at once. */
    private static Optional<Path> directory(Settings section) {
        try {
            return section.require(DIRECTORY).map(Path::of);
        } catch (InvalidPathException e) {
            section.fault(DIRECTORY, "\"" + e.getInput() + "\" is no path: " + e.getReason());
            return Optional.empty();
        }
    }

    private static Target labelled(Target target, Path directory) {
        return new Target(
                target.job(),
                target.instance(),
                target.extra().toBuilder()
                        .set("directory", directory.toString())
                        .build());
    }
}

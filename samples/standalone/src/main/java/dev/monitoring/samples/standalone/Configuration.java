package dev.monitoring.samples.standalone;

import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The settings of this run: what the runner does by itself, under the file, under the environment, under the flags. Not
 * checked yet. Confined to one thread, as settings are.
 *
 * @param settings all of it
 * @param sources the places that set something, for people
 * @param notices what people should know, though it is no fault
 */
record Configuration(Settings settings, List<String> sources, List<String> notices) {
    private static final String DEFAULT_FILE = "monitoring.yml";
    static final Origin RUNNER = new Origin("runner");

    static Configuration load(CommandLine line, Map<String, String> variables, Path directory, SettingCatalog catalog) {
        SettingLayer own = new SettingLayer();
        own.put("monitoring.web.enabled", "true", RUNNER);
        Optional<String> name = line.config()
                .or(() -> Files.exists(directory.resolve(DEFAULT_FILE)) ? Optional.of(DEFAULT_FILE) : Optional.empty());
        SettingLayer file =
                name.map(path -> YamlFile.read(directory.resolve(path), path)).orElseGet(SettingLayer::new);
        Environment environment = Environment.of(variables, catalog);

        Settings settings = Settings.layered(
                List.of(own, file, environment.settings(), line.settings()), MonitoringSettings.PREFIX);

        List<String> sources = new ArrayList<>();
        name.ifPresent(sources::add);
        count(sources, environment.settings(), "environment variable");
        count(sources, line.settings(), "flag");
        return new Configuration(settings, List.copyOf(sources), environment.notices());
    }

    private static void count(List<String> sources, SettingLayer layer, String what) {
        int size = layer.values().size();
        if (size > 0) {
            sources.add(size + " " + what + (size == 1 ? "" : "s"));
        }
    }

    /** Faults in the order in which people go through them: files first, by place, and in a file from top to bottom. */
    static List<Fault> inOrder(List<Fault> faults) {
        List<String> places =
                faults.stream().map(fault -> fault.origin().source()).distinct().toList();
        return faults.stream()
                .sorted(Comparator.comparing((Fault fault) -> fault.origin().line() == 0)
                        .thenComparingInt(fault -> places.indexOf(fault.origin().source()))
                        .thenComparingInt(fault -> fault.origin().line())
                        .thenComparingInt(fault -> fault.origin().column()))
                .toList();
    }
}

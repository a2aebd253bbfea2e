package dev.monitoring.alerts;

import dev.monitoring.alerts.notify.Receivers;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where alerts go: a routing file, which may change while it is at work, as may its templates and the files of its secrets; or
 * what the settings {@code notify.…} say. Thread-safe.
 */
final class LoadedRouting implements Reloadable {
    private static final Logger LOGGER = LoggerFactory.getLogger(AlertsExtension.class);

    private final Optional<Path> file;
    private final String text;
    private final String name;
    private final Receivers receivers;
    private final Clock clock;
    private final boolean isContradictory;
    private volatile List<String> sources = List.of();
    private List<Fault> faults = List.of(); // guarded by this
    private Consumer<Notifications.Plan> taker = plan -> {}; // guarded by this

    private LoadedRouting(Optional<Path> file, NotifyPreset preset, String name, Receivers receivers, Clock clock) {
        this.file = file;
        this.isContradictory = file.isPresent() && preset.isSet();
        this.text = file.isPresent() ? "" : preset.text();
        this.name = name;
        this.receivers = receivers;
        this.clock = clock;
    }

    /**
     * What the settings say.
     *
     * @param callbacks the names of those that are told in Java
     */
    static LoadedRouting of(Settings settings, Receivers receivers, Set<String> callbacks, Clock clock) {
        Optional<String> file = settings.find(AlertSettings.ROUTING).filter(name -> !name.isBlank());
        return new LoadedRouting(
                file.map(Path::of),
                new NotifyPreset(settings, callbacks),
                file.orElse(settings.prefix() + ".notify"),
                receivers,
                clock);
    }

    /** The first reading; empty, with faults recorded, where something is wrong. */
    Optional<Notifications.Plan> plan(Settings settings) {
        if (isContradictory) {
            settings.fault(AlertSettings.ROUTING, "settings under notify are set as well; keep one of the two ways");
            return Optional.empty();
        }
        Notifications.Reading reading = read();
        settings.faults(reading.faults());
        return reading.plan();
    }

    private Notifications.Reading read() {
        Notifications.Reading reading = Notifications.Plan.read(file, text, name, receivers, clock);
        sources = reading.sources();
        return reading;
    }

    /** Who gets what is read from now on. */
    synchronized void giveTo(Consumer<Notifications.Plan> newTaker) {
        taker = newTaker;
    }

    @Override
    public String stamp() {
        return file.map(path -> RuleFiles.stamp(path) + RuleFiles.stamp(sources))
                .orElse("");
    }

    @Override
    public synchronized List<Fault> reload() {
        if (file.isEmpty()) {
            return List.of();
        }
        Notifications.Reading reading = read();
        faults = reading.faults();
        reading.plan().ifPresent(plan -> {
            taker.accept(plan);
            LOGGER.info("routes and receivers were taken in anew from {}", name);
        });
        faults.forEach(fault -> LOGGER.warn("{}; routes and receivers stay as they were", fault));
        return faults;
    }

    @Override
    public synchronized List<Fault> faults() {
        return faults;
    }
}

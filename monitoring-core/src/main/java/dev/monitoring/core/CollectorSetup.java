package dev.monitoring.core;

import dev.monitoring.core.StartupReport.NotWatched;
import dev.monitoring.core.StartupReport.Watched;
import dev.monitoring.core.api.Watching;
import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Turns factories and their settings into collectors, and notes what is watched and what is not. Confined to one thread. */
final class CollectorSetup {
    private final Settings settings;
    private final Clock clock;
    private final Duration interval;
    private final String instance;
    private final List<ScheduledCollector> collectors = new ArrayList<>();
    private final List<Bundle> bundles = new ArrayList<>();
    private final List<Watched> watched = new ArrayList<>();
    private final List<NotWatched> notWatched = new ArrayList<>();
    private final Set<String> replacedMeters = new HashSet<>();
    private final Set<String> sources = new HashSet<>();

    CollectorSetup(Settings settings, Clock clock, Configured configured) {
        this.settings = settings;
        this.clock = clock;
        this.interval = configured.interval();
        this.instance = configured.instance();
    }

    /** Adds what a factory makes, where it is enabled and can work. */
    void add(CollectorFactory factory) {
        Settings section = settings.section(MonitoringSettings.COLLECTORS).section(factory.name());
        boolean enabled = section.find(MonitoringSettings.COLLECTOR_ENABLED)
                .orElseGet(() -> factory.enabledByDefault() || !section.isEmpty());
        if (!enabled) {
            boolean refused = section.isSet(MonitoringSettings.COLLECTOR_ENABLED);
            String key = section.prefix() + "." + MonitoringSettings.COLLECTOR_ENABLED.key();
            notWatch(
                    factory,
                    refused
                            ? "switched off by " + section.originOfKey(key)
                            : "set " + section.prefix() + " to watch it");
            return;
        }
        Optional<String> unavailable = factory.unavailable();
        if (unavailable.isPresent()) {
            notWatch(factory, unavailable.get());
            return;
        }
        Optional<Integer> sampleLimit = section.find(MonitoringSettings.COLLECTOR_SAMPLE_LIMIT);
        List<ScheduledCollector> made = make(factory, section);
        for (ScheduledCollector collector : made) {
            add(sampleLimit.map(collector::withSampleLimit).orElse(collector), factory.watches());
        }
        if (!made.isEmpty()) {
            replacedMeters.addAll(factory.replacedMeters());
        }
        bundles.addAll(factory.bundles(section));
    }

    /** Adds a collector; {@code watches} is what it watches, in a few words for people. */
    void add(ScheduledCollector collector, String watches) {
        String name = collector.collector().name();
        if (!sources.add(name + " " + collector.target().labels())) {
            settings.fault(new Fault(
                    settings.originOfKey(settings.prefix() + "." + MonitoringSettings.COLLECTORS + "." + name),
                    "collector " + name + " watches " + collector.target() + " twice, with the same labels; give one of"
                            + " them another instance or another label"));
            return;
        }
        collectors.add(collector);
        watched.add(new Watched(name, watches, collector.target().instance(), collector.interval()));
    }

    /** A collector at the default interval. */
    ScheduledCollector schedule(MetricCollector collector, Target target) {
        return ScheduledCollector.every(interval, collector, target);
    }

    /** The name of this process. */
    String instance() {
        return instance;
    }

    List<ScheduledCollector> collectors() {
        return collectors;
    }

    /** The host's meters whose figures the collectors of the factories so far have, too. */
    Set<String> replacedMeters() {
        return replacedMeters;
    }

    List<Bundle> bundles() {
        return bundles;
    }

    List<Watched> watched() {
        return watched;
    }

    List<NotWatched> notWatched() {
        return notWatched;
    }

    /** The same for people who ask over HTTP. */
    Watching watching(Supplier<List<Source>> sources) {
        return new Watching(
                sources,
                watched.stream()
                        .map(one -> new Watching.Plan(one.collector(), one.instance(), one.watches(), one.interval()))
                        .toList(),
                notWatched.stream()
                        .map(one -> new Watching.Absent(one.collector(), one.watches(), one.remedy()))
                        .toList(),
                interval);
    }

    private List<ScheduledCollector> make(CollectorFactory factory, Settings section) {
        Duration own = section.find(MonitoringSettings.COLLECTOR_INTERVAL).orElse(interval);
        Optional<Duration> timeout = section.find(MonitoringSettings.COLLECTOR_TIMEOUT);
        if (timeout.isPresent() && timeout.get().compareTo(own) > 0) {
            section.fault(
                    MonitoringSettings.COLLECTOR_TIMEOUT,
                    "a run of " + timeout.get().toMillis() + "ms would still go on at the next tick, " + own.toMillis()
                            + "ms later; use at most the interval");
            timeout = Optional.empty(); // and look at the rest, to say all that is wrong at once
        }
        Duration within = timeout.orElseGet(() -> ScheduledCollector.timeoutWithin(own));
        try {
            return factory.create(section, new CollectorContext(clock, own, within, instance));
        } catch (RuntimeException | LinkageError e) {
            section.fault(new Fault(
                    section.originOfKey(section.prefix()), "collector " + factory.name() + " cannot be made: " + e));
            return List.of();
        }
    }

    private void notWatch(CollectorFactory factory, String remedy) {
        notWatched.add(new NotWatched(factory.name(), factory.watches(), remedy));
    }
}

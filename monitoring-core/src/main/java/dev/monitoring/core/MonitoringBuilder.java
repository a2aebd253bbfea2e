package dev.monitoring.core;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.micrometer.MicrometerFactory;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.ByteSizes;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts a {@link Monitoring} together. Confined to one thread; {@link #start} may be called once.
 *
 * <p>Whatever can be set has a key (see {@link MonitoringSettings}); the methods here are the short form for the keys that
 * most people want, and win over {@link #settings}.
 */
public final class MonitoringBuilder {
    private final Map<String, String> code = new TreeMap<>();
    private final List<CollectorOnTarget> collectors = new ArrayList<>();
    private final List<ScheduledCollector> scheduled = new ArrayList<>();
    private final List<MonitoringExtension> extensions = new ArrayList<>();
    private Settings settings = Settings.empty(MonitoringSettings.PREFIX);
    private Clock clock = Clock.system();
    private @Nullable MeterRegistry sampled;
    private @Nullable Supplier<MeterRegistry> further;
    private @Nullable MeterRegistry offered;
    private boolean discovery = true;
    private boolean started;

    private final Set<String> without = new HashSet<>();

    /** A collector that waits for the default interval to be known, and for the name of this process where it has no target. */
    record CollectorOnTarget(
            MetricCollector collector, @Nullable Target target) {
        Target targetIn(String instance) {
            return target == null ? Target.of(collector.name(), instance) : target;
        }
    }

    MonitoringBuilder() {}

    /** Values from files, environment, flags. Later calls replace earlier ones. */
    public MonitoringBuilder settings(Settings configured) {
        settings = configured;
        return this;
    }

    /** Sets one key by its full name, {@code monitoring.history.retention}, to the text one would write in a file. */
    public MonitoringBuilder set(String key, String value) {
        code.put(key, value);
        return this;
    }

    /** How often collectors run that have no interval of their own; 5 s by default. */
    public MonitoringBuilder interval(Duration interval) {
        return set("monitoring.interval", Durations.format(interval));
    }

    /** How far back samples are kept; 60 min by default. */
    public MonitoringBuilder retention(Duration retention) {
        return set("monitoring.history.retention", Durations.format(retention));
    }

    /** How much heap the history may take, in bytes; 64 MiB by default. */
    public MonitoringBuilder maxMemoryBytes(long bytes) {
        return set("monitoring.history.max-memory", ByteSizes.format(bytes));
    }

    /** The name of this process in the label {@code instance}; the host's name by default. */
    public MonitoringBuilder instance(String instance) {
        return set("monitoring.instance", instance);
    }

    /** Serves HTTP on this port of the loopback address; 0 takes any free one. Not served by default. */
    public MonitoringBuilder web(int port) {
        return set("monitoring.web.enabled", "true").set("monitoring.web.port", Integer.toString(port));
    }

    /** Watches a target of your own at the default interval. */
    public MonitoringBuilder collector(MetricCollector collector, Target target) {
        collectors.add(new CollectorOnTarget(collector, target));
        return this;
    }

    /** Watches something of this process at the default interval: its job is the collector's name. */
    public MonitoringBuilder collector(MetricCollector collector) {
        collectors.add(new CollectorOnTarget(collector, null));
        return this;
    }

    /** Watches a target of your own. */
    public MonitoringBuilder collector(ScheduledCollector collector) {
        scheduled.add(collector);
        return this;
    }

    /**
     * Samples the host's own meters into the history, as target {@code application} of this instance, under the names that
     * Micrometer's Prometheus registry gives them. Nothing is added to the host's cost of recording; a composite is looked
     * through to the registry whose figures suit best. Not sampled by default.
     *
     * <p>Its settings lie under {@code monitoring.collectors.micrometer}: {@code enabled}, {@code interval},
     * {@code timeout}, {@code sample-limit}, {@code job}, {@code instance}, {@code labels}.
     *
     * @param registry the registry the host records to; a later call replaces it
     */
    public MonitoringBuilder meterRegistry(MeterRegistry registry) {
        sampled = registry;
        return this;
    }

    /**
     * Samples a further registry as part of the same target: meters that are counted beside those of the host's registry.
     * Names that the registry of {@link #meterRegistry} has are left to it. None by default.
     *
     * @param registry asked at the begin of each run, so that it may bring its meters up to date; a later call replaces it
     */
    public MonitoringBuilder furtherMeters(Supplier<MeterRegistry> registry) {
        further = registry;
        return this;
    }

    /**
     * Offers what collectors collect to a Micrometer registry as meters, so that it goes wherever the host's own meters go:
     * counters as function counters, of histograms and summaries count and sum, everything else as gauges; at most
     * {@value dev.monitoring.core.micrometer.MeterOffer#DEFAULT_MAX_METERS} of them. The registry gets them on a thread of
     * ours, and gives them all back at {@link Monitoring#close}. Not offered by default.
     *
     * <p>It may be the registry of {@link #meterRegistry}: what is offered is not sampled again, and what was sampled not
     * offered.
     *
     * @param registry where the meters go; a later call replaces it
     */
    public MonitoringBuilder offerTo(MeterRegistry registry) {
        offered = registry;
        return this;
    }

    /** Adds an extension besides those that are found, in the place of a found one of the same name. */
    public MonitoringBuilder extension(MonitoringExtension extension) {
        extensions.add(extension);
        return this;
    }

    /** Leaves out collectors and extensions that are merely on the class path. */
    public MonitoringBuilder withoutDiscovery() {
        discovery = false;
        return this;
    }

    /** Leaves out the kind of collectors, or the extension, of that name where it is merely on the class path. */
    public MonitoringBuilder without(String name) {
        without.add(name);
        return this;
    }

    /** Takes the time from elsewhere, for tests. */
    public MonitoringBuilder clock(Clock otherClock) {
        clock = otherClock;
        return this;
    }

    /** Every key that may be set, with the collectors and extensions there are now. */
    public SettingCatalog catalog() {
        return Composition.catalog(this);
    }

    /**
     * Everything that is wrong with what was configured, found without starting any of it; a port that is taken shows only
     * at the start.
     */
    public List<Fault> check() {
        return Composition.check(this);
    }

    /**
     * Starts. Returns without waiting for any network or any collector.
     *
     * @throws ConfigurationException if anything configured is wrong; everything that is, is in it, and nothing was started
     * @throws IllegalStateException if called twice
     */
    public Monitoring start() {
        if (started) {
            throw new IllegalStateException("this builder has started once; make a new one with Monitoring.builder()");
        }
        started = true;
        return Composition.start(this);
    }

    /** All values, those of the code on top. */
    Settings allSettings() {
        SettingLayer layer = new SettingLayer();
        code.forEach((key, value) -> layer.put(key, value, Origin.CODE));
        return settings.under(layer);
    }

    Clock clock() {
        return clock;
    }

    boolean leavesOut(String name) {
        return without.contains(name);
    }

    boolean discovers() {
        return discovery;
    }

    /** The factory of the collector of the host's meters, where there is a registry to sample. */
    Optional<MicrometerFactory> meters() {
        List<Supplier<MeterRegistry>> registries = new ArrayList<>();
        MeterRegistry hosts = sampled;
        if (hosts != null) {
            registries.add(() -> hosts);
        }
        if (further != null) {
            registries.add(further);
        }
        return registries.isEmpty() ? Optional.empty() : Optional.of(new MicrometerFactory(registries));
    }

    /** Where collected samples are offered. */
    Optional<MeterRegistry> offered() {
        return Optional.ofNullable(offered);
    }

    List<CollectorOnTarget> collectorsOnTargets() {
        return collectors;
    }

    List<ScheduledCollector> scheduledCollectors() {
        return scheduled;
    }

    List<MonitoringExtension> extensions() {
        return extensions;
    }
}

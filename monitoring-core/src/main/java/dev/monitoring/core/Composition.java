package dev.monitoring.core;

import dev.monitoring.core.api.AboutRoutes;
import dev.monitoring.core.api.ApiRoutes;
import dev.monitoring.core.api.HistoryFigures;
import dev.monitoring.core.api.InstanceReport;
import dev.monitoring.core.backfill.BackfillException;
import dev.monitoring.core.backfill.BackfillProgress;
import dev.monitoring.core.backfill.BackfillReport;
import dev.monitoring.core.backfill.OpenMetricsText;
import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.CollectorScheduler;
import dev.monitoring.core.collect.Redactor;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.collect.ServiceDiscovery;
import dev.monitoring.core.console.Console;
import dev.monitoring.core.console.ConsoleLink;
import dev.monitoring.core.http.LiveRoute;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.http.RouteTable;
import dev.monitoring.core.http.jetty.JettyServer;
import dev.monitoring.core.live.LiveFeed;
import dev.monitoring.core.micrometer.MeterOffer;
import dev.monitoring.core.micrometer.MicrometerCollector;
import dev.monitoring.core.micrometer.MicrometerFactory;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The parts of one running library and the order in which they start and stop. Started by one thread, closed by any, once.
 *
 * <p>What was started is on a stack, and closed from its top: first the port, so that no request meets half of it, then the
 * collectors, then extensions, registry and store. A start that fails closes what there is in the same way.
 *
 * <p>It is long because every part is put together with the others here, and nowhere else.
 */
final class Composition implements AutoCloseable {
    /** How many results may wait for the host's registry: at the default interval, some seconds' worth of many targets. */
    private static final int OFFER_QUEUE = 64;

    private final Settings settings;
    private final SettingCatalog catalog;
    private final Clock clock;
    private final Instant startedAt;
    private final Configured configured;
    private final Engine engine;
    private final Deque<AutoCloseable> open = new ArrayDeque<>(); // guarded by itself
    private final StartupReport report;
    private final List<MonitoringExtension> extensions;
    private final RouteTable routes;

    /** Starts what a builder describes. */
    static Monitoring start(MonitoringBuilder builder) {
        return new Monitoring(new Composition(builder, true));
    }

    /** What is wrong with what a builder describes; everything is made and closed again, nothing runs. */
    static List<Fault> check(MonitoringBuilder builder) {
        try (Composition composition = new Composition(builder, false)) {
            return composition.settings.faults();
        } catch (ConfigurationException e) {
            return e.faults();
        }
    }

    /** What may be set with what a builder describes. */
    static SettingCatalog catalog(MonitoringBuilder builder) {
        return Found.by(builder).catalog();
    }

    /** What there is to compose besides the engine: what the builder was given, and what lies on the class path. */
    private record Found(
            MonitoringBuilder builder,
            List<CollectorFactory> factories,
            Optional<MicrometerFactory> meters,
            List<MonitoringExtension> extensions) {

        static Found by(MonitoringBuilder builder) {
            List<CollectorFactory> factories = new ArrayList<>(found(builder, CollectorFactory.class));
            Optional<MicrometerFactory> meters = builder.meters();
            List<MonitoringExtension> extensions = new ArrayList<>(found(builder, MonitoringExtension.class));
            Set<String> given = new HashSet<>();
            builder.extensions().forEach(own -> given.add(own.name()));
            extensions.removeIf(found -> given.contains(found.name()) || builder.leavesOut(found.name()));
            extensions.addAll(builder.extensions());
            return new Found(builder, factories, meters, extensions);
        }

        /** All that may be set; what is left out is not watched, but its settings are no mistakes. */
        SettingCatalog catalog() {
            List<CollectorFactory> all = new ArrayList<>(factories);
            meters.ifPresent(all::add);
            return MonitoringSettings.catalog(all, extensions);
        }

        private static <S> List<S> found(MonitoringBuilder builder, Class<S> service) {
            return builder.discovers() ? ServiceDiscovery.find(service) : List.of();
        }
    }

    private Composition(MonitoringBuilder builder, boolean run) {
        this.clock = builder.clock();
        this.startedAt = Instant.ofEpochMilli(clock.epochMillis());
        Engine.Pending pending = Engine.begin(clock);
        opened(pending);
        boolean started = false;
        try {
            this.settings = builder.allSettings();
            this.configured = Configured.of(settings);
            pending.configure(configured);
            Found found = Found.by(builder);
            this.extensions = List.copyOf(found.extensions);
            this.catalog = found.catalog();
            catalog.check(settings);
            boolean enabled = settings.get(MonitoringSettings.ENABLED);
            CollectorSetup setup = new CollectorSetup(settings, clock, configured);
            Extensions extensions = new Extensions(settings, setup);
            SelfMetrics own = new SelfMetrics();
            if (enabled || !run) {
                addCollectors(found, setup);
            }
            this.engine = pending.await();
            RouteTable table = RouteTable.of(List.of());
            if (enabled || !run) {
                table = prepare(found, setup, extensions, own, run);
                if (!settings.faults().isEmpty()) {
                    throw new ConfigurationException(settings.faults());
                }
            }
            this.routes = table;
            this.report =
                    report(enabled && run ? startAll(found, setup, extensions, own, table) : Optional.empty(), setup);
            started = true;
        } finally {
            if (!started) {
                close();
            }
        }
    }

    /** Makes collectors; what is wrong is recorded, and nothing runs yet. */
    private static void addCollectors(Found found, CollectorSetup setup) {
        MonitoringBuilder builder = found.builder;
        found.factories.stream()
                .filter(factory -> !builder.leavesOut(factory.name()))
                .forEach(setup::add);
        found.meters.filter(meters -> !builder.leavesOut(meters.name())).ifPresent(meters -> {
            meters.leaveOut(setup.replacedMeters());
            setup.add(meters);
        });
        builder.collectorsOnTargets().forEach(own -> {
            Target target = own.targetIn(setup.instance());
            setup.add(setup.schedule(own.collector(), target), target.toString());
        });
        builder.scheduledCollectors().forEach(own -> setup.add(own, own.target().toString()));
    }

    /** Starts extensions and makes routes; what is wrong is recorded, and nothing runs yet. */
    private RouteTable prepare(Found found, CollectorSetup setup, Extensions extensions, SelfMetrics own, boolean run) {
        ExtensionContext.Parts parts = new ExtensionContext.Parts(
                settings, catalog, clock, configured, engine, setup.bundles(), startedAt, run);
        for (MonitoringExtension extension : found.extensions) {
            opened(extension::close);
            extensions.start(extension, new ExtensionContext(parts, settings.section(extension.name())));
        }
        List<Route> routes = new ArrayList<>(extensions.routes());
        List<LiveRoute> liveRoutes = new ArrayList<>(extensions.liveRoutes());
        try {
            routes.addAll(apiRoutes(setup.bundles()));
            routes.addAll(aboutRoutes(found, setup));
            liveRoutes.add(liveFeed(setup.bundles(), own).route());
        } catch (IllegalArgumentException e) { // two collectors disagree about a bundle
            settings.fault(new Fault(settings.originOfKey(settings.prefix()), String.valueOf(e.getMessage())));
        }
        routes.addAll(Console.of(links(setup.bundles(), routes)).routes());
        RouteTable table = table(routes, liveRoutes);
        configured.web().ifPresent(web -> web.check(table, settings));
        return table;
    }

    private Optional<URI> startAll(
            Found found, CollectorSetup setup, Extensions extensions, SelfMetrics own, RouteTable table) {
        own.add("history", new StoreMetrics(engine.store()));
        found.builder.offered().ifPresent(meters -> offerTo(meters, own));
        found.meters.ifPresent(meters -> own.add(MicrometerCollector.NAME, meters));
        extensions.selfMetrics().forEach(each -> own.add(each.extension(), each.contributor()));

        CollectorScheduler scheduler = engine.scheduler()
                .redactor(Redactor.of(catalog.secrets(settings)))
                .maxBackOff(configured.maxBackOff())
                .build();
        opened(scheduler);
        own.add("scheduler", scheduler.metrics());
        setup.collectors().forEach(scheduler::add);
        scheduler.add(setup.schedule(own, Target.of(SelfMetrics.NAME, configured.instance())));
        Optional<URI> url = configured.web().map(web -> {
            JettyServer server = web.start(table, settings);
            opened(server);
            own.add("http", new HttpMetrics(server));
            return server.uri();
        });
        scheduler.start();
        return url;
    }

    /** Offers what is collected to the host's registry, on a thread of its own. */
    private void offerTo(MeterRegistry meters, SelfMetrics own) {
        MeterOffer offer = new MeterOffer(meters, MeterOffer.DEFAULT_MAX_METERS);
        Registry.Subscription subscription = engine.registry().observeQueued("micrometer", OFFER_QUEUE, offer);
        opened(() -> {
            subscription.close();
            offer.close();
        });
        own.add("offered meters", offer.metrics());
    }

    private List<Route> apiRoutes(List<Bundle> bundles) {
        return ApiRoutes.of(this::sources, bundles, engine.queries(), clock, configured.instance())
                .routes();
    }

    private List<Route> aboutRoutes(Found found, CollectorSetup setup) {
        InstanceReport instance = new InstanceReport(
                configured.instance(),
                startedAt,
                configured.interval(),
                configured.store().retention(),
                found.extensions.stream().map(MonitoringExtension::name).toList(),
                settings.find(MonitoringSettings.WEB_NOTICE));
        return AboutRoutes.builder(instance, clock, setup.watching(this::sources))
                .build(
                        catalog,
                        settings,
                        new HistoryFigures(
                                engine.store()::statistics,
                                configured.store().maxSeries(),
                                configured.store().retention()),
                        engine.registry()::observers)
                .routes();
    }

    private LiveFeed liveFeed(List<Bundle> bundles, SelfMetrics own) {
        LiveFeed.Parts parts = new LiveFeed.Parts(
                engine.queries(), bundles, clock, configured.instance(), configured.interval(), startedAt);
        int maxClients = settings.get(MonitoringSettings.WEB_MAX_LIVE_CLIENTS);
        LiveFeed feed = LiveFeed.of(parts, engine.registry(), maxClients);
        opened(feed);
        own.add("live feed", feed.metrics());
        return feed;
    }

    /** What the console leads to besides its own pages: everything else that a person may want to open. */
    private static List<ConsoleLink> links(List<Bundle> bundles, List<Route> routes) {
        Map<String, ConsoleLink> links = new LinkedHashMap<>();
        for (Bundle bundle : bundles) {
            String path = "metrics/" + bundle.name();
            links.putIfAbsent(path, new ConsoleLink(path, bundle.watches() + " as JSON"));
        }
        routes.stream()
                .filter(Composition::isPage)
                .map(route -> new ConsoleLink(route.path().substring(1), route.path()))
                .filter(link -> !link.path().isEmpty())
                .forEach(link -> links.putIfAbsent(link.path(), link));
        return List.copyOf(links.values());
    }

    /** Whether a person may want to open it: APIs and what Prometheus' own pages have for machines are not. */
    private static boolean isPage(Route route) {
        String path = route.path();
        return route.method().equals("GET")
                && !path.contains("{")
                && !path.startsWith("/api/")
                && !path.startsWith("/-/");
    }

    private RouteTable table(List<Route> routes, List<LiveRoute> liveRoutes) {
        try {
            return RouteTable.of(routes, liveRoutes);
        } catch (IllegalArgumentException e) {
            settings.fault(new Fault(
                    settings.originOfKey(settings.prefix()), "two parts serve the same path: " + e.getMessage()));
            return RouteTable.of(List.of());
        }
    }

    private StartupReport report(Optional<URI> url, CollectorSetup setup) {
        return new StartupReport(
                url,
                setup.watched(),
                setup.notWatched(),
                configured.store().retention(),
                configured.store().maxBytes(),
                startedAt);
    }

    StartupReport report() {
        return report;
    }

    HostedWeb hostedWeb() {
        return new HostedWeb(routes, configured.access(), settings.get(MonitoringSettings.WEB_ALLOWED_HOSTS));
    }

    List<MonitoringExtension> extensions() {
        return extensions;
    }

    List<Source> sources() {
        return engine.registry().sources();
    }

    QueryEngine queries() {
        return engine.queries();
    }

    BackfillReport load(OpenMetricsText text, Consumer<BackfillProgress> progress)
            throws IOException, BackfillException {
        return engine.backfill().load(text, progress);
    }

    private void opened(AutoCloseable part) {
        synchronized (open) {
            open.push(part);
        }
    }

    @Override
    public void close() {
        List<AutoCloseable> fromTheTop;
        synchronized (open) {
            fromTheTop = List.copyOf(open);
            open.clear();
        }
        Closing.all(fromTheTop);
        RecordLinkage.release();
    }
}

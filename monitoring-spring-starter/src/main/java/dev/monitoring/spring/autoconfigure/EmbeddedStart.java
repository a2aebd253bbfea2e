package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.ConfigurationException;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.micrometer.HttpRequestsCollector;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.spring.autoconfigure.StarterSettings.OnConfigError;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * One start of the library from what a context has: its environment, and beans that add to it. Confined to the thread that
 * starts.
 *
 * <p>Keys that nobody knows are told of and passed over, whatever becomes of a wrong configuration: they may be another
 * library's. A wrong value costs the part that it belongs to, see {@link LeftOut}, or the start.
 */
final class EmbeddedStart {
    private static final Logger log = LoggerFactory.getLogger(MonitoringLifecycle.class);

    /** Set by Spring Boot's own support for tests, under the name of a class that has not moved. */
    private static final String IN_TEST = "org.springframework.boot.test.context.SpringBootTestContextBootstrapper";

    /** A key, its section, its extension: one try for each, and the first. */
    private static final int MAX_TRIES = 4;

    private final ConfigurableApplicationContext context;
    private final HostBeans beans;

    /**
     * What has been started.
     *
     * @param settings what holds, with what was left out
     */
    record Started(Monitoring monitoring, Settings settings) {}

    EmbeddedStart(ConfigurableApplicationContext context) {
        this.context = context;
        this.beans = new HostBeans(context);
    }

    /** What is to become of a wrong configuration. */
    OnConfigError onConfigError() {
        Environment environment = context.getEnvironment();
        boolean isSet = !environment
                .getProperty(MonitoringSettings.PREFIX + "." + StarterSettings.ON_CONFIG_ERROR.key(), "")
                .isBlank();
        return !isSet && environment.getProperty(IN_TEST, Boolean.class, false)
                ? OnConfigError.FAIL
                : StarterSettings.valueOf(environment, StarterSettings.ON_CONFIG_ERROR);
    }

    /**
     * Starts it.
     *
     * @throws ConfigurationException if anything configured is wrong and {@code onError} is to fail, or nothing is left to
     *     leave out
     */
    Started start(OnConfigError onError) {
        LeftOut leftOut = new LeftOut();
        MonitoringBuilder builder = Monitoring.builder();
        beans.addTo(builder, leftOut);
        Settings settings = settings(builder.catalog(), onError);
        for (int tries = 1; ; tries++) {
            Settings rest = leftOut.applyTo(settings);
            leftOut.applyTo(builder);
            try {
                return new Started(
                        builder.settings(onError == OnConfigError.FAIL ? settings : rest)
                                .start(),
                        rest);
            } catch (ConfigurationException e) {
                if (onError == OnConfigError.FAIL || tries == MAX_TRIES || !leftOut.add(e.faults(), rest)) {
                    throw e;
                }
                e.faults().forEach(fault -> log.warn("{}; what this belongs to is left out until it is mended", fault));
            }
            builder = Monitoring.builder();
            beans.addTo(builder, leftOut);
        }
    }

    /** Whether the application counts anything itself. */
    boolean hasMeters() {
        return beans.one(MeterRegistry.class).isPresent();
    }

    /** Who knows where the console is. */
    Optional<ConsoleAddress> consoleAddress() {
        return beans.one(ConsoleAddress.class);
    }

    /** What core is to know: the user's settings over those of beans over those of the starter. */
    private Settings settings(SettingCatalog core, OnConfigError onError) {
        SettingCatalog catalog = StarterSettings.addTo(core);
        EnvironmentSettings.Reading own = EnvironmentSettings.read(context.getEnvironment(), catalog);
        Settings users = Settings.layered(own.layers(), MonitoringSettings.PREFIX);
        own.doubts().forEach(doubt -> log.warn("{}", doubt));
        List<SettingLayer> layers = new ArrayList<>(List.of(StarterSettings.defaults()));
        beans.contributors()
                .forEach(contributor -> contribute(contributor, users).ifPresent(layers::add));
        layers.addAll(own.layers());
        Settings all = Settings.layered(layers, MonitoringSettings.PREFIX);

        StarterSettings.check(all);
        if (all.get(StarterSettings.HTTP_METRICS)
                && beans.one(HttpRequestsCollector.class).isEmpty()) {
            log.warn(
                    "{}.{} has no effect, because nothing counts the application's requests; it takes a web application, and"
                            + " {}.{}=true or spring-boot-starter-actuator",
                    MonitoringSettings.PREFIX,
                    StarterSettings.HTTP_METRICS.key(),
                    MonitoringSettings.PREFIX,
                    StarterSettings.HTTP_REQUESTS.key());
        }
        Settings known = known(all, core);
        warnOfUnknown(all, catalog);
        if (onError == OnConfigError.FAIL) {
            known.faults(all.faults());
        } else {
            all.faults().forEach(fault -> log.warn("{}", fault));
        }
        return known;
    }

    private static Settings known(Settings all, SettingCatalog core) {
        Map<String, Settings.Value> known = new TreeMap<>();
        all.keys().stream()
                .filter(core::knows)
                .forEach(key -> all.value(key).ifPresent(value -> known.put(key, value)));
        return Settings.of(known, MonitoringSettings.PREFIX);
    }

    private static void warnOfUnknown(Settings all, SettingCatalog catalog) {
        Map<String, Settings.Value> unknown = new TreeMap<>();
        all.keys().stream()
                .filter(key -> !catalog.knows(key))
                .forEach(key -> all.value(key).ifPresent(value -> unknown.put(key, value)));
        Settings others = Settings.of(unknown, MonitoringSettings.PREFIX);
        catalog.check(others);
        for (Fault fault : others.faults()) {
            log.warn("{}; it has no effect", fault);
        }
    }

    private static Optional<SettingLayer> contribute(SettingContributor contributor, Settings users) {
        try {
            return Optional.of(contributor.contribute(users));
        } catch (RuntimeException | LinkageError e) {
            log.warn(
                    "the settings of {} are missing: {}", contributor.getClass().getName(), e.toString());
            return Optional.empty();
        }
    }
}

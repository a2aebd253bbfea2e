package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.PushCollector;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.time.Clock;
import dev.monitoring.spring.connection.ConnectionPools;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * The beans of a context that add to the library. One that cannot be made, or throws when it is asked, costs itself and a line
 * in the log. Confined to the thread that starts the library.
 */
final class HostBeans {
    private static final Logger log = LoggerFactory.getLogger(MonitoringLifecycle.class);

    private final ConfigurableListableBeanFactory beans;
    private final boolean hasPools;
    private final Set<String> told = new HashSet<>();

    HostBeans(ConfigurableApplicationContext context) {
        this.beans = context.getBeanFactory();
        this.hasPools = StarterSettings.valueOf(context.getEnvironment(), StarterSettings.CONNECTION_POOLS);
    }

    /** Gives a builder the application's meters, its clock, its collectors and its extensions, but those left out. */
    void addTo(MonitoringBuilder builder, LeftOut leftOut) {
        one(Clock.class).ifPresent(builder::clock);
        one(MeterRegistry.class).ifPresent(builder::meterRegistry);
        one(ApplicationMeters.class).ifPresent(meters -> guarded(meters, () -> addTo(builder, meters)));
        all(MetricCollector.class)
                .forEach(collector -> guarded(
                        collector, () -> builder.without(collector.name()).collector(closedByContext(collector))));
        all(ScheduledCollector.class)
                .forEach(scheduled -> guarded(
                        scheduled.collector(),
                        () -> builder.without(scheduled.collector().name()).collector(scheduled)));
        all(MonitoringExtension.class)
                .forEach(extension -> guarded(extension, () -> {
                    if (!leftOut.contains(extension.name())) {
                        builder.extension(extension);
                    }
                }));
        all(MonitoringCustomizer.class).forEach(customizer -> guarded(customizer, () -> customizer.customize(builder)));
    }

    /** Meters that the library keeps, where there are any. */
    private void addTo(MonitoringBuilder builder, ApplicationMeters meters) {
        ConnectionPools pools = hasPools ? ConnectionPools.of(beans) : ConnectionPools.none();
        if (meters.isUsed() || !pools.isEmpty()) {
            MeterRegistry registry = meters.registry();
            builder.furtherMeters(() -> {
                pools.bindTo(registry);
                return registry;
            });
        }
    }

    /** Collectors that push end by being closed, and have to be ready for a second time. */
    private static MetricCollector closedByContext(MetricCollector collector) {
        return collector instanceof PushCollector ? collector : new BeanCollector(collector);
    }

    /** The beans that add settings. */
    List<SettingContributor> contributors() {
        return all(SettingContributor.class);
    }

    /** The one bean of a type, or the one that is to be preferred of many; empty where none is. */
    <T> Optional<T> one(Class<T> type) {
        try {
            return Optional.ofNullable(beans.getBeanProvider(type).getIfUnique());
        } catch (RuntimeException | LinkageError e) {
            leaveOut("the bean of type " + type.getSimpleName(), e);
            return Optional.empty();
        }
    }

    /** All beans of a type in their order, those that can be made. Factory beans are not made only to be asked. */
    private <T> List<T> all(Class<T> type) {
        List<T> found = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(type, true, false)) {
            try {
                found.add(beans.getBean(name, type));
            } catch (RuntimeException | LinkageError e) {
                leaveOut("bean " + name, e);
            }
        }
        AnnotationAwareOrderComparator.sort(found);
        return found;
    }

    private void guarded(Object bean, Runnable use) {
        try {
            use.run();
        } catch (RuntimeException | LinkageError e) {
            leaveOut(bean.getClass().getName(), e);
        }
    }

    /** Says so once, however often the start is tried. */
    private void leaveOut(String what, Throwable why) {
        if (told.add(what)) {
            log.warn("{} is left out: {}", what, why.toString());
        }
    }
}

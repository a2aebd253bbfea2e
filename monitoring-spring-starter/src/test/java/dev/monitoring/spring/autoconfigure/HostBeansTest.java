package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.spring.autoconfigure.Applications.Plain;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** What beans of an application add, and what broken ones cost. */
class HostBeansTest {
    private static final Family SPOOL = Family.gauge("spool_jobs", "Jobs in the spool.");

    /** Emits one number, and counts how often it is closed. */
    private static final class Spool implements MetricCollector {
        private final String name;
        private final AtomicInteger closed;

        Spool(String name, AtomicInteger closed) {
            this.name = name;
            this.closed = closed;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            sink.add(SPOOL, Labels.EMPTY, 7);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Collectors {
        static final AtomicInteger CLOSED = new AtomicInteger();

        @Bean
        MetricCollector spool() {
            return new Spool("spool", CLOSED);
        }

        @Bean
        ScheduledCollector often() {
            return ScheduledCollector.every(
                    Duration.ofSeconds(1), new Spool("often", new AtomicInteger()), Target.of("often", "here"));
        }

        @Bean
        MetricCollector jvm() {
            return new Spool("jvm", new AtomicInteger());
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Broken {
        @Bean
        @Lazy
        MetricCollector unmade() {
            throw new IllegalStateException("the spool is on fire");
        }

        @Bean
        SettingContributor contributor() {
            return own -> {
                throw new IllegalStateException("nothing to add");
            };
        }

        @Bean
        MonitoringCustomizer customizer() {
            return builder -> {
                throw new IllegalStateException("no changes");
            };
        }

        @Bean
        MonitoringExtension extension() {
            return new MonitoringExtension() {
                @Override
                public String name() {
                    return "broken";
                }

                @Override
                public void start(MonitoringContext context) {
                    throw new IllegalStateException("not today");
                }
            };
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Layers {
        @Bean
        SettingContributor contributor() {
            return own -> {
                SettingLayer layer = new SettingLayer();
                layer.put("monitoring.instance", "from-bean", new Origin("bean shop"));
                layer.put("monitoring.interval", "1s", new Origin("bean shop"));
                return layer;
            };
        }

        @Bean
        MonitoringCustomizer customizer() {
            return builder -> builder.collector(new Spool("custom", new AtomicInteger()), Target.of("custom", "here"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Meters {
        @Bean
        MeterRegistry registry() {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            registry.counter("shop.orders").increment(3);
            return registry;
        }
    }

    @Test
    void addCollectorsThatTheirContextCloses() {
        Collectors.CLOSED.set(0);
        try (ConfigurableApplicationContext context =
                Applications.run(Collectors.class, "--monitoring.instance=shop-1")) {
            Monitoring monitoring = Applications.running(context);

            awaitValue(monitoring, "spool_jobs{job=\"spool\",instance=\"shop-1\"}", 7);
            awaitValue(monitoring, "spool_jobs{job=\"often\",instance=\"here\"}", 7);
        }

        assertEquals(1, Collectors.CLOSED.get());
    }

    @Test
    void winOverServicesOfTheSameName() {
        try (ConfigurableApplicationContext context = Applications.run(Collectors.class)) {
            Monitoring monitoring = Applications.running(context);

            List<Source> named = monitoring.sources().stream()
                    .filter(source -> source.collector().equals("jvm"))
                    .toList();

            assertEquals(1, named.size());
            awaitValue(monitoring, "count(spool_jobs{job=\"jvm\"})", 1);
        }
    }

    @Test
    void costOnlyThemselvesWhereTheyAreBroken() {
        try (ConfigurableApplicationContext context = Applications.run(Broken.class)) {
            Monitoring monitoring = Applications.running(context);

            awaitValue(monitoring, "count(up{job=\"jvm\"})", 1);
        }
    }

    @Test
    void addSettingsBelowTheUsersOwn() {
        try (ConfigurableApplicationContext context =
                Applications.run(Layers.class, "--monitoring.instance=from-user")) {
            Monitoring monitoring = Applications.running(context);

            awaitValue(monitoring, "count(up{instance=\"from-user\",job=\"jvm\"})", 1);
            awaitValue(monitoring, "spool_jobs{job=\"custom\"}", 7);
            assertTrue(monitoring.report().watched().stream()
                    .anyMatch(watched -> watched.interval().equals(Duration.ofSeconds(1))));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MetersOfTheJvm {
        @Bean
        MeterRegistry registry() {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            registry.counter("shop.orders").increment(3);
            new JvmMemoryMetrics().bindTo(registry);
            return registry;
        }
    }

    @Test
    void areNotSampledWhereTheJvmCollectorHasTheirFigures() {
        try (ConfigurableApplicationContext context = Applications.run(MetersOfTheJvm.class)) {
            Monitoring monitoring = Applications.running(context);

            awaitValue(monitoring, "jvm_threads_deadlocked_threads{job=\"jvm\"}", 0);
            awaitValue(monitoring, "shop_orders_total", 3);
            awaitValue(monitoring, "count(count by (job) (jvm_memory_used_bytes))", 1);
        }
    }

    @Test
    void areSampledWhereTheJvmCollectorIsSwitchedOff() {
        try (ConfigurableApplicationContext context =
                Applications.run(MetersOfTheJvm.class, "--monitoring.collectors.jvm.enabled=false")) {
            awaitValue(
                    Applications.running(context),
                    "count(count by (job) (jvm_memory_used_bytes{job=\"application\"}))",
                    1);
        }
    }

    @Test
    void areSampledWhereTheyAreMeters() {
        try (ConfigurableApplicationContext context = Applications.run(Meters.class)) {
            awaitValue(Applications.running(context), "shop_orders_total", 3);
            assertEquals(1, context.getBeanNamesForType(MeterRegistry.class).length);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Pool {
        @Bean
        HikariDataSource ordersDataSource() throws SQLException {
            HikariDataSource pool = new HikariDataSource();
            pool.setJdbcUrl("jdbc:h2:mem:orders");
            pool.setPoolName("orders");
            pool.setMaximumPoolSize(3);
            pool.getConnection().close();
            return pool;
        }
    }

    @Test
    void areShownWhereTheyArePools() {
        try (ConfigurableApplicationContext context = Applications.run(Pool.class)) {
            Monitoring monitoring = Applications.running(context);

            awaitValue(monitoring, "hikaricp_connections_max{job=\"application\",pool=\"orders\"}", 3);
            assertEquals(0, context.getBeanNamesForType(MeterRegistry.class).length);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class MetersOfThePool {
        @Bean
        MeterRegistry registry() {
            SimpleMeterRegistry registry = new SimpleMeterRegistry();
            registry.gauge("hikaricp.connections.max", Tags.of("pool", "orders"), 17);
            return registry;
        }
    }

    @Test
    void areShownBesideTheMetersThatTheApplicationHas() {
        try (ConfigurableApplicationContext context =
                Applications.builder(Pool.class).sources(MetersOfThePool.class).run()) {
            Monitoring monitoring = Applications.running(context);

            awaitValue(monitoring, "hikaricp_connections_min{pool=\"orders\"}", 3);
            awaitValue(monitoring, "hikaricp_connections_max{pool=\"orders\"}", 17);
        }
    }

    @Test
    void areNotShownWherePoolsAreSwitchedOff() {
        try (ConfigurableApplicationContext context =
                Applications.run(Pool.class, "--monitoring.connection-pools.enabled=false")) {
            assertTrue(Applications.running(context).report().watched().stream()
                    .noneMatch(watched -> watched.collector().equals("micrometer")));
        }
    }

    @Test
    void needNotBeThere() {
        try (ConfigurableApplicationContext context = Applications.run(Plain.class)) {
            assertEquals(0, context.getBeanNamesForType(MeterRegistry.class).length);
        }
    }

    private static void awaitValue(Monitoring monitoring, String query, double value) {
        Await.until(query + " is " + value, () -> {
            VectorValue found = (VectorValue) monitoring
                    .query(query)
                    .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                    .value();
            return found.samples().stream().anyMatch(sample -> sample.value() == value);
        });
    }
}

package dev.monitoring.spring.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.boot.jdbc.metadata.HikariDataSourcePoolMetadata;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

class ConnectionPoolsTest {
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final HikariDataSource pool = new HikariDataSource();

    ConnectionPoolsTest() {
        pool.setJdbcUrl("jdbc:h2:mem:pools");
        pool.setMaximumPoolSize(4);
        pool.setMinimumIdle(1);
    }

    @AfterEach
    void close() {
        context.close();
        pool.close();
    }

    private ConnectionPools pools() {
        context.refresh();
        return ConnectionPools.of(context.getBeanFactory());
    }

    private void source(String name, Supplier<DataSource> source) {
        context.registerBean(name, DataSource.class, source);
    }

    private void metadata() {
        context.registerBean(
                DataSourcePoolMetadataProvider.class,
                () -> source -> source == pool ? new HikariDataSourcePoolMetadata(pool) : null);
    }

    private Map<String, Double> values() {
        Map<String, Double> values = new TreeMap<>();
        for (Meter meter : registry.getMeters()) {
            values.put(meter.getId().getName() + meter.getId().getTags(), ((Gauge) meter).value());
        }
        return values;
    }

    @Test
    void tellHowFullTheyAre() throws SQLException {
        pool.setPoolName("orders");
        metadata();
        source("ordersDataSource", () -> pool);
        ConnectionPools pools = pools();

        try (Connection used = pool.getConnection()) {
            assertFalse(used.isClosed());
            pools.bindTo(registry);

            Map<String, Double> values = values();
            assertEquals(1, values.get("hikaricp.connections.active[tag(pool=orders)]"));
            assertEquals(0, values.get("hikaricp.connections.pending[tag(pool=orders)]"));
            assertEquals(4, values.get("hikaricp.connections.max[tag(pool=orders)]"));
            assertEquals(1, values.get("hikaricp.connections.min[tag(pool=orders)]"));
            assertTrue(values.get("hikaricp.connections[tag(pool=orders)]") >= 1);
            assertTrue(values.containsKey("hikaricp.connections.idle[tag(pool=orders)]"));
            assertEquals(1, values.get("jdbc.connections.active[tag(name=orders)]"));
            assertTrue(values.containsKey("jdbc.connections.idle[tag(name=orders)]"));
            assertEquals(4, values.get("jdbc.connections.max[tag(name=orders)]"));
            assertEquals(1, values.get("jdbc.connections.min[tag(name=orders)]"));
            assertEquals(10, values.size());
        }
        assertEquals(0, values().get("hikaricp.connections.active[tag(pool=orders)]"));
        assertNull(pool.getMetricsTrackerFactory());
        assertNull(pool.getMetricRegistry());
    }

    @Test
    void areNotMadeToOpenAndHaveGaugesFromWhenTheyHave() throws SQLException {
        source("dataSource", () -> new LazyConnectionDataSourceProxy(pool));
        ConnectionPools pools = pools();
        pools.bindTo(registry);
        assertFalse(pools.isEmpty());
        assertEquals(Map.of(), values());
        assertFalse(pool.isRunning());

        pool.getConnection().close();
        pools.bindTo(registry);

        assertEquals(4, values().get("hikaricp.connections.max[tag(pool=" + pool.getPoolName() + ")]"));
        pool.close();
        assertEquals(0, values().get("hikaricp.connections[tag(pool=" + pool.getPoolName() + ")]"));
    }

    @Test
    void areNoneWhereADataSourceHasNone() {
        metadata();
        source("plain", () -> new DriverManagerDataSource("jdbc:h2:mem:plain"));

        assertTrue(pools().isEmpty());
    }

    @Test
    void areLeftAloneWhileTheyAreLazy() {
        context.registerBean(
                "lazy",
                DataSource.class,
                () -> {
                    throw new IllegalStateException("made");
                },
                definition -> definition.setLazyInit(true));

        assertTrue(pools().isEmpty());
    }

    @Test
    void costTheirGaugesOnlyWhereTheyFail() {
        context.registerBean(DataSourcePoolMetadataProvider.class, () -> source -> {
            throw new IllegalStateException("no figures");
        });
        source("dataSource", () -> pool);

        assertTrue(pools().isEmpty());
    }

    @Test
    void areNoneWithoutALibraryForThem() {
        for (String hidden : new String[] {"com.zaxxer.hikari", "org.springframework.boot.jdbc"}) {
            try (AnnotationConfigApplicationContext other = new AnnotationConfigApplicationContext()) {
                other.setClassLoader(new FilteredClassLoader(hidden, "nothing.else"));
                other.registerBean("dataSource", DataSource.class, () -> pool);
                other.refresh();

                assertEquals(
                        hidden.startsWith("com"),
                        ConnectionPools.of(other.getBeanFactory()).isEmpty());
            }
        }
    }
}

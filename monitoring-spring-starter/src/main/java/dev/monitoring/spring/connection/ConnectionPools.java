package dev.monitoring.spring.connection;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadata;
import org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider;
import org.springframework.util.ClassUtils;

/**
 * How full the application's connection pools are, under the names that Spring Boot and HikariCP give such meters: {@code
 * jdbc.connections.…} of each pool that Spring Boot knows, {@code hikaricp.connections.…} of HikariCP's. Confined to one thread
 * at a time.
 *
 * <p>Pools are asked when their gauges are read, from what they count anyway; nothing is set on them, and no connection is taken.
 * A data source that is not there yet is left alone, and a pool has gauges from when it has opened.
 */
public final class ConnectionPools {
    private static final String DATA_SOURCE = "javax.sql.DataSource";
    private static final String HIKARI = "com.zaxxer.hikari.HikariDataSource";
    private static final String METADATA = "org.springframework.boot.jdbc.metadata.DataSourcePoolMetadataProvider";
    private static final Logger log = LoggerFactory.getLogger(ConnectionPools.class);

    private final List<PoolGauge> waiting = new ArrayList<>();
    private final boolean isEmpty;

    /** A gauge to be, whose pool may not have opened yet. */
    private interface PoolGauge {
        /** Puts it into a registry; false where it has no value yet. */
        boolean bindTo(MeterRegistry registry);
    }

    private ConnectionPools(List<PoolGauge> gauges) {
        waiting.addAll(gauges);
        isEmpty = gauges.isEmpty();
    }

    /** No pools. */
    public static ConnectionPools none() {
        return new ConnectionPools(List.of());
    }

    /** The pools among the beans of a context. */
    public static ConnectionPools of(ConfigurableListableBeanFactory beans) {
        List<PoolGauge> gauges = new ArrayList<>();
        if (isPresent(beans, DATA_SOURCE)) {
            for (String name : beans.getBeanNamesForType(DataSource.class, false, false)) {
                // One that is not there yet is lazy, failed, or being made by somebody: all of these are left alone.
                if (beans.containsSingleton(name) && beans.getSingleton(name) instanceof DataSource source) {
                    add(name, source, beans, gauges);
                }
            }
        }
        return new ConnectionPools(gauges);
    }

    private static void add(
            String bean, DataSource source, ConfigurableListableBeanFactory beans, List<PoolGauge> gauges) {
        try {
            if (isPresent(beans, METADATA)) {
                Metadata.add(bean, source, beans, gauges);
            }
            if (isPresent(beans, HIKARI)) {
                Hikari.add(source, gauges);
            }
        } catch (RuntimeException | LinkageError e) {
            log.debug("the pool of bean {} cannot be read", bean, e);
        }
    }

    private static boolean isPresent(ConfigurableListableBeanFactory beans, String type) {
        return ClassUtils.isPresent(type, beans.getBeanClassLoader());
    }

    /** Whether there is no pool that could have gauges. */
    public boolean isEmpty() {
        return isEmpty;
    }

    /** Puts the gauges of pools that have opened into a registry; to be asked again for those that have not. */
    public void bindTo(MeterRegistry registry) {
        for (Iterator<PoolGauge> each = waiting.iterator(); each.hasNext(); ) {
            try {
                if (each.next().bindTo(registry)) {
                    each.remove();
                }
            } catch (RuntimeException | LinkageError e) { // the pool's code, not ours
                log.debug("a pool cannot be read now", e);
            }
        }
    }

    /** Apart, because a host may have no part of Spring Boot for JDBC. */
    private static final class Metadata {
        private static final String SUFFIX = "datasource";

        static void add(String bean, DataSource source, ConfigurableListableBeanFactory beans, List<PoolGauge> gauges) {
            DataSourcePoolMetadata pool = beans.getBeanProvider(DataSourcePoolMetadataProvider.class)
                    .orderedStream()
                    .map(provider -> provider.getDataSourcePoolMetadata(source))
                    .filter(known -> known != null)
                    .findFirst()
                    .orElse(null);
            if (pool == null) {
                return;
            }
            String name = nameOf(bean);
            gauges.add(gauge(pool, name, "active", "Connections in use.", DataSourcePoolMetadata::getActive));
            gauges.add(gauge(pool, name, "idle", "Connections that wait to be used.", DataSourcePoolMetadata::getIdle));
            gauges.add(gauge(pool, name, "max", "Connections there may be at most.", DataSourcePoolMetadata::getMax));
            gauges.add(
                    gauge(pool, name, "min", "Idle connections there are at least.", DataSourcePoolMetadata::getMin));
        }

        private static PoolGauge gauge(
                DataSourcePoolMetadata pool,
                String name,
                String figure,
                String help,
                Function<DataSourcePoolMetadata, @Nullable Integer> value) {
            return registry -> {
                if (value.apply(pool) == null) {
                    return false;
                }
                Gauge.builder("jdbc.connections." + figure, pool, each -> number(value.apply(each)))
                        .description(help)
                        .tag("name", name)
                        .strongReference(true)
                        .register(registry);
                return true;
            };
        }

        private static double number(@Nullable Integer value) {
            return value == null ? Double.NaN : value;
        }

        /** As Spring Boot names them: {@code orders} for the bean {@code ordersDataSource}. */
        private static String nameOf(String bean) {
            int length = bean.length() - SUFFIX.length();
            return length > 0 && bean.toLowerCase(Locale.ROOT).endsWith(SUFFIX) ? bean.substring(0, length) : bean;
        }
    }

    /** Apart, because a host may have another pool. */
    private static final class Hikari {
        static void add(DataSource source, List<PoolGauge> gauges) {
            HikariDataSource pool = pool(source);
            if (pool == null) {
                return;
            }
            gauges.add(counted(pool, "", "Connections.", HikariPoolMXBean::getTotalConnections));
            gauges.add(counted(pool, ".active", "Connections in use.", HikariPoolMXBean::getActiveConnections));
            gauges.add(
                    counted(pool, ".idle", "Connections that wait to be used.", HikariPoolMXBean::getIdleConnections));
            gauges.add(counted(
                    pool,
                    ".pending",
                    "Threads that wait for a connection.",
                    HikariPoolMXBean::getThreadsAwaitingConnection));
            gauges.add(gauge(pool, ".max", "Connections there may be at most.", HikariDataSource::getMaximumPoolSize));
            gauges.add(gauge(pool, ".min", "Idle connections there are at least.", HikariDataSource::getMinimumIdle));
        }

        private static @Nullable HikariDataSource pool(DataSource source) {
            try {
                return source.isWrapperFor(HikariDataSource.class) ? source.unwrap(HikariDataSource.class) : null;
            } catch (SQLException e) {
                return null;
            }
        }

        private static PoolGauge counted(
                HikariDataSource pool, String figure, String help, ToDoubleFunction<HikariPoolMXBean> value) {
            return gauge(pool, figure, help, source -> {
                HikariPoolMXBean open = source.getHikariPoolMXBean();
                return open == null ? Double.NaN : value.applyAsDouble(open);
            });
        }

        /** Not before the pool is open, which is when a pool without a name of the user's has one. */
        private static PoolGauge gauge(
                HikariDataSource pool, String figure, String help, ToDoubleFunction<HikariDataSource> value) {
            return registry -> {
                String name = pool.getHikariPoolMXBean() == null ? null : pool.getPoolName();
                if (name == null) {
                    return false;
                }
                Gauge.builder("hikaricp.connections" + figure, pool, value)
                        .description(help)
                        .tag("pool", name)
                        .register(registry);
                return true;
            };
        }
    }
}

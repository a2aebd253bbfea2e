package dev.monitoring.spring.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.testing.TestAuthority;
import io.minio.MinioClient;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.beans.BeanWrapper;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;

class HostConnectionsTest {
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final SettingLayer own = new SettingLayer();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void watchesTheRedisServerOfAConnectionFactoryAsItsUser() {
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration("cache-1", 6380);
        server.setUsername("shop");
        server.setPassword("canary");
        server.setDatabase(3);
        redis("redisConnectionFactory", () -> new LettuceConnectionFactory(server));

        SettingLayer layer = targets();

        assertEquals(
                Map.of(
                        "redis.targets[0].address", "cache-1:6380",
                        "redis.targets[0].username", "shop",
                        "redis.targets[0].password", "canary",
                        "redis.targets[0].database", "3"),
                texts(layer));
        Origin origin = layer.values()
                .get("monitoring.collectors.redis.targets[0].address")
                .origin();
        assertEquals("bean \"redisConnectionFactory\"", origin.toString());
    }

    @Test
    void watchesTheMasterThatSentinelsKnow() {
        RedisSentinelConfiguration sentinels = new RedisSentinelConfiguration()
                .master("orders")
                .sentinel("s-2", 26380)
                .sentinel("s-1", 26379);
        sentinels.setPassword("canary");
        sentinels.setSentinelPassword("other canary");
        redis("redis", () -> new LettuceConnectionFactory(sentinels));

        assertEquals(
                Map.of(
                        "redis.targets[0].sentinels[0]", "s-1:26379",
                        "redis.targets[0].sentinels[1]", "s-2:26380",
                        "redis.targets[0].sentinel-master", "orders",
                        "redis.targets[0].database", "0",
                        "redis.targets[0].password", "canary",
                        "redis.targets[0].sentinel-password", "other canary"),
                texts(targets()));
    }

    @Test
    void watchesAllNodesOfACluster() {
        redis(
                "redis",
                () -> new LettuceConnectionFactory(new RedisClusterConfiguration(List.of("n-2:7002", "n-1:7001"))));

        assertEquals(
                Map.of("redis.targets[0].address", "n-1:7001", "redis.targets[0].cluster", "true"), texts(targets()));
    }

    @Test
    void speaksTlsWhereTheConnectionFactoryDoes() {
        redis(
                "redis",
                () -> new LettuceConnectionFactory(
                        new RedisStandaloneConfiguration("cache-1"),
                        LettuceClientConfiguration.builder()
                                .useSsl()
                                .disablePeerVerification()
                                .build()));

        assertEquals(
                Map.of(
                        "redis.targets[0].address", "cache-1:6379",
                        "redis.targets[0].database", "0",
                        "redis.targets[0].tls.enabled", "true",
                        "redis.targets[0].tls.insecure-skip-verify", "true"),
                texts(targets()));
    }

    @Test
    void watchesTheBrokerOfAConnectionFactory() {
        context.registerBean("rabbit", CachingConnectionFactory.class, () -> {
            CachingConnectionFactory factory = new CachingConnectionFactory("unused");
            factory.setAddresses(List.of("mq-1:5673", "mq-2"));
            factory.setUsername("shop");
            factory.setPassword("canary");
            factory.setVirtualHost("/orders");
            return factory;
        });

        assertEquals(
                Map.of(
                        "rabbitmq.targets[0].url", "amqp://mq-1:5673",
                        "rabbitmq.targets[0].virtual-host", "/orders",
                        "rabbitmq.targets[0].username", "shop",
                        "rabbitmq.targets[0].password", "canary"),
                texts(targets()));
    }

    @Test
    void watchesBrokersOverTlsWhereTheConnectionFactorySpeaksIt() {
        context.registerBean("rabbit", CachingConnectionFactory.class, () -> {
            var client = new com.rabbitmq.client.ConnectionFactory();
            client.setHost("mq-1");
            assertDoes(() -> {
                client.useSslProtocol();
                return client;
            });
            return new CachingConnectionFactory(client);
        });

        assertEquals("amqps://mq-1:5671", texts(targets()).get("rabbitmq.targets[0].url"));
    }

    @Test
    void watchesThePostgresServersOfPoolsBehindWhateverWrapsThem() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:postgresql://db-1:5433,db-2/shop?sslmode=verify-full&sslrootcert=/etc/ca.pem");
        pool.setUsername("shop");
        pool.setPassword("canary");
        source("dataSource", () -> new LazyConnectionDataSourceProxy(pool));

        Map<String, String> texts = texts(targets());

        assertEquals("db-1:5433", texts.get("postgres.targets[0].address"));
        assertEquals("db-2:5432", texts.get("postgres.targets[1].address"));
        assertEquals("shop", texts.get("postgres.targets[1].database"));
        assertEquals("shop", texts.get("postgres.targets[1].username"));
        assertEquals("canary", texts.get("postgres.targets[1].password"));
        assertEquals("true", texts.get("postgres.targets[1].tls.enabled"));
        assertEquals("/etc/ca.pem", texts.get("postgres.targets[1].tls.ca-file"));
        assertFalse(pool.isRunning(), "the pool was made to connect");
    }

    @Test
    void watchesTheServerOfASourceOfTheDriverItself() {
        source("dataSource", () -> {
            // By name: its type has annotations of a library that is not here, and the compiler minds.
            BeanWrapper source =
                    assertDoes(() -> new BeanWrapperImpl(Class.forName("org.postgresql.ds.PGSimpleDataSource")));
            source.setPropertyValue("serverNames", new String[] {"db-1"});
            source.setPropertyValue("databaseName", "shop");
            source.setPropertyValue("user", "shop");
            source.setPropertyValue("password", "canary");
            return (DataSource) source.getWrappedInstance();
        });

        assertEquals(
                Map.of(
                        "postgres.targets[0].address", "db-1:5432",
                        "postgres.targets[0].database", "shop",
                        "postgres.targets[0].username", "shop",
                        "postgres.targets[0].password", "canary"),
                texts(targets()));
    }

    @Test
    void passesOverOtherDatabases() {
        source("dataSource", () -> new DriverManagerDataSource("jdbc:h2:mem:shop", "sa", ""));

        assertEquals(Map.of(), texts(targets()));
    }

    @Test
    void watchesTheMinioServerOfAClient() {
        context.registerBean(
                "minio",
                MinioClient.class,
                () -> MinioClient.builder()
                        .endpoint("http://files:9000")
                        .credentials("shop", "canary-canary")
                        .build());

        assertEquals(
                Map.of(
                        "minio.targets[0].url", "http://files:9000",
                        "minio.targets[0].access-key", "shop",
                        "minio.targets[0].secret-key", "canary-canary"),
                texts(targets()));
    }

    @Test
    void leavesTargetsOfTheUserAsTheyAre() {
        own("redis.targets[0].address", "elsewhere");
        own("redis.targets[1].address", "127.0.0.1");
        redis("mine", () -> new LettuceConnectionFactory("localhost", 6379));
        redis("other", () -> new LettuceConnectionFactory("cache-1", 6379));
        redis("again", () -> new LettuceConnectionFactory("CACHE-1", 6379));

        Map<String, String> texts = texts(targets());

        assertEquals(
                Map.of("redis.targets[2].address", "cache-1:6379", "redis.targets[2].database", "0"),
                texts,
                "localhost is the user's, and cache-1 is watched once");
    }

    @Test
    void takesABrokerForTheUsersWhereTheirPagesAreOnTheSameHost() {
        own("rabbitmq.targets[0].management-url", "http://mq-1:15672");
        context.registerBean(
                "rabbit", CachingConnectionFactory.class, () -> new CachingConnectionFactory("mq-1", 5672));

        assertEquals(Map.of(), texts(targets()));
    }

    @Test
    void neverMakesABeanThatTheHostHasNotMade() {
        AtomicInteger made = new AtomicInteger();
        context.registerBean(
                "lazy",
                DataSource.class,
                () -> {
                    made.incrementAndGet();
                    return new DriverManagerDataSource("jdbc:postgresql://db-1/shop", "shop", "canary");
                },
                definition -> definition.setLazyInit(true));

        assertEquals(Map.of(), texts(targets()));
        assertEquals(0, made.get());
    }

    @Test
    void goesOnWhereADataSourceThrows() {
        source("broken", BrokenSource::new);
        source("sound", () -> new DriverManagerDataSource("jdbc:postgresql://db-1/shop", "shop", "canary"));

        assertEquals("db-1:5432", texts(targets()).get("postgres.targets[0].address"));
    }

    @Test
    void addsNothingThatTheCollectorWouldCallAFault() {
        redis("odd", () -> new LettuceConnectionFactory("no host", 6379));

        assertEquals(Map.of(), texts(targets()));
    }

    @Test
    void isSwitchedOffAsAWholeAndByKind() {
        redis("redis", () -> new LettuceConnectionFactory("cache-1", 6379));
        source("dataSource", () -> new DriverManagerDataSource("jdbc:postgresql://db-1/shop", "shop", "canary"));

        own.put("monitoring.use-beans.redis", "false", Origin.CODE);
        assertEquals(
                List.of("postgres"),
                texts(targets()).keySet().stream()
                        .map(key -> key.substring(0, key.indexOf('.')))
                        .distinct()
                        .toList());

        own.put("monitoring.use-beans.enabled", "false", Origin.CODE);
        assertEquals(Map.of(), texts(targets()));
    }

    @Test
    void givesTheKeysOfASslBundleThatATargetNames() throws Exception {
        TestAuthority authority = TestAuthority.named("Test Authority");
        var client = authority.issue("shop");
        String store = client.writeKeyStore(directory.resolve("key.p12"), "canary")
                .toUri()
                .toString();
        own("redis.targets[0].address", "cache-1");
        own("redis.targets[0].ssl.bundle", "cache");
        context.registerBean("sslBundleRegistry", SslBundles.class, () -> {
            var stores = new JksSslStoreBundle(new JksSslStoreDetails("PKCS12", null, store, "canary"), null);
            return new DefaultSslBundleRegistry("cache", SslBundle.of(stores));
        });

        Map<String, String> texts = texts(targets());

        assertEquals(2, texts.size(), texts.keySet()::toString);
        assertTrue(texts.get("redis.targets[0].tls.cert").startsWith("-----BEGIN CERTIFICATE-----\n"));
        assertTrue(texts.get("redis.targets[0].tls.key").startsWith("-----BEGIN PRIVATE KEY-----\n"));
        SettingLayer all = targets();
        all.values().forEach((key, value) -> assertFalse(value.toString().contains("BEGIN"), key));
    }

    @Test
    void saysWhichSslBundleIsMissing() {
        own("redis.targets[0].address", "cache-1");
        own("redis.targets[0].ssl.bundle", "cache");

        SettingLayer layer = targets();

        assertEquals(1, layer.faults().size());
        assertTrue(layer.faults().get(0).message().contains("there is no SSL bundle \"cache\""));
    }

    @Test
    void showsNoSecretInItsText() {
        BeanTarget target = new BeanTarget("cache", new Place("cache-1", 6379), Map.of("password", "canary"));

        assertEquals("cache-1:6379 of bean \"cache\"", target.toString());
        assertFalse(new JdbcLogin("jdbc:postgresql://a/b?password=canary", "", "canary")
                .toString()
                .contains("canary"));
    }

    private void redis(String name, Supplier<LettuceConnectionFactory> factory) {
        context.registerBean(name, LettuceConnectionFactory.class, factory, definition -> {});
    }

    private void source(String name, Supplier<DataSource> source) {
        context.registerBean(name, DataSource.class, source);
    }

    private void own(String key, String value) {
        own.put("monitoring.collectors." + key, value, Origin.CODE);
    }

    private SettingLayer targets() {
        if (!context.isActive()) {
            context.refresh();
        }
        return HostConnections.of(context.getBeanFactory(), context.getEnvironment())
                .targets(Settings.layered(List.of(own), "monitoring"));
    }

    private static SortedMap<String, String> texts(SettingLayer layer) {
        assertEquals(List.of(), layer.faults());
        SortedMap<String, String> texts = new TreeMap<>();
        layer.values()
                .forEach((key, value) -> texts.put(key.substring("monitoring.collectors.".length()), value.text()));
        return texts;
    }

    private static <T> T assertDoes(Callable<T> action) {
        try {
            return action.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Answers nothing at all. */
    private static final class BrokenSource implements DataSource {
        @Override
        public Connection getConnection() throws SQLException {
            throw new SQLException("down");
        }

        @Override
        public Connection getConnection(String username, String password) throws SQLException {
            throw new SQLException("down");
        }

        @Override
        public <T> T unwrap(Class<T> type) {
            throw new IllegalStateException("down");
        }

        @Override
        public boolean isWrapperFor(Class<?> type) {
            throw new IllegalStateException("down");
        }

        @Override
        public PrintWriter getLogWriter() {
            throw new IllegalStateException("down");
        }

        @Override
        public void setLogWriter(PrintWriter out) {
            throw new IllegalStateException("down");
        }

        @Override
        public void setLoginTimeout(int seconds) {
            throw new IllegalStateException("down");
        }

        @Override
        public int getLoginTimeout() {
            throw new IllegalStateException("down");
        }

        @Override
        public Logger getParentLogger() {
            throw new IllegalStateException("down");
        }
    }
}

package dev.monitoring.spring.connection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.testing.TestAuthority;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.amqp.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** The beans that Spring Boot itself makes of an application's properties, and what is read from them. */
class BootConnectionsTest {
    @TempDir
    private Path directory;

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    SslAutoConfiguration.class,
                    RedisAutoConfiguration.class,
                    RabbitAutoConfiguration.class,
                    DataSourceAutoConfiguration.class));

    @Test
    void areReadWithTheKeysOfTheirBundles() throws Exception {
        String store = TestAuthority.named("Test Authority")
                .issue("shop")
                .writeKeyStore(directory.resolve("key.p12"), "canary")
                .toUri()
                .toString();
        runner.withPropertyValues(
                        "spring.ssl.bundle.jks.mine.keystore.location=" + store,
                        "spring.ssl.bundle.jks.mine.keystore.password=canary",
                        "spring.ssl.bundle.jks.mine.keystore.type=PKCS12",
                        "spring.data.redis.host=cache-1",
                        "spring.data.redis.ssl.bundle=mine",
                        "spring.rabbitmq.host=mq-1",
                        "spring.rabbitmq.ssl.enabled=true",
                        "spring.rabbitmq.ssl.bundle=mine")
                .run(context -> {
                    context.getBean(LettuceConnectionFactory.class);
                    context.getBean(ConnectionFactory.class);

                    SortedMap<String, String> texts = texts(context.getSourceApplicationContext());

                    assertEquals("cache-1:6379", texts.get("redis.targets[0].address"));
                    assertEquals("true", texts.get("redis.targets[0].tls.enabled"));
                    assertEquals("amqps://mq-1:5671", texts.get("rabbitmq.targets[0].url"));
                    for (String target : List.of("redis.targets[0].", "rabbitmq.targets[0].")) {
                        assertTrue(texts.get(target + "tls.cert").startsWith("-----BEGIN CERTIFICATE-----\n"), target);
                        assertTrue(texts.get(target + "tls.key").startsWith("-----BEGIN PRIVATE KEY-----\n"), target);
                    }
                });
    }

    @Test
    void areReadWithoutAConnectionOfThePoolBeingTaken() {
        runner.withPropertyValues(
                        "spring.datasource.url=jdbc:postgresql://127.0.0.1:1/shop",
                        "spring.datasource.username=shop",
                        "spring.datasource.password=canary")
                .run(context -> {
                    SortedMap<String, String> texts = texts(context.getSourceApplicationContext());

                    assertEquals("127.0.0.1:1", texts.get("postgres.targets[0].address"));
                    assertEquals("canary", texts.get("postgres.targets[0].password"));
                    assertFalse(((HikariDataSource) context.getBean(DataSource.class)).isRunning());
                });
    }

    private static SortedMap<String, String> texts(ConfigurableApplicationContext context) {
        SettingLayer layer = HostConnections.of(context.getBeanFactory(), context.getEnvironment())
                .targets(Settings.empty("monitoring"));
        assertEquals(List.of(), layer.faults());
        SortedMap<String, String> texts = new TreeMap<>();
        layer.values()
                .forEach((key, value) -> texts.put(key.substring("monitoring.collectors.".length()), value.text()));
        return texts;
    }
}

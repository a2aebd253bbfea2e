package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.metrics.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.LogbackMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.MetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.cache.CacheMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.jdbc.DataSourcePoolMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.metrics.task.TaskExecutorMetricsAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.observation.ObservationAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.scheduling.ScheduledTasksObservabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.cache.CacheAutoConfiguration;
import org.springframework.boot.autoconfigure.data.redis.RedisAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskSchedulingAutoConfiguration;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** What Spring Boot has Micrometer count of an application's parts, each kind made by Boot's own auto-configuration. */
class HostMetersTest {
    private static ConfigurableApplicationContext context;

    @Configuration(proxyBeanMethods = false)
    @EnableCaching
    @EnableScheduling
    @ImportAutoConfiguration({
        MetricsAutoConfiguration.class,
        SimpleMetricsExportAutoConfiguration.class,
        CompositeMeterRegistryAutoConfiguration.class,
        ObservationAutoConfiguration.class,
        ScheduledTasksObservabilityAutoConfiguration.class,
        LogbackMetricsAutoConfiguration.class,
        RedisAutoConfiguration.class,
        CacheAutoConfiguration.class,
        CacheMetricsAutoConfiguration.class,
        DataSourceAutoConfiguration.class,
        DataSourcePoolMetricsAutoConfiguration.class,
        TaskExecutionAutoConfiguration.class,
        TaskSchedulingAutoConfiguration.class,
        TaskExecutorMetricsAutoConfiguration.class,
        MonitoringAutoConfiguration.class
    })
    static class Shop {
        final CountDownLatch restocked = new CountDownLatch(1);

        @Scheduled(fixedRate = 1, timeUnit = TimeUnit.HOURS)
        void restock() {
            restocked.countDown();
        }
    }

    @BeforeAll
    static void open() throws Exception {
        context = Applications.run(
                Shop.class,
                "--spring.cache.type=redis", // counted without a server
                "--spring.cache.cache-names=prices",
                "--spring.cache.redis.enable-statistics=true",
                "--spring.datasource.url=jdbc:h2:mem:meters",
                "--monitoring.interval=200ms");
        context.getBean(DataSource.class).getConnection().close();
        context.getBean(Shop.class).restocked.await();
        context.getBean("applicationTaskExecutor", AsyncTaskExecutor.class)
                .submit(() -> {})
                .get();
        LoggerFactory.getLogger(Shop.class).warn("a line to be counted");
    }

    @AfterAll
    static void close() {
        context.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cache_gets_total{cache=\"prices\",result=\"miss\"}",
                "hikaricp_connections_max{pool=~\"Hikari.*\"} == 10",
                "jdbc_connections_max{name=\"dataSource\"} == 10",
                "executor_completed_tasks_total{name=\"applicationTaskExecutor\"} == 1",
                "executor_completed_tasks_total{name=\"taskScheduler\"} == 1",
                "tasks_scheduled_execution_seconds_count{code_function=\"restock\"} == 1",
                "logback_events_total{level=\"warn\"} > 0"
            })
    void areInTheLibrary(String query) {
        Monitoring monitoring = Applications.running(context);

        Await.until(
                query + " holds",
                () -> !((VectorValue) monitoring
                                .query(query)
                                .at(Instant.ofEpochMilli(Clock.system().epochMillis()))
                                .value())
                        .samples()
                        .isEmpty());
    }

    @Test
    void stayInTheRegistryThatBootHasMade() {
        assertEquals("simpleMeterRegistry", String.join(", ", context.getBeanNamesForType(MeterRegistry.class)));
    }
}

package dev.monitoring.spring.test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.spring.autoconfigure.MonitoringAutoConfiguration;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

/** The tests of an application that is monitored. */
@SpringBootTest(
        webEnvironment = WebEnvironment.NONE,
        properties = {
            "monitoring.alerts.packs=",
            "monitoring.collectors.system.enabled=false",
            "monitoring.collectors.container.enabled=false",
            "monitoring.alerts.rules=classpath:dev/monitoring/spring/test/spool.yml"
        })
@AutoConfigureMonitoring
@DirtiesContext
class AutoConfigureMonitoringTest {
    private static final Family JOBS = Family.gauge("spool_jobs", "Jobs in the spool.");

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(MonitoringAutoConfiguration.class)
    static class Shop {
        final AtomicInteger jobs = new AtomicInteger();

        @Bean
        MetricCollector spool() {
            return new MetricCollector() {
                @Override
                public String name() {
                    return "spool";
                }

                @Override
                public void collect(MetricSink sink, Deadline deadline) {
                    sink.add(JOBS, Labels.EMPTY, jobs.get());
                }
            };
        }
    }

    @Autowired
    private MonitoringInTest monitoring;

    @Autowired
    private Shop shop;

    @Test
    void letsATestPassTimeAndAssertAlerts() {
        monitoring.advance(Duration.ofSeconds(20));
        monitoring.assertInactive("SpoolFull");

        shop.jobs.set(101);
        monitoring.advance(Duration.ofMinutes(2));
        monitoring.assertPending("SpoolFull");
        AssertionError notYet = assertThrows(AssertionError.class, () -> monitoring.assertFiring("SpoolFull"));
        assertTrue(notYet.getMessage().contains("SpoolFull is not firing"), notYet.getMessage());

        monitoring.advance(Duration.ofMinutes(4));
        monitoring.assertFiring("SpoolFull");
        assertEquals(101, monitoring.alerts("SpoolFull").get(0).value());

        shop.jobs.set(3);
        monitoring.advance(Duration.ofSeconds(20));
        monitoring.assertInactive("SpoolFull");
    }
}

package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.testing.Await;
import dev.monitoring.spring.autoconfigure.Applications.Plain;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The library begins and ends with its own context, and with no other. */
@ExtendWith(OutputCaptureExtension.class)
class MonitoringLifecycleTest {
    @Configuration(proxyBeanMethods = false)
    static class OwnMonitoring {
        @Bean
        Monitoring monitoring() {
            return Monitoring.builder().withoutDiscovery().start();
        }
    }

    @AfterEach
    void leavesNoThread() {
        Await.until("all threads have ended", () -> threads().isEmpty());
    }

    @Test
    void runsFromWhenTheApplicationIsReadyUntilItsContextCloses() {
        HostedMonitoring hosted;
        try (ConfigurableApplicationContext context = Applications.run(Plain.class)) {
            hosted = context.getBean(HostedMonitoring.class);
            Monitoring monitoring = Applications.running(context);
            Await.until(
                    "the host is read",
                    () -> monitoring.sources().stream()
                            .anyMatch(source -> source.health().lastSuccess().isPresent()));
            assertTrue(threads().stream().allMatch(Thread::isDaemon));
        }

        assertTrue(hosted.running().isEmpty());
    }

    @Test
    void saysWhereToLookWhatIsWatchedAndWhatWouldBeWithActuator(CapturedOutput output) {
        try (ConfigurableApplicationContext context = Applications.run(Plain.class)) {
            Applications.running(context);
            Await.until("all is said", () -> output.toString().contains("monitoring: budget 64MiB"));
        }

        String text = output.toString();
        assertTrue(text.contains("monitoring: no console, because this application serves no HTTP"), text);
        assertTrue(text.matches("(?s).*monitoring: watching .*jvm ✔.*"), text);
        assertTrue(
                text.contains("caches, executors and scheduled tasks too, once spring-boot-starter-actuator is there"),
                text);
        assertTrue(text.contains("alert rules on, none notifies yet (set monitoring.alerts.notify.slack)"), text);
    }

    @Test
    void leavesNoBeanAndNoThreadWhereSwitchedOff() {
        try (ConfigurableApplicationContext context = Applications.run(Plain.class, "--monitoring.enabled=false")) {
            assertEquals(0, context.getBeanNamesForType(HostedMonitoring.class).length);
            assertEquals(0, context.getBeanNamesForType(MonitoringLifecycle.class).length);
            assertEquals(List.of(), threads());
        }
    }

    @Test
    void opensNoPortOfItsOwnUnasked() {
        try (ConfigurableApplicationContext context = Applications.run(Plain.class)) {
            assertTrue(Applications.running(context).url().isEmpty());
        }
    }

    @Test
    void goesOnWhenAChildContextCloses() {
        try (ConfigurableApplicationContext context = Applications.run(Plain.class)) {
            Monitoring monitoring = Applications.running(context);
            AnnotationConfigApplicationContext child = new AnnotationConfigApplicationContext();
            child.setParent(context);
            child.refresh();

            child.close();

            assertSame(
                    monitoring,
                    context.getBean(HostedMonitoring.class).running().orElseThrow());
        }
    }

    @Test
    void isSharedByAnApplicationWithItsParent() {
        try (ConfigurableApplicationContext parent = Applications.run(Plain.class);
                ConfigurableApplicationContext child =
                        Applications.builder(Plain.class).parent(parent).run()) {
            assertSame(parent.getBean(HostedMonitoring.class), child.getBean(HostedMonitoring.class));
            assertSame(Applications.running(parent), Applications.running(child));
        }
    }

    @Test
    void runsOnceForEachOfSeveralContexts() {
        try (ConfigurableApplicationContext one = Applications.run(Plain.class);
                ConfigurableApplicationContext other = Applications.run(Plain.class)) {
            assertNotSame(Applications.running(one), Applications.running(other));
        }
    }

    @Test
    void leavesALibraryOfTheApplicationAlone() {
        try (ConfigurableApplicationContext context = Applications.run(OwnMonitoring.class)) {
            assertSame(
                    context.getBean(Monitoring.class),
                    context.getBean(HostedMonitoring.class).running().orElseThrow());
        }
    }

    @Test
    void closesSoonWhereTheContextClosesWhileItStarts() {
        for (int i = 0; i < 10; i++) {
            Applications.run(Plain.class).close();
        }
    }

    @Test
    void leavesNothingBehindAfterFiftyApplications() {
        for (int i = 0; i < 50; i++) {
            try (ConfigurableApplicationContext context =
                    Applications.run(Plain.class, "--monitoring.collectors.system.enabled=false")) {
                Applications.running(context);
            }
        }
        Await.until("all threads have ended", () -> threads().isEmpty());
    }

    static List<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.isAlive() && thread.getName().startsWith("monitoring-"))
                .toList();
    }
}

package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.spring.autoconfigure.Applications.Plain;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ClassUtils;

/** What starts the library, and what its classes show. */
class MonitoringAutoConfigurationTest {
    private static final String IMPORTS =
            "META-INF/spring/org.springframework.boot.autoconfigure.AutoConfiguration.imports";

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(MonitoringAutoConfiguration.class));

    @Test
    void bringsTheLibraryNotStartedYet() {
        runner.run(context -> {
            assertTrue(context.getBean(HostedMonitoring.class).running().isEmpty());
            assertEquals(0, context.getBeanNamesForType(Monitoring.class).length);
        });
    }

    @Test
    void bringsNothingWhereSwitchedOff() {
        runner.withPropertyValues("monitoring.enabled=false").run(context -> {
            assertNull(context.getStartupFailure());
            assertEquals(
                    List.of(),
                    Stream.of(context.getBeanDefinitionNames())
                            .filter(name -> name.toLowerCase(Locale.ROOT).contains("monitoring"))
                            .toList());
        });
    }

    @Test
    void backsOffForABeanOfTheHost() {
        HostedMonitoring own =
                HostedMonitoring.of(Monitoring.builder().withoutDiscovery().start());
        try (Monitoring running = own.running().orElseThrow()) {
            runner.withBean(HostedMonitoring.class, () -> own).run(context -> {
                assertSame(own, context.getBean(HostedMonitoring.class));

                ready(context.getSourceApplicationContext());

                assertSame(running, own.running().orElseThrow());
            });
        }
    }

    @Test
    void listsClassesThatShowNothingButThemselves() throws Exception {
        for (String name : imports()) {
            Class<?> type = Class.forName(name);

            List<String> open = Stream.of(
                            Arrays.stream(type.getDeclaredMethods()),
                            Arrays.stream(type.getDeclaredFields()),
                            Arrays.stream(type.getDeclaredConstructors()))
                    .flatMap(members -> members.map(Member.class::cast))
                    .filter(member -> Modifier.isPublic(member.getModifiers()) && !member.isSynthetic())
                    .map(Member::toString)
                    .toList();

            assertTrue(Modifier.isFinal(type.getModifiers()), name);
            assertEquals(List.of(), open);
        }
    }

    @Test
    void isProcessedAheadOfTime() {
        InMemoryGeneratedFiles files = new InMemoryGeneratedFiles();
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get("dev.monitoring.spring.autoconfigure", "Application")), files);
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.register(MonitoringAutoConfiguration.class);

        new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        generation.writeGeneratedContent();

        assertTrue(files.getGeneratedFiles(Kind.SOURCE).keySet().stream()
                .anyMatch(path -> path.contains("MonitoringAutoConfiguration")));
        assertTrue(RuntimeHintsPredicates.resource()
                .forResource("META-INF/services/dev.monitoring.core.MonitoringExtension")
                .test(generation.getRuntimeHints()));
    }

    @Test
    void comesAfterClassesOfThisGeneration() throws Exception {
        for (String name : imports()) {
            List<String> after = List.of(
                    Class.forName(name).getAnnotation(AutoConfiguration.class).afterName());

            assertTrue(
                    after.isEmpty()
                            || after.stream()
                                    .anyMatch(other -> ClassUtils.isPresent(
                                            other, getClass().getClassLoader())),
                    () -> name + " comes after none of " + after);
        }
    }

    /** Lets a context's application be ready. */
    static void ready(ConfigurableApplicationContext context) {
        context.publishEvent(
                new ApplicationReadyEvent(new SpringApplication(Plain.class), new String[0], context, Duration.ZERO));
    }

    /** The names of all auto-configurations of the starter. */
    static List<String> imports() throws IOException {
        try (InputStream in = MonitoringAutoConfiguration.class.getClassLoader().getResourceAsStream(IMPORTS)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }
}

package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.AlertsExtension;
import dev.monitoring.collectors.jvm.JvmCollectorFactory;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.collect.CollectorFactory;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.AntPathMatcher;
import org.springframework.util.ClassUtils;

/** What a native image keeps, against what the modules' own classes and files say that they look for. */
class StarterRuntimeHintsTest {
    private static final List<Class<?>> MODULES = List.of(
            Monitoring.class, JvmCollectorFactory.class, AlertsExtension.class, MonitoringAutoConfiguration.class);

    private static final Pattern CLASS_NAME = Pattern.compile("[a-z]\\w*(\\.[a-z]\\w*)*\\.[A-Z]\\w*(\\$\\w+)*");

    /** Compared with the names of what is there, or named by conditions, and never looked for in an image. */
    private static final Set<String> ONLY_COMPARED = Set.of(
            "dev.monitoring.spring.autoconfigure.ApplicationMeters",
            "io.micrometer.core.instrument.internal.DefaultLongTaskTimer",
            "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
            "org.springframework.boot.test.context.SpringBootTestContextBootstrapper",
            "org.springframework.security.config.annotation.web.reactive.WebFluxSecurityConfiguration.WebFilterChainFilter");

    private final RuntimeHints hints = new RuntimeHints();

    @BeforeEach
    void register() {
        new StarterRuntimeHints().registerHints(hints, getClass().getClassLoader());
    }

    @Test
    void keepEveryFileOfTheModules() throws IOException {
        List<String> patterns = hints.resources()
                .resourcePatternHints()
                .flatMap(group -> group.getIncludes().stream())
                .map(include -> include.getPattern())
                .toList();
        AntPathMatcher matcher = new AntPathMatcher(); // a star is one level, as in Spring 7 and in native images
        List<String> lost = new ArrayList<>();

        for (String file : files()) {
            if (patterns.stream().noneMatch(pattern -> matcher.match(pattern, file))) {
                lost.add(file);
            }
        }

        assertTrue(files().contains("dev/monitoring/core/console/pages/overview.js"), "the console is not seen");
        assertEquals(List.of(), lost);
    }

    @Test
    void keepEveryServiceAndWhoNamesIt() {
        for (Class<?> service : List.of(CollectorFactory.class, MonitoringExtension.class)) {
            assertTrue(RuntimeHintsPredicates.resource()
                    .forResource("META-INF/services/" + service.getName())
                    .test(hints));
            for (Object found : ServiceLoader.load(service)) {
                assertTrue(
                        RuntimeHintsPredicates.reflection()
                                .onType(found.getClass())
                                .test(hints),
                        found::toString);
            }
        }
    }

    @Test
    void keepEveryClassThatIsLookedForByName() throws IOException {
        TreeMap<String, String> lost = new TreeMap<>();

        for (Class<?> module : MODULES) {
            for (Resource file : under(module, "dev/monitoring/**/*.class")) {
                for (String text : texts(file)) {
                    if (CLASS_NAME.matcher(text).matches()
                            && !ONLY_COMPARED.contains(text)
                            && ClassUtils.isPresent(text, getClass().getClassLoader())
                            && !RuntimeHintsPredicates.reflection()
                                    .onType(TypeReference.of(text))
                                    .test(hints)) {
                        lost.put(text, String.valueOf(file.getFilename()));
                    }
                }
            }
        }

        assertEquals(new TreeMap<>(), lost);
    }

    @ParameterizedTest
    @CsvSource({"io.minio.MinioClient, asyncClient", "io.minio.BaseS3Client, baseUrl", "io.minio.BaseS3Client, provider"
    })
    void keepTheFieldsThatAreRead(String type, String field) throws ClassNotFoundException {
        assertTrue(RuntimeHintsPredicates.reflection().onField(type, field).test(hints));
    }

    @ParameterizedTest
    @CsvSource({
        "org.springframework.amqp.rabbit.connection.AbstractConnectionFactory, getAddresses",
        "io.minio.credentials.StaticProvider, fetch",
        "io.minio.credentials.Credentials, accessKey",
        "io.minio.credentials.Credentials, secretKey"
    })
    void keepTheMethodsThatAreCalled(String type, String method) throws ClassNotFoundException {
        assertTrue(RuntimeHintsPredicates.reflection()
                .onMethod(type, method)
                .invoke()
                .test(hints));
    }

    @ParameterizedTest
    @CsvSource({
        "dev.monitoring.collectors.postgres.WireSockets, java.lang.String",
        "dev.monitoring.collectors.postgres.WireTls, java.lang.String"
    })
    void keepWhatTheDriverMakes(Class<?> type, Class<?> argument) throws ReflectiveOperationException {
        assertTrue(RuntimeHintsPredicates.reflection()
                .onConstructor(type.getConstructor(argument))
                .invoke()
                .test(hints));
    }

    /** All files of the modules but classes and what is read at build time, by their names on the class path. */
    private static Set<String> files() throws IOException {
        Set<String> names = new TreeSet<>();
        for (Class<?> module : MODULES) {
            for (Resource file : under(module, "dev/monitoring/**/*.*")) {
                String url = file.getURL().toString();
                if (!url.endsWith(".class")) {
                    names.add(url.substring(url.lastIndexOf("dev/monitoring/")));
                }
            }
        }
        return names;
    }

    private static Resource[] under(Class<?> module, String pattern) throws IOException {
        String root = module.getProtectionDomain().getCodeSource().getLocation().toString();
        return new PathMatchingResourcePatternResolver()
                .getResources((root.endsWith(".jar") ? "jar:" + root + "!/" : root) + pattern);
    }

    /** The texts that a class's code uses, JVMS 4.4.3; those of annotations are not among them. */
    private static List<String> texts(Resource file) throws IOException {
        TreeMap<Integer, String> all = new TreeMap<>();
        List<Integer> used = new ArrayList<>();
        try (InputStream bytes = file.getInputStream();
                DataInputStream in = new DataInputStream(bytes)) {
            in.skipNBytes(8);
            int count = in.readUnsignedShort();
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                switch (tag) {
                    case 1 -> all.put(i, in.readUTF());
                    case 5, 6 -> {
                        in.skipNBytes(8);
                        i++;
                    }
                    case 8 -> used.add(in.readUnsignedShort());
                    case 7, 16, 19, 20 -> in.skipNBytes(2);
                    case 15 -> in.skipNBytes(3);
                    default -> in.skipNBytes(4);
                }
            }
        }
        return used.stream().map(all::get).toList();
    }
}

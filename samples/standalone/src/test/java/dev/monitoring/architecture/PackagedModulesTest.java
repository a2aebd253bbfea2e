package dev.monitoring.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Looks at the jars. */
class PackagedModulesTest {
    @Test
    void namesTheModuleInEveryJar() throws IOException {
        Map<String, String> names = new TreeMap<>();
        for (Path module : Reactor.modules()) {
            Path target = module.resolve("target");
            assumeTrue(Files.isDirectory(target), target + " is not there; run mvn package first");
            try (Stream<Path> files = Files.list(target)) {
                for (Path jar : files.filter(PackagedModulesTest::isMainJar).toList()) {
                    try (JarFile opened = new JarFile(jar.toFile())) {
                        Attributes manifest = opened.getManifest().getMainAttributes();
                        names.put(module.getFileName().toString(), manifest.getValue("Automatic-Module-Name"));
                    }
                }
            }
        }

        assertEquals(
                Map.of(
                        "monitoring-core", "dev.monitoring.core",
                        "monitoring-collectors", "dev.monitoring.collectors",
                        "monitoring-prometheus", "dev.monitoring.prometheus",
                        "monitoring-alerts", "dev.monitoring.alerts",
                        "monitoring-spring-starter", "dev.monitoring.spring",
                        "custom-collector", "dev.monitoring.samples.customcollector",
                        "standalone", "dev.monitoring.samples.standalone"),
                names);
    }

    /** The jar with the classes, neither that with the tests nor what shading put aside. */
    private static boolean isMainJar(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".jar") && !name.endsWith("-tests.jar") && !name.startsWith("original-");
    }
}

package dev.monitoring.spring.autoconfigure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * One artifact serves Spring Boot 3.5 and 4: a class that has another name in one of them may be named only in classes that
 * are loaded with that generation alone, and those are called so.
 */
class MovedPackagesTest {
    /** What has moved, of Boot's packages; names that are only looked up as text are written with dots, and do not count. */
    private static final List<String> MOVED = List.of(
            "boot/actuate/health/",
            "boot/health/",
            "boot/actuate/autoconfigure/health/",
            "boot/actuate/autoconfigure/metrics/",
            "boot/actuate/autoconfigure/observation/",
            "boot/actuate/autoconfigure/security/",
            "boot/actuate/metrics/",
            "boot/micrometer/",
            "boot/autoconfigure/data/",
            "boot/data/redis/",
            "boot/autoconfigure/amqp/",
            "boot/amqp/",
            "boot/rabbitmq/",
            "boot/autoconfigure/jdbc/",
            "boot/jdbc/autoconfigure/",
            "boot/autoconfigure/web/",
            "boot/webmvc/",
            "boot/webflux/",
            "boot/web/context/",
            "boot/web/servlet/context/",
            "boot/web/server/",
            "boot/autoconfigure/security/",
            "boot/security/",
            "boot/autoconfigure/http/client/",
            "boot/http/client/",
            "boot/autoconfigure/websocket/",
            "boot/tomcat/",
            "boot/env/EnvironmentPostProcessor");

    private static final Pattern OF_ONE_GENERATION = Pattern.compile(".*Boot[34](\\$.*)?\\.class");

    @Test
    void areNamedOnlyInClassesOfOneGeneration() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Path file : classes()) {
            if (!OF_ONE_GENERATION.matcher(file.getFileName().toString()).matches()) {
                names(file).stream()
                        .filter(name -> MOVED.stream().anyMatch(moved -> name.contains("org/springframework/" + moved)))
                        .forEach(name -> wrong.add(file.getFileName() + " names " + name));
            }
        }

        assertEquals(List.of(), wrong);
    }

    @Test
    void looksAtTheClassesOfTheStarter() throws Exception {
        assertFalse(classes().isEmpty());
    }

    private static List<Path> classes() throws IOException, URISyntaxException {
        Path root = Path.of(MonitoringAutoConfiguration.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> file.toString().endsWith(".class")).toList();
        }
    }

    /** The texts of a class file's constant pool, JVMS 4.4: names of classes, descriptors and signatures are among them. */
    private static List<String> names(Path file) {
        List<String> texts = new ArrayList<>();
        try (InputStream bytes = Files.newInputStream(file);
                DataInputStream in = new DataInputStream(bytes)) {
            in.skipNBytes(8);
            int count = in.readUnsignedShort();
            for (int i = 1; i < count; i++) {
                int tag = in.readUnsignedByte();
                switch (tag) {
                    case 1 -> texts.add(in.readUTF());
                    case 5, 6 -> {
                        in.skipNBytes(8);
                        i++;
                    }
                    case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                    case 15 -> in.skipNBytes(3);
                    default -> in.skipNBytes(4);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return texts;
    }
}

package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceDiscoveryTest {
    /** What is looked for. */
    public interface Service {}

    /** A service that works. */
    public static final class Working implements Service {}

    /** Another one. */
    public static final class AlsoWorking implements Service {}

    /** A service that cannot be made. */
    public static final class Broken implements Service {
        public Broken() {
            throw new NoClassDefFoundError("io/lettuce/Missing");
        }
    }

    @TempDir
    Path folder;

    @Test
    void findsEachClassOnceAndLeavesOutWhatCannotBeLoaded() throws Exception {
        register(
                Broken.class.getName(),
                "no.such.Provider",
                String.class.getName(),
                Working.class.getName(),
                Working.class.getName(),
                AlsoWorking.class.getName());

        List<Service> found = find();

        assertEquals(
                List.of(Working.class, AlsoWorking.class),
                found.stream().map(Object::getClass).toList());
    }

    @Test
    void survivesAFileThatIsNone() throws Exception {
        register("this is { no class name");

        assertTrue(find().isEmpty());
    }

    @Test
    void findsFactoriesOfTheClassPath() {
        assertTrue(ServiceDiscovery.find(Service.class).isEmpty());
    }

    private void register(String... lines) throws IOException {
        Path services = Files.createDirectories(folder.resolve("META-INF/services"));
        Files.write(services.resolve(Service.class.getName()), List.of(lines));
    }

    private List<Service> find() throws IOException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader hosts = new URLClassLoader(
                new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
            Thread.currentThread().setContextClassLoader(hosts);
            return ServiceDiscovery.find(Service.class);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }
}

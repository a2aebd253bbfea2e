package dev.monitoring.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the modules of this build lie. */
final class Reactor {
    private Reactor() {}

    /** The directory of the parent, found upwards from where the tests run. */
    static Path root() {
        Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            if (Files.isDirectory(directory.resolve("monitoring-core"))
                    && Files.isRegularFile(directory.resolve("pom.xml"))) {
                return directory;
            }
        }
        throw new IllegalStateException("no directory with pom.xml and monitoring-core at or above " + start);
    }

    /** The directories of the modules that make a jar. */
    static List<Path> modules() {
        Path root = root();
        return Stream.of(
                        "monitoring-core",
                        "monitoring-collectors",
                        "monitoring-prometheus",
                        "monitoring-alerts",
                        "monitoring-spring-starter",
                        "samples/custom-collector",
                        "samples/standalone")
                .map(root::resolve)
                .toList();
    }
}

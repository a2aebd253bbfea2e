package dev.monitoring.collectors.container;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A recorded container under version 2 of control groups whose processor goes on: it works, and its limit is felt. Confined
 * to one thread.
 */
public final class MovingContainer {
    private final Path directory;
    private long periods = 5_000;

    private MovingContainer(Path directory) {
        this.directory = directory;
    }

    /** Copies the recorded files into a directory. */
    public static MovingContainer in(Path directory) throws IOException, URISyntaxException {
        Path recorded =
                Path.of(MovingContainer.class.getResource("/container/v2-6.8").toURI());
        List<Path> files;
        try (Stream<Path> walk = Files.walk(recorded)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path copy = directory.resolve(recorded.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        return new MovingContainer(directory);
    }

    /** What watches it. */
    public MetricCollector collector(Clock clock) {
        return new ContainerCollector(directory, Optional.of("recorded"), "", clock);
    }

    /** Lets ten periods pass, in one of which it was held back. */
    public void work() throws IOException {
        periods += 10;
        Path file = directory.resolve("sys/fs/cgroup/cpu.stat");
        Path next = Files.writeString(file.resolveSibling("cpu.stat.next"), """
                usage_usec %d
                user_usec %d
                system_usec %d
                nr_periods %d
                nr_throttled %d
                throttled_usec %d
                """.formatted(
                periods * 250_000, periods * 180_000, periods * 70_000, periods, periods / 10, periods * 8_000));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}

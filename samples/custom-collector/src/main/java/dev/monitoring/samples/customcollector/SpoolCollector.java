package dev.monitoring.samples.customcollector;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Counts the files that wait in one directory, and says how long the oldest has waited. Confined to the scheduler, which
 * calls it from one thread at a time.
 */
final class SpoolCollector implements MetricCollector {
    static final String NAME = "spool";

    private static final Family FILES = Family.gauge("spool_files", "Number of files waiting in the directory.");
    private static final Family BYTES = Family.gauge("spool_bytes", "Size of the files waiting in the directory.")
            .in("bytes");
    private static final Family OLDEST = Family.gauge(
                    "spool_oldest_file_age_seconds",
                    "Time since the oldest waiting file was last written to; 0 if none.")
            .in("seconds");

    private final Path directory;
    private final int maxFiles;
    private final Clock clock;

    SpoolCollector(Path directory, int maxFiles, Clock clock) {
        this.directory = directory;
        this.maxFiles = maxFiles;
        this.clock = clock;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException {
        long files = 0;
        long bytes = 0;
        long now = clock.epochMillis();
        long oldestMillis = now;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path entry : entries) {
                BasicFileAttributes attributes;
                try {
                    attributes = Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                } catch (NoSuchFileException e) {
                    continue; // somebody has just worked it off
                }
                if (attributes.isRegularFile()) {
                    files++;
                    bytes += attributes.size();
                    oldestMillis =
                            Math.min(oldestMillis, attributes.lastModifiedTime().toMillis());
                }
                if (files == maxFiles || deadline.hasPassed()) {
                    // What was seen so far still says that too much is waiting.
                    sink.missing(
                            "files beyond the first " + files,
                            new IOException(directory + " holds more than can be counted each time; raise max-files"
                                    + " or timeout, or clear it"));
                    break;
                }
            }
        }
        sink.add(FILES, Labels.EMPTY, files);
        sink.add(BYTES, Labels.EMPTY, bytes);
        sink.add(OLDEST, Labels.EMPTY, (now - oldestMillis) / 1000.0);
    }
}

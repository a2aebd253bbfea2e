package dev.monitoring.collectors.system.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.re2j.Pattern;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A Linux host made of files in a directory: proc, sys, root and udev; a test writes what it needs. */
final class LinuxHost {
    private static final String NETSTAT = "^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)"
            + "|Icmp6?_(InMsgs|OutMsgs)|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)"
            + "|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)"
            + "|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$";

    private final Path directory;

    private LinuxHost(Path directory) {
        this.directory = directory;
    }

    /** A host whose kernel says nothing but that it is there. */
    static LinuxHost empty(Path directory) {
        return new LinuxHost(directory).write("proc/stat", "cpu  1 2 3 4\n");
    }

    /** A copy of the recorded host. */
    static LinuxHost recorded(Path directory) throws IOException {
        Path recorded = recordedFiles();
        Files.walkFileTree(recorded, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Path copy = directory.resolve(recorded.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                return FileVisitResult.CONTINUE;
            }
        });
        return new LinuxHost(directory);
    }

    static Path recordedFiles() {
        URL stat = Objects.requireNonNull(LinuxHost.class.getResource("/system/linux-6.18/proc/stat"));
        try {
            return Path.of(stat.toURI()).getParent().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    LinuxHost write(String file, String text) {
        try {
            Path path = directory.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Path path(String file) {
        return directory.resolve(file);
    }

    KernelPaths paths() {
        return settings(Duration.ofSeconds(1)).paths();
    }

    LinuxSettings settings(Duration mountTimeout) {
        return new LinuxSettings(
                Compat.NODE_EXPORTER_1_11,
                new KernelPaths(
                        directory.resolve("proc"),
                        directory.resolve("sys"),
                        directory.resolve("root"),
                        directory.resolve("udev")),
                new LinuxFilters(
                        Pattern.compile("^/(dev|proc|sys|var/lib/docker/.+)($|/)"),
                        Pattern.compile("^(cgroup2?|devtmpfs|overlay|proc|sysfs)$"),
                        Optional.empty(),
                        Pattern.compile("^$"),
                        Pattern.compile(NETSTAT),
                        Pattern.compile("^(oom_kill|pgpg|pswp|pg.*fault).*")),
                mountTimeout,
                false);
    }

    /** A collector of this host whose file systems are as full as {@code reader} says. */
    LinuxCollector collector(FileSystemUsage.Reader reader, Clock clock) {
        // The recorded mounts are those of the process itself; the first process has the same.
        return new LinuxCollector("system", settings(Duration.ofSeconds(10)), clock, reader);
    }

    /** One run. */
    static RecordingSink run(LinuxCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofMinutes(1), Clock.system()));
        assertEquals(List.of(), sink.faults());
        return sink;
    }

    /** What a part of the hardware reads, as a sink would get it. */
    static RecordingSink read(List<HardwarePart> parts) throws IOException {
        RecordingSink sink = new RecordingSink();
        for (HardwarePart part : parts) {
            part.read()
                    .ifPresent(samples ->
                            samples.forEach(sample -> sink.add(sample.family(), sample.labels(), sample.value())));
        }
        assertEquals(List.of(), sink.faults());
        return sink;
    }
}

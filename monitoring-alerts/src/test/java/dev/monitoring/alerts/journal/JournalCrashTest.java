package dev.monitoring.alerts.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Journals of processes that are killed, and on disks that are full. {@code -Dmonitoring.crash.runs=200} kills 200. */
class JournalCrashTest {
    private static final int RUNS = Integer.getInteger("monitoring.crash.runs", 20);
    private static final int MAX_LINES = 60;
    private static final int SPACE = 64 << 10;

    @TempDir
    private Path root;

    private final ManualClock clock = ManualClock.atEpochMillis(1_700_000_000_000L);

    @Test
    void losesNothingThatWasOnDiskWhenItsProcessIsKilled() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Path directory = root.resolve("state");
        long last = 0;
        int torn = 0;
        for (int run = 0; run < RUNS; run++) {
            last = Math.max(last, killed(directory, random.nextInt(MAX_LINES), random.nextInt(3_000_000)));

            try (Journal journal = open(directory)) {
                JournalOpening opening = journal.status().opening();
                String what = "run " + run + ", seed " + seed + ": " + opening;
                torn += opening.faults().size();
                for (String fault : opening.faults()) {
                    assertTrue(fault.contains("not written to its end"), what);
                }
                long counter = JournalWriterProcess.number(journal, "counter");
                assertTrue(counter >= last, () -> counter + " although " + what);
                for (int slot = 0; slot < JournalWriterProcess.SLOTS; slot++) {
                    long value = JournalWriterProcess.number(journal, "slot" + slot);
                    assertEquals(slot, value % JournalWriterProcess.SLOTS, what);
                    assertTrue(value > last - JournalWriterProcess.SLOTS && value <= counter + 1, what);
                }
                last = counter;
            }
        }
        System.out.println(RUNS + " processes killed, the last after change " + last + "; torn ends: " + torn);
    }

    /** Starts a process and kills it some time after a line of its output; gives the last number that it said. */
    private static long killed(Path directory, int lines, int pauseNanos) throws Exception {
        Process process = writer(directory);
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            long last = 0;
            for (int i = 0; i <= lines; i++) {
                last = Long.parseLong(out.readLine());
            }
            LockSupport.parkNanos(pauseNanos);
            process.toHandle().destroyForcibly(); // which does not close the stream
            List<String> rest = out.lines().toList(); // the last line may be cut
            if (rest.size() > 1) {
                last = Long.parseLong(rest.get(rest.size() - 2));
            }
            return last;
        } finally {
            process.destroyForcibly();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
    }

    private static Process writer(Path directory) throws IOException {
        String classPath = Stream.of(JournalWriterProcess.class, Journal.class, Clock.class, LoggerFactory.class)
                .map(type -> type.getProtectionDomain().getCodeSource().getLocation())
                .map(location -> Path.of(URI.create(location.toString())).toString())
                .collect(Collectors.joining(File.pathSeparator));
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        JournalWriterProcess.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    @Test
    void tellsASecondProcessWhoHasTheDirectory() throws Exception {
        Path directory = root.resolve("state");
        Process process = writer(directory);
        try (BufferedReader out = process.inputReader(StandardCharsets.US_ASCII)) {
            out.readLine();

            try (Journal second = open(directory)) {
                assertTrue(
                        second.status().problem().orElseThrow().contains("is used by process " + process.pid()),
                        second.status()::toString);
                second.put("k", "a", new byte[1]);
                assertEquals(1, second.entries("k").size());
            }
        } finally {
            process.destroyForcibly();
            assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        }
        try (Journal after = open(directory)) {
            assertTrue(after.status().problem().isEmpty(), after.status()::toString);
        }
    }

    @Test
    void goesOnInMemoryWhileTheDiskIsReadOnlyOrFull() throws Exception {
        Path mount = Files.createDirectory(root.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "ro,size=" + SPACE, "tmpfs", mount.toString()),
                "skipped: a small file system cannot be mounted, which needs root");
        try {
            Path directory = mount.resolve("state");
            ManualEventLoop loop = new ManualEventLoop(clock);
            try (Journal journal = Journal.open(
                    directory,
                    new JournalLimits(1 << 20, 10_000, 1_000, Duration.ofSeconds(1)),
                    clock,
                    Disk.real(),
                    loop)) {
                journal.put("k", "first", new byte[1_000]);
                loop.advance(Duration.ofMinutes(1));
                assertTrue(journal.status().problem().orElseThrow().contains("Read-only"), journal.status()::toString);
                assertTrue(run("mount", "-o", "remount,rw", mount.toString()));
                loop.advance(Duration.ofMinutes(2));
                assertEquals(0, journal.status().waiting());
                fill(mount.resolve("filler"));

                for (int i = 0; i < 20; i++) {
                    journal.put("k", "key" + i, new byte[1_000]);
                    loop.advance(Duration.ofSeconds(1));
                }

                assertTrue(
                        journal.status().problem().orElseThrow().contains("No space left"), journal.status()::toString);
                assertEquals(21, journal.entries("k").size());
                assertTrue(
                        new JournalReader(
                                        Files.readAllBytes(directory.resolve(JournalFile.NAME)),
                                        JournalLimits.DEFAULT,
                                        clock.epochMillis())
                                .read()
                                .entries()
                                .containsKey(new Frame.Key("k", "first")),
                        "what was written before is still there");

                Files.delete(mount.resolve("filler"));
                loop.advance(Duration.ofMinutes(2));

                assertEquals(0, journal.status().waiting());
            }
            try (Journal journal = open(directory)) {
                assertEquals(21, journal.entries("k").size());
            }
        } finally {
            run("umount", "-l", mount.toString());
        }
    }

    private static void fill(Path file) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(new byte[1_000]);
            }
        } catch (IOException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("No space left"), e::toString);
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }

    private Journal open(Path directory) {
        return Journal.open(directory, JournalWriterProcess.LIMITS, clock, Disk.real(), new ManualEventLoop(clock));
    }
}

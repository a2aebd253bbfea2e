package dev.monitoring.collectors.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/**
 * How long each thread of this process was at work, those of the JVM itself included, as Linux counts it. Immutable.
 *
 * @param nanos the time by the thread's number and name
 */
record ThreadTimes(Map<String, Long> nanos) {
    ThreadTimes {
        nanos = Map.copyOf(nanos);
    }

    /** The times up to now. */
    static ThreadTimes now() throws IOException {
        Map<String, Long> nanos = new HashMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            for (Path task : tasks.toList()) {
                read(task, nanos);
            }
        }
        return new ThreadTimes(nanos);
    }

    /** Adds a thread, unless it has ended meanwhile. */
    private static void read(Path task, Map<String, Long> nanos) throws IOException {
        try {
            String name = Files.readString(task.resolve("comm")).strip();
            String atWork = Files.readString(task.resolve("schedstat")).split(" ", 2)[0];
            nanos.put(task.getFileName() + " " + name, Long.valueOf(atWork));
        } catch (IOException e) {
            if (Files.exists(task)) {
                throw e;
            }
        }
    }

    /** What was added since, by name without numbers: threads of one pool together. */
    Map<String, Long> since(ThreadTimes earlier) {
        Map<String, Long> byName = new HashMap<>();
        nanos.forEach((thread, time) -> {
            String name = thread.substring(thread.indexOf(' ') + 1).replaceAll("[-# ]*\\d+([-# ]*\\d+)*$", "");
            byName.merge(name, time - earlier.nanos.getOrDefault(thread, 0L), Long::sum);
        });
        return byName;
    }
}

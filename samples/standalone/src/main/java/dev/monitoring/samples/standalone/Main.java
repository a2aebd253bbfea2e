package dev.monitoring.samples.standalone;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The runner's entry: ties the program to a process, its signals and its exit code. */
public final class Main {
    /** A little more than closing takes at most. */
    private static final int LONGEST_CLOSE_SECONDS = 6;

    /** By then everything has started and run once. */
    private static final int STARTED_MINUTES = 1;

    /** In such a time most of what is compiled at all has been. */
    private static final int TIDY_MINUTES = 4;

    private Main() {}

    /** Runs the program; {@code --help} says how. */
    public static void main(String[] args) throws InterruptedException {
        leaveFlightRecordingToTheJvm();
        CountDownLatch signalled = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread onSignal = new Thread(
                () -> {
                    signalled.countDown();
                    awaitQuietly(done);
                },
                "monitoring-signal");
        Runtime.getRuntime().addShutdownHook(onSignal);

        Thread tidying = new Thread(() -> tidyUntil(signalled), "monitoring-native-heap");
        tidying.setDaemon(true);
        tidying.start();

        Terminal terminal = Terminal.of(System.out, System.err, System.getenv());
        int status = new Program(System.getenv(), Path.of(""), terminal, signalled).run(args);

        boolean stopping = signalled.getCount() == 0;
        done.countDown();
        if (!stopping) {
            System.exit(status);
        }
    }

    /**
     * The Redis client's own flight recorder events are a good part of what its first connection loads, and nobody asks for
     * them here. A host's process has a say of its own in that; in this one it is ours, unless it is set already.
     */
    private static void leaveFlightRecordingToTheJvm() {
        String property = "io.lettuce.core.jfr";
        if (System.getProperty(property) == null) {
            System.setProperty(property, "false");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            if (!latch.await(LONGEST_CLOSE_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("gave up waiting for the end of what was running");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** This process is ours, so it may be kept small; the library would not do that to a host's. */
    private static void tidyUntil(CountDownLatch end) {
        try {
            if (end.await(STARTED_MINUTES, TimeUnit.MINUTES)) {
                return;
            }
            // Starting leaves more garbage than half an hour of collecting. The heap that took it shrinks
            // with a full collection only, and none would come for lack of garbage.
            ManagementFactory.getMemoryMXBean().gc();
            while (NativeHeap.trim() && !end.await(TIDY_MINUTES, TimeUnit.MINUTES)) {
                // and again
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.monitoring.alerts.journal;

import dev.monitoring.core.time.Clock;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * A process that changes a journal as fast as it can, and says on its output up to which change all is on disk, until it is
 * killed. Change {@code i} sets the slot {@code i % SLOTS} and then the counter to {@code i}.
 */
final class JournalWriterProcess {
    static final int SLOTS = 20;
    static final JournalLimits LIMITS = new JournalLimits(64 << 10, 2_000, 100, Duration.ofMillis(1));

    private static final int MAX_FILLER = 300;

    private JournalWriterProcess() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
        Journal journal = Journal.open(Path.of(arguments[0]), LIMITS, Clock.system());
        long said = number(journal, "counter");
        for (long i = said + 1; ; i++) {
            put(journal, "slot" + i % SLOTS, i + " " + "x".repeat((int) (i * 7 % MAX_FILLER)));
            put(journal, "counter", Long.toString(i));
            if (i % SLOTS == 0) {
                while (journal.status().waiting() > 0) {
                    Thread.onSpinWait();
                }
                out.println(i);
            }
        }
    }

    private static void put(Journal journal, String key, String value) {
        journal.put("k", key, value.getBytes(StandardCharsets.US_ASCII));
    }

    /** The number that a value begins with; 0 where there is none. */
    static long number(Journal journal, String key) {
        Map<String, byte[]> all = journal.entries("k");
        byte[] value = all.get(key);
        return value == null ? 0 : Long.parseLong(new String(value, StandardCharsets.US_ASCII).split(" ", 2)[0]);
    }
}

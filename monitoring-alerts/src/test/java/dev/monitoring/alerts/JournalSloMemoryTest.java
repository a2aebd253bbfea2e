package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.journal.JournalLimits;
import dev.monitoring.alerts.slo.SloMemory;
import dev.monitoring.core.time.ManualClock;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSloMemoryTest {
    private static final byte[] COUNTS = {1, 2, 3};

    @TempDir
    private Path directory;

    private final ManualClock clock = ManualClock.atEpochMillis(1_000_000);

    @Test
    void givesBackWhatWasSavedBeforeTheEnd() {
        try (Journal journal = Journal.open(directory, JournalLimits.DEFAULT, clock)) {
            SloMemory memory = JournalSloMemory.in(journal);
            memory.save("shop", "{}", new byte[] {9}, 2_000_000);
            memory.save("shop", "{}", COUNTS, 2_000_000);
            memory.save("shop2", "{}", COUNTS, 2_000_000);
        }

        try (Journal journal = Journal.open(directory, JournalLimits.DEFAULT, clock)) {
            SloMemory memory = JournalSloMemory.in(journal);
            assertEquals(1, memory.load("shop").size());
            assertArrayEquals(COUNTS, memory.load("shop").iterator().next());
        }
        clock.advance(Duration.ofHours(1));
        try (Journal journal = Journal.open(directory, JournalLimits.DEFAULT, clock)) {
            assertEquals(0, JournalSloMemory.in(journal).load("shop").size());
        }
    }

    @Test
    void keepsNothingWhereTheJournalDoesNot() {
        try (Journal journal = Journal.inMemory(clock)) {
            assertSame(SloMemory.NONE, JournalSloMemory.in(journal));
        }
    }
}

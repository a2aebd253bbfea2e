package dev.monitoring.alerts.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.journal.JournalLimits;
import dev.monitoring.alerts.notify.Acknowledgements.Acknowledgement;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcknowledgementsTest {
    private static final Labels LAG = Labels.of("alertname", "Lag", "team", "db");
    private static final Labels DISK = Labels.of("alertname", "Disk");

    private final long now = Clock.system().epochMillis();

    @TempDir
    private Path directory;

    @Test
    void outliveTheProcess() {
        try (Journal journal = Journal.open(directory, JournalLimits.DEFAULT, Clock.system())) {
            Acknowledgements before = new Acknowledgements(10, journal);
            before.add(LAG, new Acknowledgement("me", "on it", now));
            before.add(DISK, new Acknowledgement("you", "", now));
            before.remove(DISK);
        }

        try (Journal journal = Journal.open(directory, JournalLimits.DEFAULT, Clock.system())) {
            Acknowledgements after = new Acknowledgements(10, journal);

            assertEquals(Optional.of(new Acknowledgement("me", "on it", now)), after.find(LAG));
            assertFalse(after.has(DISK));
        }
    }

    @Test
    void endWhenTheAlertDoesNotFireAnyMore() {
        try (Journal journal = Journal.inMemory(Clock.system())) {
            Acknowledgements acknowledgements = new Acknowledgements(10, journal);
            acknowledgements.add(LAG, new Acknowledgement("me", "", now));

            acknowledgements.observe(new Alert(LAG, Map.of(), 1, Firing.since(now, now)));
            assertTrue(acknowledgements.has(LAG));

            acknowledgements.observe(new Alert(LAG, Map.of(), 1, new Resolved(now, now, now)));
            assertFalse(acknowledgements.has(LAG));
        }
    }

    @Test
    void areNotMoreThanThereIsRoomFor() {
        try (Journal journal = Journal.inMemory(Clock.system())) {
            Acknowledgements acknowledgements = new Acknowledgements(1, journal);
            acknowledgements.add(LAG, new Acknowledgement("me", "", now));
            acknowledgements.add(LAG, new Acknowledgement("me", "again", now));

            assertThrows(
                    IllegalStateException.class, () -> acknowledgements.add(DISK, new Acknowledgement("me", "", now)));
        }
    }
}

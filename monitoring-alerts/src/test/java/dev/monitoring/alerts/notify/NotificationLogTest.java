package dev.monitoring.alerts.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.route.SentRecord;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NotificationLogTest {
    private static final long START = 1_700_000_000_000L;
    private static final Duration HOUR = Duration.ofHours(1);
    private static final SentRecord RECORD = new SentRecord(
            Set.of(Labels.of("alertname", "Down", "job", "a"), Labels.of("alertname", "Down", "job", "ü")),
            Set.of(Labels.EMPTY),
            START - 5);
    private static final SentRecord NOTHING = new SentRecord(Set.of(), Set.of(), START);

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final Journal journal = Journal.inMemory(clock);

    private NotificationLog open() {
        return new NotificationLog(clock, journal, 3);
    }

    @Test
    void knowsAfterARestartWhatWasToldLast() {
        NotificationLog before = open();
        before.put("team/webhook[0]", "{}:{}", NOTHING, HOUR);
        before.put("team/webhook[0]", "{}:{}", RECORD, HOUR);
        before.put("team/webhook[1]", "{}:{a=\"" + "x".repeat(100_000) + "\"}", NOTHING, HOUR);

        NotificationLog after = open();

        assertEquals(Optional.of(RECORD), after.find("team/webhook[0]", "{}:{}"));
        assertEquals(Optional.of(NOTHING), after.find("team/webhook[1]", "{}:{a=\"" + "x".repeat(100_000) + "\"}"));
        assertEquals(Optional.empty(), after.find("team/webhook[1]", "{}:{}"));
    }

    @Test
    void forgetsRecordsWhoseTimeIsOver() {
        NotificationLog log = open();
        log.put("a", "g", RECORD, HOUR);
        log.put("b", "g", RECORD, HOUR.multipliedBy(2));

        clock.advance(HOUR.plusMillis(1));

        assertEquals(Optional.empty(), log.find("a", "g"));
        assertEquals(2, log.size());
        log.expire();
        assertEquals(1, log.size());
        assertEquals(1, journal.status().entries());
        assertEquals(Optional.of(RECORD), open().find("b", "g"));
    }

    @Test
    void forgetsTheOneThatWasPutFirstWhereThereAreTooMany() {
        NotificationLog log = open();
        for (String integration : new String[] {"a", "b", "c", "a", "d"}) {
            log.put(integration, "g", RECORD, HOUR);
        }

        assertEquals(Optional.empty(), log.find("b", "g"));
        assertEquals(3, open().size());
        assertEquals(Optional.of(RECORD), open().find("a", "g"));
    }

    @Test
    void leavesOutWhatIsNoRecord() {
        open().put("a", "g", RECORD, HOUR);
        journal.put("sent", "torn", new byte[] {0, 0, 0, 0, 0, 0, 0, 1, 9});

        assertEquals(1, open().size());
        assertEquals(1, journal.status().entries());
    }
}

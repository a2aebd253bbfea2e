package dev.monitoring.alerts.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.route.SentRecord.Reason;
import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The decisions of Alertmanager's {@code DedupStage}. */
class SentRecordTest {
    private static final Duration REPEAT = Duration.ofSeconds(10);
    private static final Labels A = Labels.of("a", "1");
    private static final Labels B = Labels.of("a", "2");

    private static SentRecord sent(Set<Labels> firing, Set<Labels> resolved, long seconds) {
        return new SentRecord(firing, resolved, seconds * 1_000);
    }

    private static Optional<Reason> reason(SentRecord before, SentRecord due) {
        return SentRecord.reason(Optional.of(before), due, true, REPEAT);
    }

    @Test
    void tellsFirstOfWhatFiresOnly() {
        assertEquals(
                Optional.of(Reason.FIRST),
                SentRecord.reason(Optional.empty(), sent(Set.of(A), Set.of(), 0), true, REPEAT));
        assertEquals(Optional.empty(), SentRecord.reason(Optional.empty(), sent(Set.of(), Set.of(A), 0), true, REPEAT));
    }

    @Test
    void tellsOfWhatIsNew() {
        SentRecord before = sent(Set.of(A), Set.of(), 0);

        assertEquals(Optional.of(Reason.NEW_FIRING), reason(before, sent(Set.of(A, B), Set.of(), 1)));
        assertEquals(Optional.of(Reason.NEW_RESOLVED), reason(before, sent(Set.of(A), Set.of(B), 1)));
        assertEquals(Optional.of(Reason.ALL_RESOLVED), reason(before, sent(Set.of(), Set.of(A), 1)));
        assertEquals(Optional.empty(), reason(before, sent(Set.of(A), Set.of(), 1)));
        assertEquals(Optional.empty(), reason(sent(Set.of(), Set.of(A), 0), sent(Set.of(), Set.of(A), 99)));
    }

    @Test
    void tellsNotOfResolvedAlertsWhereNobodyWantsThem() {
        Optional<SentRecord> before = Optional.of(sent(Set.of(A, B), Set.of(), 0));

        assertEquals(Optional.empty(), SentRecord.reason(before, sent(Set.of(A), Set.of(B), 1), false, REPEAT));
        assertEquals(
                Optional.of(Reason.ALL_RESOLVED),
                SentRecord.reason(before, sent(Set.of(), Set.of(A, B), 1), false, REPEAT));
    }

    @Test
    void repeatsAfterMoreThanTheInterval() {
        SentRecord before = sent(Set.of(A), Set.of(), 0);

        assertEquals(Optional.empty(), reason(before, sent(Set.of(A), Set.of(), 10)));
        assertEquals(Optional.of(Reason.REPEAT), reason(before, sent(Set.of(A), Set.of(), 11)));
    }
}

package dev.monitoring.alerts.mute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

class SilencesTest {
    private static final long START = 1_700_000_000_000L;
    private static final Labels ALERT = Labels.of("a", "b");

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final Silences silences = new Silences(clock, 3);

    private static Silence silence(String id, String matchers, long fromSeconds, long toSeconds) {
        return new Silence(
                id, Matchers.parse(matchers), START + fromSeconds * 1_000, START + toSeconds * 1_000, "me", "why");
    }

    private int silencing() {
        return silences.silencing(ALERT).size();
    }

    @Test
    void silencesFromItsStartToItsEnd() {
        silences.set(silence("", "a=b", 10, 20));

        assertEquals(0, silencing());
        clock.advance(Duration.ofSeconds(10));
        assertEquals(1, silencing());
        assertEquals(List.of(), silences.silencing(Labels.of("a", "c")));
        clock.advance(Duration.ofSeconds(10));
        assertEquals(1, silencing());
        clock.advance(Duration.ofMillis(1));
        assertEquals(0, silencing());
    }

    @Test
    void keepsTheIdWhereTheChangeIsLegal() {
        Silence active = silences.set(silence("", "a=b", -5, 20));
        Silence pending = silences.set(silence("", "a=c", 10, 20));

        assertEquals(START, active.startsAtMillis());
        assertEquals(
                active.id(), silences.set(silence(active.id(), "a=b", 0, 40)).id());
        assertEquals(
                pending.id(), silences.set(silence(pending.id(), "a=c", 5, 40)).id());
        assertEquals(2, silences.list().size());
    }

    @Test
    void replacesASilenceWhoseMatchersOrStartChange() {
        Silence first = silences.set(silence("", "a=b", 0, 20));

        Silence second = silences.set(silence(first.id(), "a=c", 0, 20));

        assertNotEquals(first.id(), second.id());
        assertEquals(0, silencing());
        assertEquals(
                List.of(Silence.State.EXPIRED, Silence.State.ACTIVE),
                silences.list().stream()
                        .map(silence -> silence.state(clock.epochMillis()))
                        .toList());
    }

    @Test
    void expiresAtOnceAndIsForgottenAfterFiveDays() {
        Silence made = silences.set(silence("", "a=b", 0, 20));

        silences.expire(made.id());

        assertEquals(0, silencing());
        clock.advance(Silences.RETENTION.minusSeconds(1));
        assertEquals(1, silences.list().size());
        clock.advance(Duration.ofSeconds(2));
        assertEquals(0, silences.list().size());
        assertThrows(NoSuchElementException.class, () -> silences.expire(made.id()));
    }

    @Test
    void refusesWhatWouldSilenceEverythingOrNothing() {
        assertThrows(IllegalArgumentException.class, () -> silence("", "a=\"\", b=~\".*\"", 0, 1));
        assertThrows(IllegalArgumentException.class, () -> silence("", "a=b", 2, 1));
        assertThrows(IllegalArgumentException.class, () -> silences.set(silence("", "a=b", -2, -1)));
        assertThrows(NoSuchElementException.class, () -> silences.set(silence("x", "a=b", 0, 1)));
    }

    @Test
    void keepsToItsLimit() {
        Silence first = silences.set(silence("", "a=b", 0, 20));
        silences.set(silence("", "a=c", 0, 20));
        silences.set(silence("", "a=d", 0, 20));

        assertThrows(IllegalStateException.class, () -> silences.set(silence("", "a=e", 0, 20)));
        assertThrows(IllegalStateException.class, () -> silences.set(silence(first.id(), "a=e", 0, 20)));

        assertEquals(1, silencing(), "what was there stays as it was");
    }

    @Test
    void areThereAgainAfterARestart() {
        Journal journal = Journal.inMemory(clock);
        Silences before = new Silences(clock, 3, journal);
        Silence kept = before.set(silence("", "{a=b, c=~\"d|\\\"e\", f!=g, h!~\"i.*\"}", 10, 20));
        Silence ended = before.set(silence("", "a=c", 0, 20));
        clock.advance(Duration.ofSeconds(1));
        before.set(silence(kept.id(), kept.matchers().toString(), 10, 600_000));
        before.expire(ended.id());

        Silences after = new Silences(clock, 3, journal);

        assertEquals(before.list(), after.list());
        assertEquals(START + 600_000_000, after.list().get(0).endsAtMillis());
        clock.advance(Silences.RETENTION.plusDays(1));
        assertEquals(
                List.of(kept.id()),
                new Silences(clock, 3, journal).list().stream().map(Silence::id).toList());
    }

    @Test
    void leavesOutWhatIsNoSilence() {
        Journal journal = Journal.inMemory(clock);
        new Silences(clock, 3, journal).set(silence("", "a=b", 0, 20));
        journal.put(SilenceCodec.KIND, "torn", new byte[] {1, 2, 3});

        assertEquals(1, new Silences(clock, 3, journal).list().size());
        assertEquals(1, journal.entries(SilenceCodec.KIND).size());
    }
}

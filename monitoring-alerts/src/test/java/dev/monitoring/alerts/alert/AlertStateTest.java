package dev.monitoring.alerts.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AlertStateTest {
    private static final AlertTiming AT_ONCE = new AlertTiming(Duration.ZERO, Duration.ZERO);
    private static final AlertTiming FIVE_SECONDS = new AlertTiming(Duration.ofSeconds(5), Duration.ZERO);
    private static final AlertTiming KEPT = new AlertTiming(Duration.ZERO, Duration.ofSeconds(3));

    @Test
    void firesAtOnceWithoutFor() {
        assertEquals(Firing.since(1_000, 1_000), AlertState.begin(1_000, AT_ONCE));
    }

    @Test
    void firesWhenTheConditionHasHeldForLongEnough() {
        AlertState pending = AlertState.begin(1_000, FIVE_SECONDS);

        assertEquals(new Pending(1_000), pending);
        assertEquals(pending, pending.holds(5_999, FIVE_SECONDS));
        assertEquals(Firing.since(1_000, 6_000), pending.holds(6_000, FIVE_SECONDS));
    }

    @Test
    void forgetsAPendingAlertWhoseConditionCeases() {
        assertEquals(Optional.empty(), new Pending(1_000).ceases(2_000, FIVE_SECONDS));
    }

    @Test
    void isPendingAgainWhenForWasRaised() {
        assertEquals(new Pending(1_000), Firing.since(1_000, 1_000).holds(2_000, FIVE_SECONDS));
    }

    @Test
    void resolvesWhenTheConditionCeases() {
        assertEquals(
                Optional.of(new Resolved(1_000, 2_000, 3_000)),
                Firing.since(1_000, 2_000).ceases(3_000, AT_ONCE));
    }

    @Test
    void keepsFiringForSomeTime() {
        Firing firing = Firing.since(1_000, 1_000);

        AlertState kept = firing.ceases(2_000, KEPT).orElseThrow();

        assertEquals(new Firing(1_000, 1_000, OptionalLong.of(2_000)), kept);
        assertEquals(Optional.of(kept), kept.ceases(4_999, KEPT));
        assertEquals(Optional.of(new Resolved(1_000, 1_000, 5_000)), kept.ceases(5_000, KEPT));
        assertEquals(firing, kept.holds(4_000, KEPT));
    }

    @Test
    void forgetsAResolvedAlertAfterItsRetention() {
        Resolved resolved = new Resolved(0, 0, 1_000);
        long retention = AlertTiming.RESOLVED_RETENTION.toMillis();

        assertEquals(Optional.of(resolved), resolved.ceases(1_000 + retention, AT_ONCE));
        assertEquals(Optional.empty(), resolved.ceases(1_001 + retention, AT_ONCE));
    }

    @Test
    void beginsAnewWhenItComesBack() {
        assertEquals(new Pending(9_000), new Resolved(0, 0, 1_000).holds(9_000, FIVE_SECONDS));
        assertEquals(Firing.since(9_000, 9_000), new Resolved(0, 0, 1_000).holds(9_000, AT_ONCE));
    }

    @Test
    void movesWithTheWallClock() {
        assertEquals(new Pending(500), new Pending(1_500).shifted(-1_000));
        assertEquals(
                new Firing(500, 600, OptionalLong.of(700)),
                new Firing(1_500, 1_600, OptionalLong.of(1_700)).shifted(-1_000));
        assertEquals(new Resolved(11, 12, 13), new Resolved(1, 2, 3).shifted(10));
    }

    @Test
    void refusesNegativeTimes() {
        assertThrows(IllegalArgumentException.class, () -> new AlertTiming(Duration.ofSeconds(-1), Duration.ZERO));
    }

    @Test
    void hasAlertmanagersFingerprint() {
        // FNV-1a of 64 bits, by hand for no labels and one: the offset basis; then a, 0xff, b, 0xff.
        assertEquals("cbf29ce484222325", Alert.fingerprint(Labels.EMPTY));
        assertEquals(
                "c1c9b98ca6f3f4b3".length(),
                Alert.fingerprint(Labels.of("a", "b")).length());
    }
}

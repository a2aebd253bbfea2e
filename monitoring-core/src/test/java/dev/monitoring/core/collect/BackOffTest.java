package dev.monitoring.core.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private final BackOff backOff = new BackOff(5_000, 300_000);

    @Test
    void triesTheFirstFailuresAgainAtTheNextTickThenDoublesUpToTheMaximum() {
        assertEquals(List.of(1, 1, 1, 2, 4, 8, 16, 32, 60, 60), ticksAfterFailures(10, false));
    }

    @Test
    void putsATargetThatTimesOutInQuarantine() {
        assertEquals(List.of(1, 1, 12, 12, 12, 12, 16, 32, 60), ticksAfterFailures(9, true));
    }

    @Test
    void staysAtTheMaximumHoweverLongItFails() {
        List<Integer> ticks = ticksAfterFailures(1_000, false);

        assertEquals(60, ticks.get(999));
    }

    @Test
    void isImpatientAgainAfterOneSuccess() {
        ticksAfterFailures(8, true);

        backOff.succeeded();

        assertEquals(1, backOff.ticks());
        assertEquals(0, backOff.failures());
        assertEquals(List.of(1, 1, 1, 2), ticksAfterFailures(4, false));
    }

    @Test
    void anIntervalAboveTheMaximumIsKept() {
        BackOff slow = new BackOff(600_000, 300_000);
        for (int i = 0; i < 20; i++) {
            slow.failed(false);
        }

        assertEquals(1, slow.ticks());
    }

    private List<Integer> ticksAfterFailures(int count, boolean timedOut) {
        List<Integer> ticks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            backOff.failed(timedOut);
            ticks.add(backOff.ticks());
        }
        return ticks;
    }
}

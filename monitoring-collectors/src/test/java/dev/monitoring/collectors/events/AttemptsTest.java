package dev.monitoring.collectors.events;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {
    private final Attempts attempts = new Attempts();

    @Test
    void comeAtGrowingDistancesUpToSixteenRuns() {
        assertEquals(List.of(0, 1, 3, 7, 15, 31, 47, 63), failingRuns(64));
    }

    @Test
    void beginAnewAfterASuccess() {
        failingRuns(20);

        attempts.succeeded();

        assertEquals(List.of(0, 1, 3, 7), failingRuns(8));
    }

    private List<Integer> failingRuns(int runs) {
        List<Integer> tried = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            if (attempts.isDue()) {
                tried.add(run);
                attempts.failed();
            }
        }
        return tried;
    }
}

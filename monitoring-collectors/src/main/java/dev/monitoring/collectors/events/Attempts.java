package dev.monitoring.collectors.events;

/**
 * When to try again what failed: at the next run, then at the second after it, the fourth, and so on up to the sixteenth. A
 * broker writes each refusal into its log. Confined to the runs.
 */
final class Attempts {
    private static final int MAX_DISTANCE = 16;

    private int distance = 1;
    private int runsLeft;

    /** Whether to try in this run; asked once a run. */
    boolean isDue() {
        if (runsLeft > 0) {
            runsLeft--;
        }
        return runsLeft == 0;
    }

    void failed() {
        runsLeft = distance;
        distance = Math.min(MAX_DISTANCE, 2 * distance);
    }

    void succeeded() {
        distance = 1;
        runsLeft = 0;
    }
}

package dev.monitoring.alerts.slo;

import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An error budget as of now, of one set of labels. Immutable.
 *
 * <p>The budget is the share of events that may be bad. It is reckoned over what happened while anybody looked: unknown time is
 * neither good nor bad.
 *
 * @param labels the values of the objective's {@code by}
 * @param state how it stands
 * @param whole the objective's window
 * @param leftRatio which share of the budget is left, from 1 down, below zero where more was spent than there was; 1 where
 *     nothing happened
 * @param windows the windows of the alerts, the shortest first
 * @param projections when the budget will be used up if it goes on burning as in a window
 * @param days the days of the objective's window, the oldest first
 */
public record BudgetStatus(
        Labels labels,
        State state,
        WindowStatus whole,
        double leftRatio,
        List<WindowStatus> windows,
        List<Projection> projections,
        List<BudgetDay> days) {
    /** How a budget stands. */
    public enum State {
        /** There is some left, and no alert's windows burn. */
        OK("ok"),
        /** The windows of an alert burn, too few events or not. */
        BURNING("burning"),
        /** It is used up. */
        EXHAUSTED("exhausted"),
        /** Nobody can tell. */
        NO_DATA("no_data"),
        /** There are too few events for any alert. */
        LOW_TRAFFIC("low_traffic");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** As the API has it. */
        public String word() {
            return word;
        }
    }

    /**
     * When the budget will be used up. Immutable.
     *
     * @param window over which it burns
     * @param left until then; empty where it is not used up before all that was spent until now has left the objective's window
     */
    public record Projection(Duration window, Optional<Duration> left) {}

    public BudgetStatus {
        windows = List.copyOf(windows);
        projections = List.copyOf(projections);
        days = List.copyOf(days);
    }
}

package dev.monitoring.alerts.why;

import dev.monitoring.core.model.Labels;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A comparison of the rule's expression over the evaluations of its {@code for}, for one series. Immutable.
 *
 * @param condition the comparison, in PromQL
 * @param measured the side of it that is watched
 * @param operator {@code >}, {@code ==}, …, with {@code measured} on its left
 * @param threshold the other side
 * @param series the labels of the series that is followed; empty where none was found
 * @param candidates how many series there are to follow; of several this is the one that is nearest to the condition
 * @param points one for each evaluation, the oldest first
 */
public record ConditionTrack(
        String condition,
        String measured,
        String operator,
        String threshold,
        Labels series,
        int candidates,
        List<Point> points) {
    public ConditionTrack {
        points = List.copyOf(points);
    }

    /**
     * An evaluation. Immutable.
     *
     * @param timeMillis when, in epoch milliseconds
     * @param value what was measured
     * @param threshold what it was compared with
     * @param holds whether the comparison held
     */
    public record Point(long timeMillis, OptionalDouble value, OptionalDouble threshold, boolean holds) {
        /** By how much the value is above the threshold; empty where either is missing. */
        public OptionalDouble margin() {
            return value.isPresent() && threshold.isPresent()
                    ? OptionalDouble.of(value.getAsDouble() - threshold.getAsDouble())
                    : OptionalDouble.empty();
        }
    }

    /** At how many of the newest evaluations, without a gap, the comparison held. */
    public int heldLast() {
        int held = 0;
        while (held < points.size() && points.get(points.size() - 1 - held).holds()) {
            held++;
        }
        return held;
    }
}

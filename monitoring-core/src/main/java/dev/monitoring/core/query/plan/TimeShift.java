package dev.monitoring.core.query.plan;

import org.jspecify.annotations.Nullable;

/**
 * The moment a selector or subquery looks at, as seen from a step: so long ago, or always the same. Immutable.
 *
 * @param pinnedMillis the moment {@code @} names, if any
 * @param offsetMillis how long before that, or before the step; negative for after
 */
public record TimeShift(@Nullable Long pinnedMillis, long offsetMillis) {
    public boolean isPinned() {
        return pinnedMillis != null;
    }

    /** The moment looked at from a step at {@code timeMillis}. */
    public long apply(long timeMillis) {
        return (pinnedMillis == null ? timeMillis : pinnedMillis) - offsetMillis;
    }

    /** How far that moment moves from one step to the next. */
    public long stride(StepGrid grid) {
        return isPinned() ? 0 : grid.step();
    }
}

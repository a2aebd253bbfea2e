package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;

/**
 * A series as readers see it since the clock was set back, see {@link Timeline}. Thread-safe.
 *
 * @param stored the series in stored time
 * @param shiftMillis what to take off stored time
 */
record ShiftedSeries(Series stored, long shiftMillis) implements Series {
    @Override
    public Labels labels() {
        return stored.labels();
    }

    @Override
    public void read(long minMillis, long maxMillis, SampleBuffer into) {
        stored.read(Timeline.stored(minMillis, shiftMillis), Timeline.stored(maxMillis, shiftMillis), into);
        long[] timestamps = into.timestamps();
        for (int i = 0; i < into.size(); i++) {
            timestamps[i] -= shiftMillis;
        }
    }
}

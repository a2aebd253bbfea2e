package dev.monitoring.core.query.exec;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.function.Windows;
import dev.monitoring.core.series.Series;
import java.util.List;

/** The stored samples of selected series. */
final class SelectorSource implements SampleSource {
    private final List<Series> series;
    private final SampleReader reader;
    private final long min;
    private final long max;

    SelectorSource(Context context, List<Series> series, long min, long max) {
        this.series = series;
        this.reader = new SampleReader(context);
        this.min = min;
        this.max = max;
    }

    @Override
    public int size() {
        return series.size();
    }

    @Override
    public Labels labels(int index) {
        return series.get(index).labels();
    }

    @Override
    public boolean dropsName(int index) {
        return false;
    }

    @Override
    public void load(int index, Windows windows) {
        Series one = series.get(index);
        reader.read(one, min, max);
        windows.load(one.labels(), reader.times(), reader.values(), reader.starts(), reader.size());
    }
}

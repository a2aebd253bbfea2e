package dev.monitoring.core.live;

import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.Series;
import java.util.List;

/** A history without series. */
final class Nothing implements Queryable {
    @Override
    public List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis) {
        return List.of();
    }

    @Override
    public List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis) {
        return List.of();
    }

    @Override
    public List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis) {
        return List.of();
    }
}

package dev.monitoring.collectors.system.linux;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;

/** The time of day and the time zone, as this process sees them. */
final class TimePart implements Part {
    private static final Family TIME = Family.gauge("node_time_seconds", "The time, in seconds since 1970.")
            .in("seconds");
    private static final Family OFFSET = Family.gauge(
                    "node_time_zone_offset_seconds", "How far local time is ahead of UTC.")
            .in("seconds");

    private final Clock clock;
    private final ZoneRules zone = ZoneId.systemDefault().getRules();
    private final Map<Boolean, Labels> labels = new HashMap<>();

    TimePart(Clock clock) {
        this.clock = clock;
    }

    @Override
    public List<String> names() {
        return List.of("time");
    }

    @Override
    public boolean collect(MetricSink sink) {
        long millis = clock.epochMillis();
        Instant now = Instant.ofEpochMilli(millis);
        sink.add(TIME, Labels.EMPTY, millis / 1e3);
        sink.add(
                OFFSET,
                labels.computeIfAbsent(zone.isDaylightSavings(now), TimePart::labels),
                zone.getOffset(now).getTotalSeconds());
        return true;
    }

    private static Labels labels(boolean summer) {
        return Labels.of("time_zone", TimeZone.getDefault().getDisplayName(summer, TimeZone.SHORT, Locale.ROOT));
    }
}

package dev.monitoring.core.model;

import java.util.Objects;

/**
 * What is known of a metric family besides its samples: name, type, unit and help. Immutable.
 *
 * <p>The name is kept verbatim, as the text format 0.0.4 names the family: a counter may lack {@code _total}, a gauge may
 * end in {@code _total} or {@code _info}. Well-known exporters emit both, and their dashboards ask for just that.
 *
 * @param name the family's name, {@code [a-zA-Z_:][a-zA-Z0-9_:]*}
 * @param type what its samples mean
 * @param unit the base unit as OpenMetrics words it ({@code seconds}, {@code bytes}), or the empty text
 * @param help one sentence for people, or the empty text
 */
public record Family(String name, MetricType type, String unit, String help) {
    public Family {
        Names.requireMetricName(name);
        Objects.requireNonNull(type, "type");
        Names.requireUnicode("unit of " + name, unit);
        Names.requireUnicode("help of " + name, help);
    }

    public static Family counter(String name, String help) {
        return new Family(name, MetricType.COUNTER, "", help);
    }

    public static Family gauge(String name, String help) {
        return new Family(name, MetricType.GAUGE, "", help);
    }

    public static Family untyped(String name, String help) {
        return new Family(name, MetricType.UNTYPED, "", help);
    }

    public static Family info(String name, String help) {
        return new Family(name, MetricType.INFO, "", help);
    }

    public static Family histogram(String name, String help) {
        return new Family(name, MetricType.HISTOGRAM, "", help);
    }

    public static Family summary(String name, String help) {
        return new Family(name, MetricType.SUMMARY, "", help);
    }

    /** This family with a unit. */
    public Family in(String unit) {
        return new Family(name, type, unit, help);
    }
}

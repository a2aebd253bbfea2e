package dev.monitoring.collectors.system.oshi;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.Locale;

/** What OSHI means by its answers: a negative number, NaN and the word unknown stand for what it cannot find out. */
final class Figures {
    private Figures() {}

    /** Emits a number that OSHI knows. */
    static void add(MetricSink sink, Family family, Labels labels, double value) {
        if (value >= 0) {
            sink.add(family, labels, value);
        }
    }

    /** The text, or the empty text where OSHI does not know it. */
    static String known(String text) {
        return text.toLowerCase(Locale.ROOT).equals("unknown") ? "" : text;
    }

    static Family bytes(String name, String help) {
        return Family.gauge(name, help).in("bytes");
    }

    static Family bytesCounter(String name, String help) {
        return Family.counter(name, help).in("bytes");
    }
}

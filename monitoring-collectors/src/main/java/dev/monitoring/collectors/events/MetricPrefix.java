package dev.monitoring.collectors.events;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;

/** The key of what the names of a collector's families begin with. Stateless. */
public final class MetricPrefix {
    /** Above the targets, since the bundle asks for all of them by name. */
    public static final Setting<String> SETTING = Setting.text(
            "metric-prefix",
            "fr",
            "What the metrics' names begin with: fr gives fr_pipeline_results_total and its like.");

    private MetricPrefix() {}

    /** What a factory's section says; the default where what is set cannot begin a name, which is recorded as a fault. */
    public static String read(Settings section) {
        String prefix = section.get(SETTING);
        if (isGood(prefix)) {
            return prefix;
        }
        section.fault(
                SETTING, "\"" + prefix + "\" cannot begin a metric's name; use letters, digits and _, as shop does");
        return usual();
    }

    /** The same without recording anything. */
    public static String peek(Settings section) {
        String prefix = section.get(SETTING);
        return isGood(prefix) ? prefix : usual();
    }

    /** What holds where nothing is set. */
    public static String usual() {
        return SETTING.defaultText().orElseThrow();
    }

    private static boolean isGood(String prefix) {
        return prefix.matches("[a-zA-Z_:][a-zA-Z0-9_:]*");
    }
}

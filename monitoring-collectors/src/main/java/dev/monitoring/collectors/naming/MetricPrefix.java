package dev.monitoring.collectors.naming;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;

/** The key of what the names of a collector's families begin with. Immutable. */
public final class MetricPrefix {
    private final String usual;
    private final Setting<String> setting;

    private MetricPrefix(String usual, Setting<String> setting) {
        this.usual = usual;
        this.setting = setting;
    }

    /**
     * The key of a collector.
     *
     * @param usual what holds where nothing is set: {@code fr}
     * @param example a name that begins so: {@code fr_actions_total}
     */
    public static MetricPrefix of(String usual, String example) {
        return new MetricPrefix(
                usual,
                Setting.text(
                        "metric-prefix",
                        usual,
                        "What the metrics' names begin with: " + usual + " gives " + example + " and its like."));
    }

    /** The key, which stands above the targets, since the bundle asks for all of them by name. */
    public Setting<String> setting() {
        return setting;
    }

    /** What a factory's section says; the usual where what is set cannot begin a name, which is recorded as a fault. */
    public String read(Settings section) {
        String prefix = section.get(setting);
        if (isGood(prefix)) {
            return prefix;
        }
        section.fault(
                setting, "\"" + prefix + "\" cannot begin a metric's name; use letters, digits and _, as shop does");
        return usual;
    }

    /** The same without recording anything. */
    public String peek(Settings section) {
        String prefix = section.get(setting);
        return isGood(prefix) ? prefix : usual;
    }

    /** What holds where nothing is set. */
    public String usual() {
        return usual;
    }

    private static boolean isGood(String prefix) {
        return prefix.matches("[a-zA-Z_:][a-zA-Z0-9_:]*");
    }
}

package dev.monitoring.core.api;

import dev.monitoring.core.settings.Durations;
import java.time.Duration;
import java.util.Locale;

/** Figures as people read them, by the unit at the end of their name. */
final class FigureText {
    private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private FigureText() {}

    /** A figure with its unit; a dash where there is none. */
    static String value(String name, double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        if (name.endsWith("_percent")) {
            return String.format(Locale.ROOT, "%.1f %%", value);
        }
        if (name.endsWith("_bytes_per_second")) {
            return bytes(value) + "/s";
        }
        if (name.endsWith("_bytes")) {
            return bytes(value);
        }
        if (name.endsWith("_per_second")) {
            return number(value) + " /s";
        }
        if (name.endsWith("_seconds")) {
            return seconds(value);
        }
        if (name.endsWith("_celsius")) {
            return String.format(Locale.ROOT, "%.1f °C", value);
        }
        return number(value);
    }

    /** A name without its unit and underscores: {@code mem used} for {@code mem_used_bytes}. */
    static String title(String name) {
        return name.replaceFirst("_(bytes_per_second|per_second|percent|bytes|seconds|celsius)$", "")
                .replace('_', ' ');
    }

    /** A time span in its two greatest units. */
    static String span(Duration duration) {
        Duration whole = Duration.ofSeconds(Math.max(0, duration.toSeconds()));
        if (whole.toHours() >= 1) {
            whole = Duration.ofMinutes(whole.toMinutes());
        }
        if (whole.toDays() >= 1) {
            whole = Duration.ofHours(whole.toHours());
        }
        return Durations.format(whole).replaceAll("(?<=[a-z])(?=[0-9])", " ");
    }

    private static String seconds(double value) {
        if (value < 0 || value >= 100 * 365 * 86_400.0) {
            return number(value) + " s";
        }
        if (value < 1) {
            return value == 0 ? "0 s" : String.format(Locale.ROOT, "%.3g ms", value * 1_000);
        }
        return value < 60
                ? String.format(Locale.ROOT, "%.1f s", value)
                : span(Duration.ofMillis((long) (value * 1_000)));
    }

    private static String bytes(double value) {
        double scaled = value;
        int unit = 0;
        while (Math.abs(scaled) >= 1_024 && unit < BINARY.length - 1) {
            scaled /= 1_024;
            unit++;
        }
        return (unit == 0 ? number(scaled) : String.format(Locale.ROOT, "%.1f", scaled)) + " " + BINARY[unit];
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, Math.abs(value) >= 1e9 ? "%.3g" : "%,.2f", value);
    }
}

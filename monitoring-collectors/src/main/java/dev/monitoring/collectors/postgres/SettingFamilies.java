package dev.monitoring.collectors.postgres;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server's settings that are numbers or switches, a family each, in bytes and seconds. Confined to the runs. */
final class SettingFamilies implements Question.Rows {
    /** Of what we have set for our own connection, the value that others get. */
    static final String SQL = "SELECT name, CASE WHEN source IN ('session', 'client') OR name = 'transaction_read_only'"
            + " THEN reset_val ELSE setting END, coalesce(unit, '') FROM pg_settings"
            + " WHERE vartype IN ('bool', 'integer', 'real')";

    private static final Pattern UNIT = Pattern.compile("(\\d*)([a-zA-Z]+)");
    private static final Map<String, Double> SECONDS =
            Map.of("us", 1e-6, "ms", 1e-3, "s", 1.0, "min", 60.0, "h", 3_600.0, "d", 86_400.0);
    private static final Map<String, Double> BYTES =
            Map.of("B", 1.0, "kB", 0x1p10, "MB", 0x1p20, "GB", 0x1p30, "TB", 0x1p40);

    /** An extension may bring settings of its own; more families than these are none of a server. */
    private static final int MAX_KNOWN = 2_000;

    /** A setting's family, and how many base units one of its own is. */
    private record Measure(Family family, double factor) {}

    private final Map<String, Measure> known = new HashMap<>();
    private final Labels labels;

    /** The settings of a server with these labels. */
    SettingFamilies(Labels labels) {
        this.labels = labels;
    }

    @Override
    public void take(ResultSet row, Question.Samples samples) throws SQLException {
        String name = row.getString(1);
        String value = String.valueOf(row.getString(2));
        String unit = row.getString(3);
        Measure measure = known.get(name);
        if (measure == null) {
            if (known.size() >= MAX_KNOWN) {
                return;
            }
            measure = measure(name, unit);
            known.put(name, measure);
        }
        samples.add(measure.family, labels, number(value, measure.factor));
    }

    private static Measure measure(String name, String unit) {
        String family = "pg_settings_" + name.replaceAll("[^a-zA-Z0-9_]", "_");
        String help = "The setting " + name + " of the server.";
        Matcher matcher = UNIT.matcher(unit);
        if (matcher.matches()) {
            double times = matcher.group(1).isEmpty() ? 1 : Double.parseDouble(matcher.group(1));
            Double seconds = SECONDS.get(matcher.group(2));
            if (seconds != null) {
                return new Measure(Family.gauge(family + "_seconds", help), times * seconds);
            }
            Double bytes = BYTES.get(matcher.group(2));
            if (bytes != null) {
                return new Measure(Family.gauge(family + "_bytes", help), times * bytes);
            }
        }
        return new Measure(Family.gauge(family, help), 1);
    }

    /** Minus one means that the setting is off, in whatever unit. */
    private static double number(String value, double factor) {
        if (value.equals("on")) {
            return 1;
        }
        if (value.equals("off")) {
            return 0;
        }
        try {
            double number = Double.parseDouble(value);
            return number == -1 ? number : number * factor;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}

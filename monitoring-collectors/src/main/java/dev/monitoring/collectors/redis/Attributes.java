package dev.monitoring.collectors.redis;

import java.util.LinkedHashMap;
import java.util.Map;

/** Text of the form {@code calls=21,usec=175,usec_per_call=8.33}, as {@code INFO} has it within a value. */
final class Attributes {
    private final Map<String, String> values = new LinkedHashMap<>();

    private Attributes() {}

    static Attributes parse(String text) {
        return parse(text, ',');
    }

    static Attributes parse(String text, char separator) {
        Attributes attributes = new Attributes();
        for (int begin = 0; begin < text.length(); ) {
            int end = text.indexOf(separator, begin);
            end = end < 0 ? text.length() : end;
            int equals = text.indexOf('=', begin);
            if (equals > begin && equals < end) {
                attributes.values.put(text.substring(begin, equals), text.substring(equals + 1, end));
            }
            begin = end + 1;
        }
        return attributes;
    }

    Map<String, String> all() {
        return values;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String text(String name) {
        return values.getOrDefault(name, "");
    }

    /** A number; not a number where there is none. */
    double number(String name) {
        try {
            return Double.parseDouble(text(name));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}

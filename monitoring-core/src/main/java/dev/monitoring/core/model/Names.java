package dev.monitoring.core.model;

import java.util.Locale;

/**
 * The rules for metric and label names, and how names and values are quoted in messages.
 *
 * <p>Collectors emit names that every Prometheus since 0.x reads: {@code [a-zA-Z_:][a-zA-Z0-9_:]*} for metrics and
 * {@code [a-zA-Z_][a-zA-Z0-9_]*} for labels. Data that others measured (remote write, imports) may use any UTF-8.
 *
 * @see <a href="https://prometheus.io/docs/concepts/data_model/">Prometheus data model</a>
 */
public final class Names {
    private Names() {}

    /** Whether {@code name} matches {@code [a-zA-Z_:][a-zA-Z0-9_:]*}. */
    public static boolean isMetricName(String name) {
        return matches(name, true);
    }

    /** Whether {@code name} matches {@code [a-zA-Z_][a-zA-Z0-9_]*}. */
    public static boolean isLabelName(String name) {
        return matches(name, false);
    }

    /**
     * Checks a metric name.
     *
     * @return {@code name}
     * @throws IllegalArgumentException naming the first character that is not allowed, and a name that would be
     */
    public static String requireMetricName(String name) {
        if (!isMetricName(name)) {
            throw new IllegalArgumentException(fault("metric name", name, "[a-zA-Z_:][a-zA-Z0-9_:]*", true));
        }
        return name;
    }

    /**
     * Checks a label name. Names that begin with {@code __} are Prometheus' own and are refused.
     *
     * @return {@code name}
     * @throws IllegalArgumentException naming the first character that is not allowed, and a name that would be
     */
    public static String requireLabelName(String name) {
        if (!isLabelName(name)) {
            throw new IllegalArgumentException(fault("label name", name, "[a-zA-Z_][a-zA-Z0-9_]*", false));
        }
        if (name.startsWith("__")) {
            throw new IllegalArgumentException("label name " + quote(name)
                    + " begins with __, which Prometheus reserves; use " + quote(name.replaceFirst("^_+", "")));
        }
        return name;
    }

    /** {@code text} in double quotes, with backslash, quote and line feed escaped as Prometheus does. */
    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> quoted.append("\\\\");
                case '"' -> quoted.append("\\\"");
                case '\n' -> quoted.append("\\n");
                default -> quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }

    static void requireUnicode(String what, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                throw new IllegalArgumentException(what + " has half a surrogate pair (U+"
                        + Integer.toHexString(c).toUpperCase(Locale.ROOT) + ") at index " + i
                        + "; it must be valid Unicode to be written as UTF-8");
            }
        }
    }

    private static boolean matches(String name, boolean colon) {
        if (name.isEmpty() || isDigit(name.charAt(0))) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (!isLegal(name.charAt(i), colon)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLegal(char c, boolean colon) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || isDigit(c) || colon && c == ':';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static String fault(String what, String name, String rule, boolean colon) {
        if (name.isEmpty()) {
            return what + " is empty; it must match " + rule;
        }
        StringBuilder legal = new StringBuilder(isDigit(name.charAt(0)) ? "_" : "");
        int offender = isDigit(name.charAt(0)) ? 0 : -1;
        for (int i = 0; i < name.length(); i++) {
            boolean fine = isLegal(name.charAt(i), colon);
            if (!fine && offender < 0) {
                offender = i;
            }
            legal.append(fine ? name.charAt(i) : '_');
        }
        return what + " " + quote(name) + " has " + quote(String.valueOf(name.charAt(offender))) + " at index "
                + offender + "; it must match " + rule + ", for example " + quote(legal.toString());
    }
}

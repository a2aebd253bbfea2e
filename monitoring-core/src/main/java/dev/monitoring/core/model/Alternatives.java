package dev.monitoring.core.model;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Regular expressions that only list values, such as dashboards make of what somebody chose. Stateless. */
final class Alternatives {
    private static final String SPECIAL = "\\.+*?()[]{}|^$";

    private Alternatives() {}

    /** The values of {@code a|b|c}, {@code (a|b|c)} or {@code (?:a|b|c)}, in that order; empty for any other form. */
    static Optional<Set<String>> of(String expression) {
        String inner = expression;
        if (inner.endsWith(")")) {
            int opening = inner.startsWith("(?:") ? 3 : inner.startsWith("(") ? 1 : 0;
            inner = opening == 0 ? inner : inner.substring(opening, inner.length() - 1);
        }
        Set<String> values = new LinkedHashSet<>();
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '|') {
                values.add(value.toString());
                value.setLength(0);
            } else if (c == '\\' && i + 1 < inner.length() && SPECIAL.indexOf(inner.charAt(i + 1)) >= 0) {
                value.append(inner.charAt(++i));
            } else if (SPECIAL.indexOf(c) >= 0) {
                return Optional.empty();
            } else {
                value.append(c);
            }
        }
        values.add(value.toString());
        return Optional.of(values);
    }
}

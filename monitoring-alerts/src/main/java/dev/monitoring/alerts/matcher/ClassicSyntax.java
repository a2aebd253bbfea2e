package dev.monitoring.alerts.matcher;

import dev.monitoring.core.model.Matcher.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The notation of matchers before Alertmanager 0.27: names of ASCII letters, values bare or in double quotes, and {@code \\},
 * {@code \"} and {@code \n} the only escapes; any other backslash stands for itself. Stateless.
 *
 * <p>What it refuses has no position, because the other notation is tried next and its message is shown.
 */
final class ClassicSyntax {
    private ClassicSyntax() {}

    /** The matchers; empty where the text is not in this notation. */
    static Optional<List<LabelMatcher>> parse(String text) {
        String inner = text.startsWith("{") ? text.substring(1) : text;
        inner = inner.endsWith("}") ? inner.substring(0, inner.length() - 1) : inner;
        List<LabelMatcher> matchers = new ArrayList<>();
        for (String part : parts(inner)) {
            LabelMatcher matcher = matcher(part);
            if (matcher == null) {
                return Optional.empty();
            }
            matchers.add(matcher);
        }
        return Optional.of(matchers);
    }

    /** The matcher; empty where the text is none in this notation. */
    static Optional<LabelMatcher> parseOne(String text) {
        return Optional.ofNullable(matcher(text));
    }

    /** The text cut at commas outside quotes; what follows the last comma counts only where something stands there. */
    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        boolean escaped = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' && !quoted) {
                parts.add(text.substring(from, i));
                from = i + 1;
            } else if (c == '"') {
                quoted = escaped == quoted;
                escaped = false;
            } else if (c != ',') {
                escaped = c == '\\' && !escaped;
            }
        }
        String rest = trimmed(text.substring(from), LabelMatcher::isSpace);
        if (!rest.isEmpty()) {
            parts.add(rest);
        }
        return parts;
    }

    private static @Nullable LabelMatcher matcher(String part) {
        String text = trimmed(part, ClassicSyntax::isSpace);
        int end = 0;
        while (end < text.length() && isNameChar(text.charAt(end), end == 0)) {
            end++;
        }
        String name = text.substring(0, end);
        String rest = trimmed(text.substring(end), ClassicSyntax::isSpace);
        Operator operator = operator(rest);
        if (name.isEmpty() || operator == null) {
            return null;
        }
        String value = value(trimmed(rest.substring(operator.sign().length()), ClassicSyntax::isSpace));
        try {
            return value == null ? null : LabelMatcher.of(name, operator, value);
        } catch (IllegalArgumentException e) { // no RE2: the other notation says so, with the place
            return null;
        }
    }

    private static @Nullable Operator operator(String text) {
        for (Operator operator : List.of(Operator.MATCHES, Operator.NOT_MATCHES, Operator.NOT_EQUAL, Operator.EQUAL)) {
            if (text.startsWith(operator.sign())) {
                return operator;
            }
        }
        return null;
    }

    private static @Nullable String value(String raw) {
        boolean quoted = raw.startsWith("\"");
        String text = quoted ? raw.substring(1) : raw;
        StringBuilder value = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean last = i == text.length() - 1;
            if (c == '\\' && !last) {
                i++;
                switch (text.charAt(i)) {
                    case 'n' -> value.append('\n');
                    case '"', '\\' -> value.append(text.charAt(i));
                    default -> value.append(c).append(text.charAt(i));
                }
            } else if (c == '"') {
                return quoted && last ? value.toString() : null;
            } else {
                value.append(c);
            }
        }
        return quoted ? null : value.toString();
    }

    private static boolean isNameChar(char c, boolean first) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == ':' || !first && c >= '0' && c <= '9';
    }

    /** What {@code \s} stands for in RE2. */
    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
    }

    private static String trimmed(String text, IntPredicate space) {
        int from = 0;
        int to = text.length();
        while (from < to && space.test(text.charAt(from))) {
            from++;
        }
        while (to > from && space.test(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}

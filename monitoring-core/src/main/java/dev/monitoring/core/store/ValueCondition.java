package dev.monitoring.core.store;

import dev.monitoring.core.model.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A regular expression of a matcher, made cheaper where it only lists values, or asks for a prefix, a suffix or a part.
 * Immutable and thread-safe.
 */
final class ValueCondition {
    private static final String SPECIAL = "\\.+*?()[]{}|^$";

    private final Matcher matcher;
    private final Set<String> alternatives; // empty where the expression is no list
    private final @Nullable Predicate<String> test;

    private ValueCondition(Matcher matcher, Set<String> alternatives, @Nullable Predicate<String> test) {
        this.matcher = matcher;
        this.alternatives = alternatives;
        this.test = test;
    }

    /** The test that a matcher with a regular expression stands for. */
    static ValueCondition of(Matcher matcher) {
        String expression = matcher.value();
        Set<String> alternatives = matcher.listedValues();
        return new ValueCondition(matcher, alternatives, alternatives.isEmpty() ? affix(expression) : null);
    }

    /** The values whose test comes out as {@code fits}, the sign of the matcher counted in. */
    String[] select(ConcurrentMap<String, int[]> values, boolean fits) {
        boolean wanted = fits != matcher.operator().isNegative();
        List<String> selected = new ArrayList<>();
        if (!alternatives.isEmpty() && wanted) {
            for (String value : alternatives) {
                if (values.containsKey(value)) {
                    selected.add(value);
                }
            }
        } else {
            for (String value : values.keySet()) {
                if (expressionFits(value) == wanted) {
                    selected.add(value);
                }
            }
        }
        return selected.toArray(new String[0]);
    }

    /** Whether the expression, without the matcher's sign, fits the value. */
    boolean expressionFits(String value) {
        if (!alternatives.isEmpty()) {
            return alternatives.contains(value);
        }
        if (test != null) {
            return test.test(value);
        }
        return matcher.matches(value) != matcher.operator().isNegative();
    }

    /** Whether the regular expression engine has to be asked. */
    boolean isExpression() {
        return alternatives.isEmpty() && test == null;
    }

    /** {@code a.*}, {@code a.+}, {@code .*a}, {@code .+a} and {@code .*a.*} without the engine; null for any other form. */
    private static @Nullable Predicate<String> affix(String expression) {
        boolean open = expression.startsWith(".*") || expression.startsWith(".+");
        boolean close =
                expression.length() > (open ? 3 : 1) && (expression.endsWith(".*") || expression.endsWith(".+"));
        String literal = expression.substring(open ? 2 : 0, expression.length() - (close ? 2 : 0));
        if (!isLiteral(literal)) {
            return null;
        }
        int before = open && expression.charAt(1) == '+' ? 1 : 0;
        int after = close && expression.endsWith("+") ? 1 : 0;
        if (open && close) {
            if (before + after > 0) {
                return null;
            }
            return value -> value.contains(literal);
        }
        int shortest = literal.length() + before + after;
        return open
                ? value -> value.length() >= shortest && value.endsWith(literal)
                : value -> value.length() >= shortest && value.startsWith(literal);
    }

    private static boolean isLiteral(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (SPECIAL.indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }
}

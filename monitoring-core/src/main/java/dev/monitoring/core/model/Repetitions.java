package dev.monitoring.core.model;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps regular expressions of strangers from growing when they are compiled. Stateless.
 *
 * <p>RE2/J writes repetitions out: {@code ((x{1000}){1000}){1000}} would become a thousand million instructions before anybody
 * could stop it. Go refuses expressions whose nested counts multiply to more than 1,000; so does this, before the compiler sees
 * them.
 */
public final class Repetitions {
    /** Go's limit of counts, and of their products where they are nested. */
    private static final int MAX_REPEAT = 1_000;

    private static final int MAX_SHOWN = 20;

    private Repetitions() {}

    /**
     * Lets an expression pass whose repetitions may be written out.
     *
     * @throws PatternSyntaxException if counts, or the products of nested counts, are greater than 1,000
     */
    public static void require(String expression) {
        Deque<Long> outer = new ArrayDeque<>();
        long group = 1;
        long last = 1;
        int i = 0;
        while (i < expression.length()) {
            char c = expression.charAt(i);
            int next = i + 1;
            if (c == '\\') {
                next = expression.startsWith("\\Q", i) ? endOfQuote(expression, i) : i + 2;
                last = 1;
            } else if (c == '[') {
                next = endOfClass(expression, i);
                last = 1;
            } else if (c == '(') {
                outer.push(group);
                group = 1;
                last = 1;
            } else if (c == ')') {
                last = group;
                group = outer.isEmpty() ? group : Math.max(outer.pop(), last);
            } else if (c == '{') {
                last *= count(expression, i);
                group = Math.max(group, last);
                if (last > MAX_REPEAT) {
                    throw new PatternSyntaxException(
                            "invalid repeat count; counts, and the products of nested counts, are at most "
                                    + MAX_REPEAT,
                            expression.substring(i, Math.min(expression.length(), i + MAX_SHOWN)));
                }
            } else if ("*+?".indexOf(c) < 0) {
                last = 1;
            }
            i = next;
        }
    }

    private static int endOfQuote(String expression, int at) {
        int end = expression.indexOf("\\E", at);
        return end < 0 ? expression.length() : end + 2;
    }

    private static int endOfClass(String expression, int at) {
        int i = at + 1;
        i += expression.startsWith("^", i) ? 1 : 0;
        i += expression.startsWith("]", i) ? 1 : 0;
        while (i < expression.length() && expression.charAt(i) != ']') {
            if (expression.startsWith("[:", i) && expression.indexOf(":]", i) > 0) {
                i = expression.indexOf(":]", i) + 2;
            } else {
                i += expression.charAt(i) == '\\' ? 2 : 1;
            }
        }
        return i + 1;
    }

    /** The greater number of {@code {n}}, {@code {n,}} or {@code {n,m}}; 1 where the brace is none of these. */
    private static long count(String expression, int at) {
        int end = expression.indexOf('}', at);
        if (end < 0) {
            return 1;
        }
        long greatest = 1;
        for (String number : expression.substring(at + 1, end).split(",")) {
            if (number.isEmpty() || !number.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return 1;
            }
            greatest = Math.max(greatest, number.length() > 4 ? MAX_REPEAT + 1 : Long.parseLong(number));
        }
        return greatest;
    }
}

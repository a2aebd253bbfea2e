package dev.monitoring.core.model;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps regular expressions of strangers from growing when they are compiled, and from going too deep when they are matched.
 * Stateless.
 *
 * <p>RE2/J writes repetitions out: {@code ((x{1000}){1000}){1000}} would become a thousand million instructions before anybody
 * could stop it. Go refuses expressions whose nested counts multiply to more than 1,000; so does this, before the compiler sees
 * them. And RE2/J calls itself, for each group inside another when it compiles, and for each branch that takes no character
 * when it matches: both are counted, so that no expression needs more of a thread's stack than there is.
 */
public final class Repetitions {
    /** Go's limit of counts, and of their products where they are nested. */
    private static final int MAX_REPEAT = 1_000;

    /** A tenth of what the usual stack of 1 MiB takes: x{0,1000} nests too. */
    private static final int MAX_DEPTH = 100;

    /** Alternatives, options, repetitions, anchors, and both ends of groups, written out: a quarter of what 1 MiB takes. */
    private static final int MAX_BRANCHES = 1_000;

    private static final int MAX_SHOWN = 20;

    private Repetitions() {}

    /**
     * Lets an expression pass that may be compiled and matched.
     *
     * @throws PatternSyntaxException if counts, or the products of nested counts, are greater than 1,000; if more than 100
     *     groups are nested; or if there are more than 1,000 groups, alternatives, options, repetitions and anchors, written out
     */
    public static void require(String expression) {
        new Check(expression).run();
    }

    /** One walk through an expression. Confined to one thread. */
    private static final class Check {
        /** What was counted in the groups around: the greatest product of counts, and branches. */
        private record Around(long group, long branches) {}

        private final String expression;
        private final Deque<Around> outer = new ArrayDeque<>();
        private long group = 1;
        private long last = 1;
        private long branches; // of the group so far, without its last part
        private long lastBranches;

        private Check(String expression) {
            this.expression = expression;
        }

        private void run() {
            int i = 0;
            while (i < expression.length()) {
                i = step(i, expression.charAt(i));
                if (branches + lastBranches > MAX_BRANCHES) {
                    throw refused("expression has more than " + MAX_BRANCHES
                            + " groups, alternatives, options and repetitions; split it, or list plain values only");
                }
            }
        }

        private int step(int at, char c) {
            if (c == '(') {
                open();
            } else if (c == ')') {
                close();
            } else if (c == '{') {
                repeat(at);
            } else if (c == '*' || c == '+' || c == '?') {
                lastBranches++;
            } else {
                next();
                branches += c == '|' || c == '^' || c == '$' ? 1 : 0;
                if (c == '\\') {
                    branches += at + 1 < expression.length() && isAnchor(expression.charAt(at + 1)) ? 1 : 0;
                    return expression.startsWith("\\Q", at) ? endOfQuote(expression, at) : at + 2;
                }
                if (c == '[') {
                    return endOfClass(expression, at);
                }
            }
            return at + 1;
        }

        private static boolean isAnchor(char escaped) {
            return "AbBz".indexOf(escaped) >= 0;
        }

        private void next() {
            last = 1;
            branches += lastBranches;
            lastBranches = 0;
        }

        private void open() {
            next();
            outer.push(new Around(group, branches));
            if (outer.size() > MAX_DEPTH) {
                throw refused("expression nests too deeply; at most " + MAX_DEPTH + " groups stand inside each other");
            }
            group = 1;
            branches = 0;
        }

        private void close() {
            last = group;
            lastBranches += branches + 2;
            branches = 0;
            if (!outer.isEmpty()) {
                Around around = outer.pop();
                group = Math.max(around.group, last);
                branches = around.branches;
            }
        }

        private void repeat(int at) {
            long count = count(expression, at);
            last *= count;
            group = Math.max(group, last);
            if (last > MAX_REPEAT) {
                throw new PatternSyntaxException(
                        "invalid repeat count; counts, and the products of nested counts, are at most " + MAX_REPEAT,
                        shown(at));
            }
            // x{0,3} is (x(x(x)?)?)?: one branch at each place, unless x may be nothing itself.
            int comma = expression.indexOf(',', at);
            boolean optional = comma >= 0 && comma < expression.indexOf('}', at);
            lastBranches = optional && lastBranches == 0 ? 1 : (lastBranches + (optional ? 1 : 0)) * count;
        }

        private PatternSyntaxException refused(String reason) {
            return new PatternSyntaxException(reason, shown(0));
        }

        private String shown(int at) {
            return expression.substring(at, Math.min(expression.length(), at + MAX_SHOWN));
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

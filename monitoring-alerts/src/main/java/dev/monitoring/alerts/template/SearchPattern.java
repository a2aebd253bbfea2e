package dev.monitoring.alerts.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.monitoring.core.model.Expansion;
import java.util.ArrayDeque;
import java.util.Deque;

/** A regular expression of RE2, not anchored, as {@code match} and {@code reReplaceAll} take it. */
final class SearchPattern {
    // Design note. RE2/J writes repetitions out when it compiles: ((x{1000}){1000}){1000} would become a thousand
    // million
    // instructions before anybody could stop it. Go refuses expressions whose nested counts multiply to more than
    // 1,000,
    // and so does the scan below, before the compiler sees the expression.

    /** Go's limit of counts, and of their products where they are nested. */
    private static final int MAX_REPEAT = 1_000;

    private final Pattern pattern;
    private final Budget budget;

    private SearchPattern(Pattern pattern, Budget budget) {
        this.pattern = pattern;
        this.budget = budget;
    }

    static SearchPattern of(String expression, Budget budget) throws Fault {
        budget.checkPattern(expression);
        checkRepetitions(expression);
        try {
            Pattern pattern = Pattern.compile(expression);
            budget.steps(1 + pattern.programSize() / 100);
            return new SearchPattern(pattern, budget);
        } catch (PatternSyntaxException e) {
            throw Fault.execution("error parsing regexp: " + e.getDescription() + ": " + Fault.quoted(expression)
                    + "; the syntax is that of RE2");
        }
    }

    boolean isFoundIn(String text) throws Fault {
        budget.search(pattern.programSize(), text.length());
        return pattern.matcher(text).find();
    }

    /** Go's {@code ReplaceAllString}. */
    String replaceAll(String text, String replacement) throws Fault {
        budget.search(pattern.programSize(), text.length());
        Expansion expansion = Expansion.of(replacement, pattern);
        Matcher matcher = pattern.matcher(text);
        StringBuilder out = new StringBuilder();
        int copied = 0;
        int from = 0;
        while (from <= text.length() && matcher.find(from)) {
            budget.step();
            int start = matcher.start();
            int end = matcher.end();
            out.append(text, copied, start);
            // An empty match directly behind another match is none.
            if (end > copied || start == 0) {
                out.append(expansion.of(matcher));
            }
            budget.checkLength(out.length());
            copied = end;
            from = end > from ? end : from + (from < text.length() ? Character.charCount(text.codePointAt(from)) : 1);
        }
        out.append(text, Math.min(copied, text.length()), text.length());
        budget.checkLength(out.length());
        return out.toString();
    }

    /** Looks at counts in braces, with the greatest product of those within the group before them. */
    private static void checkRepetitions(String expression) throws Fault {
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
                    throw Fault.execution("error parsing regexp: invalid repeat count: " + Fault.quoted(expression)
                            + "; counts, and the products of nested counts, are at most " + MAX_REPEAT);
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

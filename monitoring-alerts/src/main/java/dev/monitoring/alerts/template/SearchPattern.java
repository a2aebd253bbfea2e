package dev.monitoring.alerts.template;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.monitoring.core.model.Expansion;
import dev.monitoring.core.model.Repetitions;

/** A regular expression of RE2, not anchored, as {@code match} and {@code reReplaceAll} take it. */
final class SearchPattern {
    private final Pattern pattern;
    private final Budget budget;

    private SearchPattern(Pattern pattern, Budget budget) {
        this.pattern = pattern;
        this.budget = budget;
    }

    static SearchPattern of(String expression, Budget budget) throws Fault {
        budget.checkPattern(expression);
        try {
            Repetitions.require(expression);
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
}

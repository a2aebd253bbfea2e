package dev.monitoring.collectors.scrape;

import com.google.re2j.Matcher;
import org.jspecify.annotations.Nullable;

/**
 * Text with references to the groups of a match: {@code $1}, {@code $name}, <code>${1}</code>, {@code $$} for a dollar. A
 * name is as long as it can be: {@code $1x} is the group named 1x. A group that is not there is empty text.
 *
 * @see <a href="https://pkg.go.dev/regexp#Regexp.Expand">Expand of Go</a>
 */
public final class Replacement {
    private Replacement() {}

    /** The template with what the groups of {@code match} hold. */
    public static String expand(String template, Matcher match) {
        if (template.indexOf('$') < 0) {
            return template;
        }
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < template.length()) {
            char c = template.charAt(i);
            if (c != '$' || i + 1 == template.length()) {
                text.append(c);
                i++;
            } else if (template.charAt(i + 1) == '$') {
                text.append('$');
                i += 2;
            } else {
                i = reference(template, i + 1, match, text);
            }
        }
        return text.toString();
    }

    /** Appends the group that is named at {@code begin}, and returns where the text goes on. */
    private static int reference(String template, int begin, Matcher match, StringBuilder text) {
        boolean braced = template.charAt(begin) == '{';
        int from = braced ? begin + 1 : begin;
        int to = from;
        while (to < template.length() && isWord(template.charAt(to))) {
            to++;
        }
        boolean whole = to > from && (!braced || to < template.length() && template.charAt(to) == '}');
        if (!whole) {
            text.append('$');
            return begin;
        }
        @Nullable String group = group(template.substring(from, to), match);
        if (group != null) {
            text.append(group);
        }
        return braced ? to + 1 : to;
    }

    private static boolean isWord(char c) {
        return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static @Nullable String group(String name, Matcher match) {
        if (name.matches("[0-9]{1,4}")) {
            int number = Integer.parseInt(name);
            return number <= match.groupCount() ? match.group(number) : null;
        }
        try {
            return match.group(name);
        } catch (IllegalArgumentException e) {
            return null; // there is no group of that name
        }
    }
}

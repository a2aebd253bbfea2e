package dev.monitoring.core.model;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A text with references to the groups of a regular expression, in the form of Go: {@code $name}, where the name is as long as
 * it can be, <code>${name}</code>, and {@code $$} for a dollar. A reference to a group that is not there stands for nothing; a
 * dollar that begins no reference stands for itself. Immutable and thread-safe.
 *
 * @see <a href="https://pkg.go.dev/regexp#Regexp.Expand">Regexp.Expand</a>
 */
public final class Expansion {
    private static final int NO_GROUP = -1;

    /** A text, or the text of a group. */
    private record Part(String text, int group) {}

    private final List<Part> parts = new ArrayList<>();

    private Expansion() {}

    /** The template with its references bound to the groups of that expression. */
    public static Expansion of(String template, Pattern pattern) {
        Expansion expansion = new Expansion();
        Map<String, Integer> groups = pattern.namedGroups();
        StringBuilder text = new StringBuilder();
        int i = 0;
        while (i < template.length()) {
            char c = template.charAt(i);
            if (c != '$') {
                text.append(c);
                i++;
                continue;
            }
            int end = endOfReference(template, i);
            if (end < 0) {
                text.append('$');
                i += template.startsWith("$$", i) ? 2 : 1;
                continue;
            }
            boolean braces = template.charAt(i + 1) == '{';
            String name = template.substring(braces ? i + 2 : i + 1, braces ? end - 1 : end);
            int group = groupOf(name, groups, pattern.groupCount());
            if (group != NO_GROUP) {
                expansion.parts.add(new Part(text.toString(), group));
                text.setLength(0);
            }
            i = end;
        }
        expansion.parts.add(new Part(text.toString(), NO_GROUP));
        return expansion;
    }

    /** The index behind the reference that begins with the dollar at {@code at}, or -1 where none does. */
    private static int endOfReference(String template, int at) {
        boolean braces = template.startsWith("{", at + 1);
        int start = braces ? at + 2 : at + 1;
        int end = start;
        while (end < template.length() && isNamePart(template.charAt(end))) {
            end++;
        }
        if (end == start || braces && !template.startsWith("}", end)) {
            return -1;
        }
        return braces ? end + 1 : end;
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    private static int groupOf(String name, Map<String, Integer> groups, int count) {
        if (name.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return name.length() > 4 || Integer.parseInt(name) > count ? NO_GROUP : Integer.parseInt(name);
        }
        return groups.getOrDefault(name, NO_GROUP);
    }

    /** The text for a match of the expression. */
    public String of(Matcher matcher) {
        if (parts.size() == 1) {
            return parts.get(0).text();
        }
        StringBuilder expanded = new StringBuilder();
        for (Part part : parts) {
            expanded.append(part.text());
            String group = part.group() == NO_GROUP ? null : matcher.group(part.group());
            if (group != null) {
                expanded.append(group);
            }
        }
        return expanded.toString();
    }
}

package dev.monitoring.alerts.lint;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the text of a template refers to. Stateless. */
final class TemplateText {
    private static final Pattern ACTION = Pattern.compile("\\{\\{-?(.*?)-?}}", Pattern.DOTALL);
    private static final Pattern CONTROL =
            Pattern.compile("^\\s*(if|else|with|range|end|define|template|/\\*)\\b.*", Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile("\\$value\\b|(?<![\\w$).])\\.Value\\b");
    private static final Pattern LABEL = Pattern.compile("\\$labels\\.([a-zA-Z_][a-zA-Z0-9_]*)");

    private TemplateText() {}

    /** Whether the value of the alert is written out, rather than only asked about. */
    static boolean writesValue(String text) {
        Matcher action = ACTION.matcher(text);
        while (action.find()) {
            String inside = action.group(1);
            if (!CONTROL.matcher(inside).matches() && VALUE.matcher(inside).find()) {
                return true;
            }
        }
        return false;
    }

    /** The labels that are written out. Those that the text asks about first are left out: it knows that they may be missing. */
    static Set<String> labels(String text) {
        Set<String> written = new LinkedHashSet<>();
        Set<String> asked = new LinkedHashSet<>();
        Matcher action = ACTION.matcher(text);
        while (action.find()) {
            String inside = action.group(1);
            Set<String> found = CONTROL.matcher(inside).matches() ? asked : written;
            Matcher label = LABEL.matcher(inside);
            while (label.find()) {
                found.add(label.group(1));
            }
        }
        written.removeAll(asked);
        return written;
    }
}

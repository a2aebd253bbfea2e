package dev.monitoring.alerts.rule;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What makes an alerting rule the same rule after a restart. Immutable.
 *
 * <p>A rule with the same name and labels goes on with the alerts of the one before, though other things have changed: best
 * where all is as it was, then where only its file has another name (each release has a directory of its own, say), then where
 * its expression was changed, and last where it was moved to another group. Its {@code for}, its annotations and the rest do
 * not matter.
 *
 * @param file where its group comes from
 * @param group the name of its group
 * @param rule its name
 * @param labels its labels, as they are written
 * @param expression its condition
 * @param ordinal its place among the rules of its group with this name and these labels, from 0
 */
public record RuleIdentity(
        String file, String group, String rule, Map<String, String> labels, String expression, int ordinal) {
    public RuleIdentity {
        labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
    }

    /** How well another rule fits in the place of this one: 0 not at all, and the more the better. */
    int likeness(RuleIdentity other) {
        if (!rule.equals(other.rule) || !labels.equals(other.labels)) {
            return 0;
        }
        boolean sameGroup = group.equals(other.group) && ordinal == other.ordinal;
        boolean sameExpression = expression.equals(other.expression);
        if (sameGroup && sameExpression) {
            return file.equals(other.file) ? BEST : BEST - 1;
        }
        return sameGroup ? 2 : sameExpression ? 1 : 0;
    }

    static final int BEST = 4;
}

package dev.monitoring.alerts.rule;

import java.time.Duration;
import java.util.List;

/**
 * Rules that are evaluated together, one after the other, at the same moment. Immutable.
 *
 * @param file where the group comes from: a file, a resource, or {@code code}
 * @param name unique in its file
 * @param interval how often the rules are evaluated
 * @param queryOffset how far in the past they are evaluated, so that late samples have come
 * @param limit how many alerts, or recorded series, each rule may have; 0 for any number
 * @param rules in the order in which they are evaluated
 */
public record RuleGroup(
        String file, String name, Duration interval, Duration queryOffset, int limit, List<Rule> rules) {
    public RuleGroup {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException("interval of group " + name + " is " + interval + "; use at least 1ms");
        }
        if (queryOffset.isNegative() || limit < 0) {
            throw new IllegalArgumentException("query_offset " + queryOffset + " and limit " + limit + " of group "
                    + name + ": neither is below zero");
        }
        rules = List.copyOf(rules);
    }

    /** A group made in Java. */
    public static RuleGroup of(String name, Duration interval, Rule... rules) {
        return new RuleGroup("code", name, interval, Duration.ZERO, 0, List.of(rules));
    }
}

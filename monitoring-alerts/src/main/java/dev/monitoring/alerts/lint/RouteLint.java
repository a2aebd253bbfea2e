package dev.monitoring.alerts.lint;

import dev.monitoring.alerts.config.AlertingConfig;
import dev.monitoring.alerts.matcher.LabelMatcher;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.alerts.route.Route;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher.Operator;
import dev.monitoring.core.settings.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks at the routes that alerts take. Stateless. */
public final class RouteLint {
    private static final String SEVERITY = "severity";

    private RouteLint() {}

    /**
     * What is probably not meant so.
     *
     * @param file what the user calls the place where the routes stand
     */
    public static List<LintFinding> of(AlertingConfig config, String file, List<RuleGroup> groups) {
        List<LintFinding> findings = new ArrayList<>();
        Origin origin = new Origin(file);
        Set<String> used = new HashSet<>();
        Set<String> asked = new HashSet<>();
        Deque<Route> left = new ArrayDeque<>(List.of(config.routes().root()));
        while (!left.isEmpty()) {
            Route route = left.pop();
            used.add(route.receiver());
            route.matchers().list().forEach(matcher -> asked.add(matcher.name()));
            unreachable(route, origin, findings);
            route.children().forEach(left::push);
        }
        config.inhibitRules().forEach(rule -> {
            rule.source().list().forEach(matcher -> asked.add(matcher.name()));
            rule.target().list().forEach(matcher -> asked.add(matcher.name()));
        });
        for (String receiver : new TreeSet<>(config.receivers().keySet())) {
            if (!used.contains(receiver)) {
                findings.add(new LintFinding(
                        LintKind.UNUSED_RECEIVER,
                        origin,
                        "receiver " + receiver,
                        "no route names it, so that it is never told; name it in a route, or remove it"));
            }
        }
        if (asked.contains(SEVERITY)) {
            withoutSeverity(groups, findings);
        }
        return findings;
    }

    private static void unreachable(Route parent, Origin origin, List<LintFinding> findings) {
        List<Route> children = parent.children();
        for (int i = 1; i < children.size(); i++) {
            Route child = children.get(i);
            for (Route before : children.subList(0, i)) {
                if (!before.continues() && isTakenBy(child.matchers(), before.matchers())) {
                    findings.add(new LintFinding(
                            LintKind.UNREACHABLE_ROUTE,
                            origin,
                            "route " + child.key(),
                            "the route " + before.matchers() + " before it takes all its alerts; put it first, or write"
                                    + " continue: true in the other"));
                    break;
                }
            }
        }
    }

    /** Whether every alert that fits {@code later} fits {@code earlier}, as far as can be told from the matchers. */
    private static boolean isTakenBy(Matchers later, Matchers earlier) {
        return earlier.list().stream()
                .allMatch(wide -> later.list().stream().anyMatch(narrow -> implies(narrow, wide)));
    }

    private static boolean implies(LabelMatcher narrow, LabelMatcher wide) {
        return narrow.equals(wide)
                || narrow.name().equals(wide.name())
                        && narrow.operator() == Operator.EQUAL
                        && wide.matches(Labels.of(narrow.name(), narrow.value()));
    }

    private static void withoutSeverity(List<RuleGroup> groups, List<LintFinding> findings) {
        for (RuleGroup group : groups) {
            for (Rule rule : group.rules()) {
                if (rule instanceof AlertRule alert && !alert.labels().containsKey(SEVERITY)) {
                    RuleLint.add(
                            findings,
                            LintKind.NO_SEVERITY,
                            alert,
                            "has no label severity, which routes ask for, so that it goes wherever alerts without one go;"
                                    + " add severity: critical, warning or info");
                }
            }
        }
    }
}

package dev.monitoring.alerts.config;

import dev.monitoring.alerts.matcher.LabelMatcher;
import dev.monitoring.alerts.matcher.MatcherSyntaxException;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.alerts.route.Grouping;
import dev.monitoring.alerts.route.Route;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.model.Matcher.Operator;
import dev.monitoring.core.model.Spelling;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code route} and all below it, and matchers wherever they stand. Confined to one thread. */
final class RouteReader {
    private static final String ALL_LABELS = "...";

    private final Set<String> receivers;
    private final Set<String> intervals;

    /**
     * A reader.
     *
     * @param receivers the names that routes may use
     * @param intervals the names of time intervals that routes may use
     */
    RouteReader(Set<String> receivers, Set<String> intervals) {
        this.receivers = receivers;
        this.intervals = intervals;
    }

    /** The root, with the faults of what only other routes may say. */
    Route.Builder root(YamlMap map) {
        map.requiredText("receiver", "receiver: team");
        for (String key : List.of(
                "match", "match_re", "matchers", "mute_time_intervals", "active_time_intervals", "escalate_after")) {
            map.get(key).filter(value -> !isEmptyList(value)).ifPresent(value -> onRoot(value, key));
        }
        map.flag("continue")
                .filter(on -> on)
                .flatMap(on -> map.get("continue"))
                .ifPresent(value -> onRoot(value, "continue"));
        return route(map);
    }

    private static boolean isEmptyList(YamlValue value) {
        return value.isList() && value.items().isEmpty()
                || value.isMap() && value.map().map(map -> map.keys().isEmpty()).orElse(false);
    }

    private static void onRoot(YamlValue value, String key) {
        value.fault("the root route takes every alert at any time, it has no \"" + key
                + "\"; move it to a route below \"routes\"");
    }

    private Route.Builder route(YamlMap map) {
        Route.Builder route = new Route.Builder().matchers(matchers(map, "match", "match_re", "matchers"));
        map.get("receiver")
                .ifPresent(value -> value.text().filter(name -> !name.isEmpty()).ifPresent(name -> {
                    known(value, "receiver", name, receivers);
                    route.receiver(name);
                }));
        grouping(map, route);
        map.duration("group_wait").ifPresent(route::groupWait);
        for (String key : List.of("group_interval", "repeat_interval")) {
            map.duration(key).ifPresent(duration -> {
                if (duration.isZero()) {
                    map.get(key).ifPresent(value -> value.fault("is zero; it is above zero, for example 5m"));
                } else if (key.equals("group_interval")) {
                    route.groupInterval(duration);
                } else {
                    route.repeatInterval(duration);
                }
            });
        }
        route.muteIntervals(intervals(map, "mute_time_intervals"));
        route.activeIntervals(intervals(map, "active_time_intervals"));
        map.flag("continue").ifPresent(route::continues);
        map.duration("escalate_after").ifPresent(route::escalateAfter);
        for (YamlValue item : map.items("routes")) {
            item.map().ifPresent(child -> route.child(route(child)));
        }
        map.refuseOthers("a route");
        return route;
    }

    private static void grouping(YamlMap map, Route.Builder route) {
        Set<String> labels = new LinkedHashSet<>();
        for (YamlValue item : map.items("group_by")) {
            item.text().ifPresent(label -> {
                if (label.isEmpty()) {
                    item.fault("is empty; name a label, for example alertname");
                } else if (!labels.add(label)) {
                    item.fault("label \"" + label + "\" stands here a second time; remove it");
                }
            });
        }
        if (labels.contains(ALL_LABELS)) {
            if (labels.size() > 1) {
                map.get("group_by")
                        .ifPresent(value -> value.fault(
                                "\"...\" stands for all labels; leave it alone, or remove it and name the labels"));
            }
            route.grouping(Grouping.BY_ALL);
        } else if (!labels.isEmpty()) {
            route.grouping(Grouping.by(labels));
        }
    }

    private List<String> intervals(YamlMap map, String key) {
        List<String> names = new ArrayList<>();
        for (YamlValue item : map.items(key)) {
            item.text().ifPresent(name -> {
                known(item, "time interval", name, intervals);
                names.add(name);
            });
        }
        return names;
    }

    private static void known(YamlValue value, String what, String name, Set<String> names) {
        if (!names.contains(name)) {
            value.fault(what + " \"" + name + "\" is not defined"
                    + Spelling.nearest(name, names)
                            .map(near -> "; did you mean \"" + near + "\"?")
                            .orElse("; add it, or use one of " + String.join(", ", names)));
        }
    }

    /** The matchers of the three notations that Alertmanager has, together. */
    static Matchers matchers(YamlMap map, String equalKey, String regexKey, String textKey) {
        List<LabelMatcher> matchers = new ArrayList<>();
        pairs(map, equalKey, Operator.EQUAL, matchers);
        pairs(map, regexKey, Operator.MATCHES, matchers);
        for (YamlValue item : map.items(textKey)) {
            item.text().ifPresent(text -> {
                try {
                    matchers.addAll(Matchers.parse(text).list());
                } catch (MatcherSyntaxException e) {
                    item.fault(1, e.column(), String.valueOf(e.getMessage()));
                }
            });
        }
        return new Matchers(matchers);
    }

    private static void pairs(YamlMap map, String key, Operator operator, List<LabelMatcher> matchers) {
        map.map(key)
                .ifPresent(pairs -> pairs.values()
                        .forEach((name, value) -> value.text().ifPresent(text -> {
                            try {
                                LabelMatcher.of(name, operator, text);
                                // Alertmanager keeps what it compiled, which shows in the key of the route.
                                matchers.add(LabelMatcher.of(
                                        name, operator, operator.isRegex() ? "^(?:" + text + ")$" : text));
                            } catch (IllegalArgumentException e) {
                                value.fault(String.valueOf(e.getMessage()));
                            }
                        })));
    }
}

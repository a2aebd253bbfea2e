package dev.monitoring.alerts.config;

import dev.monitoring.alerts.alert.AlertTiming;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.NoDataPolicy;
import dev.monitoring.alerts.rule.RecordingRule;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.template.Template;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.template.TemplateOptions;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.query.Outline;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.settings.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads Prometheus rule files into groups. A group with a fault in it is left out as a whole; the others are there. Confined to
 * one thread.
 *
 * <p>Beyond Prometheus' keys, groups and alerting rules may say {@code no_data: ok | alerting | keep}.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/">Defining recording rules</a>
 */
public final class RuleFileReader {
    private final Defaults defaults;
    private final Faults faults;

    /**
     * What holds where a group says nothing.
     *
     * @param interval how often groups are evaluated
     * @param queryOffset how far in the past
     * @param experimental whether experimental parts of PromQL may be used
     */
    public record Defaults(Duration interval, Duration queryOffset, boolean experimental) {}

    public RuleFileReader(Defaults defaults, Faults faults) {
        this.defaults = defaults;
        this.faults = faults;
    }

    /** The groups of a file; {@code name} is what the user calls it. */
    public List<RuleGroup> read(Path file, String name) {
        return YamlReader.read(file, name, faults)
                .map(root -> groups(root, name))
                .orElse(List.of());
    }

    /** The groups of a text, as if it were the file {@code name}. */
    public List<RuleGroup> parse(String text, String name) {
        return YamlReader.parse(text, name, faults)
                .map(root -> groups(root, name))
                .orElse(List.of());
    }

    private List<RuleGroup> groups(YamlValue root, String file) {
        Optional<YamlMap> map = root.map();
        if (map.isEmpty()) {
            return List.of();
        }
        List<RuleGroup> groups = new ArrayList<>();
        Map<String, Origin> names = new HashMap<>();
        for (YamlValue item : map.get().items("groups")) {
            int before = faults.count();
            Optional<RuleGroup> group = item.map().flatMap(found -> group(found, file, names));
            if (faults.count() == before) {
                group.ifPresent(groups::add);
            }
        }
        map.get().refuseOthers("a rule file");
        return groups;
    }

    private Optional<RuleGroup> group(YamlMap map, String file, Map<String, Origin> names) {
        Optional<String> name = map.requiredText("name", "name: host");
        name.ifPresent(text -> {
            Origin first = names.putIfAbsent(text, map.origin("name"));
            if (first != null) {
                faults.add(
                        map.origin("name"),
                        "group \"" + text + "\" stands here a second time; give it another name, or add its rules to "
                                + first);
            }
        });
        Duration interval =
                map.duration("interval").filter(given -> !given.isZero()).orElse(defaults.interval());
        Duration queryOffset = map.duration("query_offset").orElse(defaults.queryOffset());
        int limit = map.integer("limit", 0).orElse(0);
        NoDataPolicy noData = map.parsed("no_data", RuleFileReader::noData).orElse(NoDataPolicy.OK);
        Map<String, String> labels = labels(map, "labels", text -> {});
        List<Rule> rules = new ArrayList<>();
        for (YamlValue item : map.items("rules")) {
            item.map().flatMap(found -> rule(found, labels, noData)).ifPresent(rules::add);
        }
        map.refuseOthers("a rule group");
        return name.map(text -> new RuleGroup(file, text, interval, queryOffset, limit, rules));
    }

    private Optional<Rule> rule(YamlMap map, Map<String, String> groupLabels, NoDataPolicy groupNoData) {
        Optional<String> record = map.text("record").filter(text -> !text.isEmpty());
        Optional<String> alert = map.text("alert").filter(text -> !text.isEmpty());
        Optional<String> expression = expression(map);
        if (record.isPresent() == alert.isPresent()) {
            map.fault(
                    record.isPresent()
                            ? "has both \"record\" and \"alert\"; make two rules of it"
                            : "has neither \"alert\" nor \"record\"; name it with one of them");
            labels(map, "labels", text -> {});
            labels(map, "annotations", text -> {});
            List.of("for", "keep_firing_for", "no_data").forEach(map::get);
            map.refuseOthers("a rule");
            return Optional.empty();
        }
        Optional<Rule> rule = record.isPresent()
                ? recording(map, record.get(), expression, groupLabels)
                : alerting(map, alert.orElseThrow(), expression, groupLabels, groupNoData);
        map.refuseOthers("a rule");
        return rule;
    }

    private Optional<Rule> recording(
            YamlMap map, String name, Optional<String> expression, Map<String, String> groupLabels) {
        if (!Names.isMetricName(name)) {
            faults.add(
                    map.origin("record"),
                    "record \"" + name + "\" is no metric name; use letters, digits, _ and :, for example"
                            + " job:http_requests:rate5m");
            return Optional.empty();
        }
        for (String key : List.of("for", "keep_firing_for", "annotations", "no_data")) {
            map.get(key)
                    .ifPresent(value -> faults.add(
                            map.origin(key),
                            "\"" + key + "\" is for alerts; remove it from recording rule \"" + name + "\""));
        }
        Map<String, String> labels = merged(groupLabels, labels(map, "labels", text -> {}));
        return expression.map(text -> new RecordingRule(name, text, labels, map.origin()));
    }

    private Optional<Rule> alerting(
            YamlMap map,
            String name,
            Optional<String> expression,
            Map<String, String> groupLabels,
            NoDataPolicy groupNoData) {
        Duration holdFor = map.duration("for").orElse(Duration.ZERO);
        Duration keepFiringFor = map.duration("keep_firing_for").orElse(Duration.ZERO);
        NoDataPolicy noData = map.parsed("no_data", RuleFileReader::noData).orElse(groupNoData);
        Map<String, String> labels = merged(groupLabels, labels(map, "labels", this::checkTemplate));
        Map<String, String> annotations = labels(map, "annotations", this::checkTemplate);
        return expression.map(text -> new AlertRule(
                name, text, new AlertTiming(holdFor, keepFiringFor), labels, annotations, noData, map.origin()));
    }

    private static Map<String, String> merged(Map<String, String> group, Map<String, String> own) {
        Map<String, String> merged = new LinkedHashMap<>(group);
        merged.putAll(own);
        return merged;
    }

    /** The expression, where it is PromQL. */
    private Optional<String> expression(YamlMap map) {
        Optional<String> text = map.requiredText("expr", "expr: up == 0");
        if (text.isEmpty()) {
            return text;
        }
        try {
            Outline.of(text.get(), defaults.experimental());
            return text;
        } catch (QueryException e) {
            YamlValue value = map.get("expr").orElseThrow();
            Origin origin = e.position()
                    .map((Position at) -> value.origin(at.line(), at.column()))
                    .orElse(value.origin());
            faults.add(origin, "expr: " + e.message());
            return Optional.empty();
        }
    }

    private Map<String, String> labels(YamlMap map, String key, Consumer<YamlValue> check) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.map(key)
                .ifPresent(found -> found.values().forEach((name, value) -> {
                    boolean label = key.equals("labels");
                    if (!Names.isLabelName(name) || label && name.equals(Labels.METRIC_NAME)) {
                        faults.add(
                                found.origin(name),
                                (label ? "label" : "annotation") + " name \"" + name
                                        + "\" is not allowed; use letters, digits and _, not beginning with a digit"
                                        + (label ? ", and not __name__" : ""));
                        return;
                    }
                    value.text().ifPresent(text -> {
                        check.accept(value);
                        texts.put(name, text);
                    });
                }));
        return texts;
    }

    private void checkTemplate(YamlValue value) {
        Optional<String> text = value.text();
        if (text.isPresent()) {
            try {
                Template.parse("template", text.get(), TemplateOptions.rules());
            } catch (TemplateException e) {
                faults.add(value.origin(e.line(), e.column()), "template: " + e.fault());
            }
        }
    }

    private static NoDataPolicy noData(String text) {
        return switch (text) {
            case "ok" -> NoDataPolicy.OK;
            case "alerting" -> NoDataPolicy.ALERTING;
            case "keep" -> NoDataPolicy.KEEP;
            default ->
                throw new IllegalArgumentException(
                        "\"" + text.toLowerCase(Locale.ROOT) + "\" is no policy; use ok, alerting or keep");
        };
    }
}

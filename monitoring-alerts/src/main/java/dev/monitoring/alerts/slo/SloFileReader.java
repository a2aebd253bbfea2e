package dev.monitoring.alerts.slo;

import dev.monitoring.alerts.template.Template;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.template.TemplateOptions;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.settings.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Reads files of objectives. An objective with a fault in it is left out; the others are there. Names are unique over all files
 * of one reader. Confined to one thread.
 *
 * <pre>
 * slos:
 * - name: checkout
 *   target: 99.9                     # percent
 *   window: 30d
 *   events: {bad: 'http_requests_total{code=~"5.."}', total: http_requests_total}
 *   labels: {team: shop}
 * </pre>
 *
 * <p>Instead of {@code events}: {@code latency: {histogram: …, within: 300ms}}, {@code freshness: {timestamp: …, within: 26h}},
 * {@code ratio: {bad: …}} or {@code ratio: {good: …}}.
 */
public final class SloFileReader {
    private static final List<String> INDICATORS = List.of("events", "latency", "freshness", "ratio");
    private static final String CHOICE = "events, latency, freshness or ratio";

    private final Duration interval;
    private final Faults faults;
    private final Map<String, Origin> names = new HashMap<>();

    /**
     * A reader.
     *
     * @param interval how often objectives will be evaluated
     */
    public SloFileReader(Duration interval, Faults faults) {
        this.interval = interval;
        this.faults = faults;
    }

    /** The objectives of a file; {@code name} is what the user calls it. */
    public List<Objective> read(Path file, String name) {
        return YamlReader.read(file, name, faults).map(this::objectives).orElse(List.of());
    }

    /** The objectives of a text, as if it were the file {@code name}. */
    public List<Objective> parse(String text, String name) {
        return YamlReader.parse(text, name, faults).map(this::objectives).orElse(List.of());
    }

    /** Objectives that were made in Java, those left out that cannot be beside the others. */
    public List<Objective> adopt(List<Objective> made) {
        List<Objective> adopted = new ArrayList<>();
        for (Objective objective : made) {
            int before = faults.count();
            note(objective.name(), objective.origin());
            try {
                SloRules.requireFit(objective, interval);
            } catch (IllegalArgumentException e) {
                faults.add(objective.origin(), String.valueOf(e.getMessage()));
            }
            if (faults.count() == before) {
                adopted.add(objective);
            }
        }
        return adopted;
    }

    private void note(String name, Origin origin) {
        Origin first = names.putIfAbsent(name, origin);
        if (first != null) {
            faults.add(
                    origin,
                    "objective \"" + name + "\" stands here a second time, after " + first + "; give it another name");
        }
    }

    private List<Objective> objectives(YamlValue root) {
        Optional<YamlMap> map = root.map();
        if (map.isEmpty()) {
            return List.of();
        }
        List<Objective> objectives = new ArrayList<>();
        for (YamlValue item : map.get().items("slos")) {
            int before = faults.count();
            Optional<Objective> objective = item.map().flatMap(this::objective);
            if (faults.count() == before) {
                objective.ifPresent(objectives::add);
            }
        }
        map.get().refuseOthers("a file of objectives");
        return objectives;
    }

    private Optional<Objective> objective(YamlMap map) {
        Optional<String> name = name(map);
        Optional<String> target = map.requiredText("target", "target: 99.9")
                .flatMap(text -> map.parsed("target", given -> {
                    Objective.requireTarget(given);
                    return given;
                }));
        Optional<Indicator> indicator = indicator(map);
        // Faults of the rest are told even where these are missing.
        Objective.Builder builder = Objective.builder(
                        name.orElse("unnamed"),
                        target.orElse("99"),
                        indicator.orElseGet(() -> Indicator.badRatio("vector(0)")))
                .origin(map.origin());
        take(map, "description", Function.identity(), builder::description);
        Optional<Duration> window = take(map, "window", Durations::parse, builder::window);
        map.get("by").ifPresent(list -> list.items().forEach(item -> with(item, builder::by)));
        take(map, "max_groups", SloFileReader::whole, builder::maxGroups);
        take(map, "min_events", SloFileReader::whole, builder::minimumEvents);
        texts(map, "labels", builder::label);
        texts(map, "annotations", builder::annotation);
        severities(map, builder);
        noData(map, builder);
        Optional<List<BurnAlert>> alerts = alerts(map, builder);
        map.refuseOthers("an objective");
        if (map.get("window").isPresent() && window.isEmpty()
                || map.get("alerts").isPresent() && alerts.isEmpty()) {
            return Optional.empty();
        }
        try {
            Objective objective = builder.build();
            SloRules.requireFit(objective, interval);
            return name.isPresent() && target.isPresent() && indicator.isPresent()
                    ? Optional.of(objective)
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            faults.add(map.origin(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<String> name(YamlMap map) {
        Optional<String> name =
                map.requiredText("name", "name: checkout").flatMap(text -> map.parsed("name", Objective::requireName));
        name.ifPresent(text -> note(text, map.origin("name")));
        return name;
    }

    private Optional<Indicator> indicator(YamlMap map) {
        List<String> given =
                INDICATORS.stream().filter(key -> map.get(key).isPresent()).toList();
        if (given.isEmpty()) {
            map.fault("has nothing to count; add one of " + CHOICE);
            return Optional.empty();
        }
        if (given.size() > 1) {
            faults.add(
                    map.origin(given.get(1)),
                    "\"" + given.get(1) + "\" stands beside \"" + given.get(0)
                            + "\"; an objective counts one thing, make two of it");
            return Optional.empty();
        }
        String key = given.get(0);
        Optional<YamlMap> below = map.map(key);
        Optional<Indicator> indicator = below.flatMap(found -> switch (key) {
            case "events" -> events(found);
            case "latency" -> timed(found, "histogram", "histogram: http_request_duration_seconds", Indicator::latency);
            case "freshness" ->
                timed(found, "timestamp", "timestamp: backup_last_success_timestamp_seconds", Indicator::freshness);
            default -> ratio(found);
        });
        below.ifPresent(found -> found.refuseOthers("\"" + key + "\""));
        return indicator;
    }

    private Optional<Indicator> events(YamlMap map) {
        Optional<String> part = one(map, "bad", "good", "bad: 'http_requests_total{code=~\"5..\"}'");
        map.requiredText("total", "total: http_requests_total");
        Optional<CounterSelector> counted = part.flatMap(key -> promql(map, key, CounterSelector::parse));
        Optional<CounterSelector> all = promql(map, "total", CounterSelector::parse);
        return counted.flatMap(selector -> all.map(total ->
                new EventIndicator("events", selector, total, part.orElseThrow().equals("good"))));
    }

    private Optional<Indicator> timed(
            YamlMap map, String key, String example, BiFunction<String, Duration, Indicator> maker) {
        map.requiredText(key, example);
        map.requiredText("within", "within: 300ms");
        Optional<Duration> within = map.parsed("within", text -> {
            Duration parsed = Durations.parse(text);
            if (parsed.isZero()) {
                throw new IllegalArgumentException("is zero; use a time above it, for example 300ms");
            }
            return parsed;
        });
        // The text is read even where the time is wrong, so that both are told.
        return promql(map, key, text -> maker.apply(text, within.orElse(Duration.ofSeconds(1))))
                .filter(made -> within.isPresent());
    }

    private Optional<Indicator> ratio(YamlMap map) {
        return one(map, "bad", "good", "bad: 1 - avg(up)")
                .flatMap(key -> promql(map, key, text -> RatioIndicator.of(text, key.equals("good"))));
    }

    /** Which of two keys is there. */
    private Optional<String> one(YamlMap map, String first, String second, String example) {
        boolean hasFirst = map.get(first).isPresent();
        boolean hasSecond = map.get(second).isPresent();
        if (hasFirst == hasSecond) {
            map.fault(
                    hasFirst
                            ? "has both \"" + first + "\" and \"" + second + "\"; leave one of them out"
                            : "has neither \"" + first + "\" nor \"" + second + "\"; add one, for example \"" + example
                                    + "\"");
            return Optional.empty();
        }
        return Optional.of(hasFirst ? first : second);
    }

    private <T> Optional<T> promql(YamlMap map, String key, Function<String, T> parser) {
        Optional<YamlValue> value = map.get(key);
        Optional<String> text = value.flatMap(YamlValue::text).filter(given -> !given.isEmpty());
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text.get()));
        } catch (QueryException e) {
            Optional<Position> at = e.position();
            if (at.isPresent()) {
                value.get().fault(at.get().line(), at.get().column(), e.message());
            } else {
                value.get().fault(e.message());
            }
        } catch (IllegalArgumentException e) {
            value.get().fault(String.valueOf(e.getMessage()));
        }
        return Optional.empty();
    }

    private void severities(YamlMap map, Objective.Builder builder) {
        map.map("severity").ifPresent(found -> {
            String page = found.text("page").filter(text -> !text.isEmpty()).orElse("critical");
            String ticket = found.text("ticket").filter(text -> !text.isEmpty()).orElse("warning");
            builder.severity(page, ticket);
            found.refuseOthers("\"severity\"");
        });
    }

    private void noData(YamlMap map, Objective.Builder builder) {
        if (map.text("no_data_for").filter("never"::equals).isPresent()) {
            builder.withoutNoDataAlert();
        } else {
            take(map, "no_data_for", Durations::parse, builder::noDataFor);
        }
    }

    private Optional<List<BurnAlert>> alerts(YamlMap map, Objective.Builder builder) {
        if (map.get("alerts").isEmpty()) {
            return Optional.empty();
        }
        int before = faults.count();
        List<BurnAlert> alerts = new ArrayList<>();
        for (YamlValue item : map.items("alerts")) {
            item.map().flatMap(this::alert).ifPresent(alerts::add);
        }
        if (faults.count() > before) {
            return Optional.empty();
        }
        try {
            builder.alerts(alerts);
            return Optional.of(alerts);
        } catch (IllegalArgumentException e) {
            faults.add(map.origin("alerts"), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<BurnAlert> alert(YamlMap map) {
        Optional<String> severity = map.requiredText("severity", "severity: critical");
        map.requiredText("long", "long: 1h");
        map.requiredText("short", "short: 5m");
        map.requiredText("factor", "factor: 14.4");
        Optional<Duration> longWindow = map.duration("long");
        Optional<Duration> shortWindow = map.duration("short");
        Optional<Double> factor = map.parsed("factor", text -> {
            try {
                return Double.valueOf(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("\"" + text + "\" is no number; write for example 14.4", e);
            }
        });
        map.refuseOthers("an alert of an objective");
        if (severity.isEmpty() || longWindow.isEmpty() || shortWindow.isEmpty() || factor.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BurnAlert(severity.get(), longWindow.get(), shortWindow.get(), factor.get()));
        } catch (IllegalArgumentException e) {
            map.fault(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void texts(YamlMap map, String key, BiConsumer<String, String> taker) {
        map.map(key)
                .ifPresent(found -> found.values()
                        .forEach((name, value) -> value.text().ifPresent(text -> {
                            try {
                                Template.parse("template", text, TemplateOptions.rules());
                                taker.accept(name, text);
                            } catch (TemplateException e) {
                                faults.add(value.origin(e.line(), e.column()), "template: " + e.fault());
                            } catch (IllegalArgumentException e) {
                                faults.add(found.origin(name), String.valueOf(e.getMessage()));
                            }
                        })));
    }

    private static void with(YamlValue item, Consumer<String> taker) {
        item.text().ifPresent(text -> {
            try {
                taker.accept(text);
            } catch (IllegalArgumentException e) {
                item.fault(String.valueOf(e.getMessage()));
            }
        });
    }

    /** Reads a value and hands it on; what either refuses is a fault. */
    private static <T> Optional<T> take(YamlMap map, String key, Function<String, T> parser, Consumer<T> taker) {
        return map.parsed(key, text -> {
            T parsed = parser.apply(text);
            taker.accept(parsed);
            return parsed;
        });
    }

    private static int whole(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not a whole number; write for example 100", e);
        }
    }
}

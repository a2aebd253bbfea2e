package dev.monitoring.alerts.yaml;

import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.settings.Origin;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Keys with values in a YAML text. Remembers which keys were asked for, so that the others can be told to be unknown. Values
 * that are wrong are faults, and read as if they were not there. Confined to one thread.
 */
public final class YamlMap {
    /** Deeper than anybody nests defaults. */
    private static final int MAX_MERGES = 20;

    private record Entry(Origin origin, YamlValue value) {}

    private final Origin origin;
    private final YamlSource source;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Set<String> known = new LinkedHashSet<>();

    private YamlMap(Origin origin, YamlSource source) {
        this.origin = origin;
        this.source = source;
    }

    static YamlMap of(MappingNode mapping, YamlSource source) {
        YamlMap map = new YamlMap(source.origin(mapping), source);
        for (NodeTuple tuple : mapping.getValue()) {
            if (isMerge(tuple)) {
                continue;
            }
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                map.source.faults().add(source.origin(tuple.getKeyNode()), "a key is plain text, for example \"name\"");
                continue;
            }
            Origin at = source.origin(key);
            Optional<YamlValue> value = YamlValue.of(key.getValue(), tuple.getValueNode(), source);
            if (value.isEmpty()) {
                continue;
            }
            Entry first = map.entries.putIfAbsent(key.getValue(), new Entry(at, value.get()));
            if (first != null) {
                source.faults()
                        .add(
                                at,
                                "\"" + key.getValue() + "\" stands here a second time; merge it with "
                                        + first.origin());
            }
        }
        map.merge(mapping, Set.of(mapping));
        return map;
    }

    private static boolean isMerge(NodeTuple tuple) {
        return tuple.getKeyNode().getTag().equals(Tag.MERGE);
    }

    /**
     * Adds what the keys {@code <<} of a map refer to, under the keys that are free: {@code <<: *defaults}.
     *
     * @param path the map itself, and those that it is taken into
     */
    private void merge(MappingNode mapping, Set<Node> path) {
        for (NodeTuple tuple : mapping.getValue()) {
            if (isMerge(tuple)) {
                Node value = tuple.getValueNode();
                List<Node> others = value instanceof SequenceNode list ? list.getValue() : List.of(value);
                others.forEach(other -> take(other, tuple.getKeyNode(), path));
            }
        }
    }

    private void take(Node other, Node at, Set<Node> path) {
        if (!(other instanceof MappingNode mapping)) {
            source.faults().add(source.origin(at), "<< takes in a map, or a list of maps; name one, as <<: *defaults");
        } else if (path.contains(other) || path.size() > MAX_MERGES) {
            source.faults()
                    .add(
                            source.origin(at),
                            "<< takes in a map that takes in this one, or more than " + MAX_MERGES
                                    + " after one another; write the keys themselves");
        } else if (source.admits(mapping)) {
            for (NodeTuple tuple : mapping.getValue()) {
                if (tuple.getKeyNode() instanceof ScalarNode key
                        && !isMerge(tuple)
                        && !entries.containsKey(key.getValue())) {
                    YamlValue.of(key.getValue(), tuple.getValueNode(), source)
                            .ifPresent(value -> entries.put(key.getValue(), new Entry(source.origin(key), value)));
                }
            }
            Set<Node> longer = new LinkedHashSet<>(path);
            longer.add(mapping);
            merge(mapping, longer);
        }
    }

    /** Where it begins. */
    public Origin origin() {
        return origin;
    }

    /** Notes that something is wrong with the map as a whole. */
    public void fault(String message) {
        source.faults().add(origin, message);
    }

    /** How many faults the text has so far, this map's or others'. */
    public int faultCount() {
        return source.faults().count();
    }

    /** The keys that there are, in the order of the text. */
    public Set<String> keys() {
        return entries.keySet();
    }

    /** Where a key stands; where the map begins, if it does not. */
    public Origin origin(String key) {
        Entry entry = entries.get(key);
        return entry == null ? origin : entry.origin();
    }

    /** The value of a key, where something stands there. */
    public Optional<YamlValue> get(String key) {
        known.add(key);
        Entry entry = entries.get(key);
        return entry == null || entry.value().isEmpty() ? Optional.empty() : Optional.of(entry.value());
    }

    /** A text. */
    public Optional<String> text(String key) {
        return get(key).flatMap(YamlValue::text);
    }

    /** A text that must be there, and not be empty. */
    public Optional<String> requiredText(String key, String example) {
        Optional<YamlValue> value = get(key);
        Optional<String> text = value.flatMap(YamlValue::text);
        if (value.isEmpty() || text.isPresent() && text.get().isEmpty()) {
            source.faults().add(origin(key), "\"" + key + "\" is missing; add it, for example \"" + example + "\"");
            return Optional.empty();
        }
        return text;
    }

    /** A length of time in Prometheus' form. */
    public Optional<Duration> duration(String key) {
        return parsed(key, Durations::parse);
    }

    /** A whole number of at least {@code min}. */
    public Optional<Integer> integer(String key, int min) {
        return parsed(key, text -> {
            int number;
            try {
                number = Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("\"" + text + "\" is not a whole number; write for example 10", e);
            }
            if (number < min) {
                throw new IllegalArgumentException(number + " is below " + min + "; use at least that");
            }
            return number;
        });
    }

    /** {@code true} or {@code false}. */
    public Optional<Boolean> flag(String key) {
        return parsed(key, text -> switch (text) {
            case "true", "True", "TRUE", "yes", "on" -> true;
            case "false", "False", "FALSE", "no", "off" -> false;
            default ->
                throw new IllegalArgumentException("\"" + text + "\" is neither true nor false; use one of them");
        });
    }

    /**
     * A text read into a value.
     *
     * @param parser throws IllegalArgumentException saying what is wrong, and what would be right
     */
    public <T> Optional<T> parsed(String key, Function<String, T> parser) {
        Optional<YamlValue> value = get(key);
        Optional<String> text = value.flatMap(YamlValue::text);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(text.get()));
        } catch (IllegalArgumentException e) {
            value.get().fault(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** A map. */
    public Optional<YamlMap> map(String key) {
        return get(key).flatMap(YamlValue::map);
    }

    /** The items of a list; none where nothing stands there. */
    public List<YamlValue> items(String key) {
        return get(key).map(YamlValue::items).orElse(List.of());
    }

    /** The texts of a list; none where nothing stands there. */
    public List<String> texts(String key) {
        return items(key).stream()
                .map(YamlValue::text)
                .flatMap(Optional::stream)
                .toList();
    }

    /** The texts of a map, in the order of the text, each with its value for its origin. */
    public Map<String, YamlValue> values() {
        Map<String, YamlValue> values = new LinkedHashMap<>();
        entries.forEach((key, entry) -> values.put(key, entry.value()));
        return values;
    }

    /**
     * Makes a fault of every key that nobody asked for.
     *
     * @param what the map is, for the message: {@code a rule}
     */
    public void refuseOthers(String what) {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                source.faults().add(entry.origin(), "\"" + key + "\" is not a key of " + what + remedy(key));
            }
        });
    }

    private String remedy(String key) {
        @Nullable String near = Spelling.nearest(key, known).orElse(null);
        return near == null ? "; its keys are " + String.join(", ", known) : "; did you mean \"" + near + "\"?";
    }
}

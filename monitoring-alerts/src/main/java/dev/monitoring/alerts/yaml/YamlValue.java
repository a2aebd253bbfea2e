package dev.monitoring.alerts.yaml;

import dev.monitoring.core.settings.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A value in a YAML text: a text, a list or a map, and where it stands. A value of another shape than the one asked for is a
 * fault. Confined to one thread.
 */
public final class YamlValue {
    private final String name;
    private final Node node;
    private final YamlSource source;

    private YamlValue(String name, Node node, YamlSource source) {
        this.name = name;
        this.node = node;
        this.source = source;
    }

    /**
     * A value.
     *
     * @param name what to call it in faults: its key, or the key of the list that it is in
     */
    static Optional<YamlValue> of(String name, Node node, YamlSource source) {
        if (!source.admits(node)) {
            return Optional.empty();
        }
        Tag tag = node.getTag();
        boolean plain = tag.getValue().startsWith(Tag.PREFIX) || tag.equals(Tag.MERGE);
        if (!plain) {
            source.faults()
                    .add(
                            source.origin(node),
                            name + " has the tag " + tag + "; remove it, values are plain text, numbers and lists");
            return Optional.empty();
        }
        return Optional.of(new YamlValue(name, node, source));
    }

    /** Where it begins. */
    public Origin origin() {
        return source.origin(node);
    }

    /** Where a place in the text of this value stands in the file; line and column count from 1. */
    public Origin origin(int line, int column) {
        return node instanceof ScalarNode scalar ? source.inside(scalar, line, column) : origin();
    }

    /** Whether nothing stands here. */
    public boolean isEmpty() {
        return Tag.NULL.equals(node.getTag());
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public boolean isMap() {
        return node instanceof MappingNode;
    }

    /** Notes that something is wrong with this value, which is named in front. */
    public void fault(String message) {
        source.faults().add(origin(), name.isEmpty() ? message : name + ": " + message);
    }

    /** Notes that something is wrong at a place in the text of this value; line and column count from 1. */
    public void fault(int line, int column, String message) {
        source.faults().add(origin(line, column), name.isEmpty() ? message : name + ": " + message);
    }

    /** The text as it is written, also of numbers and flags; the empty text where nothing stands here. */
    public Optional<String> text() {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(isEmpty() ? "" : scalar.getValue());
        }
        fault("is " + shape() + "; a text belongs here");
        return Optional.empty();
    }

    /** The items of a list; none where nothing stands here. */
    public List<YamlValue> items() {
        if (node instanceof SequenceNode sequence) {
            List<YamlValue> items = new ArrayList<>();
            for (Node item : sequence.getValue()) {
                of(name, item, source).ifPresent(items::add);
            }
            return items;
        }
        if (!isEmpty()) {
            fault("is " + shape() + "; a list belongs here, each item after a hyphen");
        }
        return List.of();
    }

    /** The map that it is; empty with a fault for anything else. */
    public Optional<YamlMap> map() {
        if (node instanceof MappingNode mapping) {
            return Optional.of(YamlMap.of(mapping, source));
        }
        fault("is " + shape() + "; keys with values belong here, for example \"name: value\"");
        return Optional.empty();
    }

    private String shape() {
        if (isEmpty()) {
            return "empty";
        }
        return isList() ? "a list" : isMap() ? "a map" : "a single value";
    }
}

package dev.monitoring.samples.standalone;

import dev.monitoring.core.settings.ByteSizes;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingLayer;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A configuration file as flat keys, each with its line and column. Confined to one thread.
 *
 * <p>Only the tree of the text is read; no tag makes an object. The file may have {@link #MAX_BYTES}, {@link #MAX_DEPTH}
 * levels and {@link #MAX_VALUES} values, which also ends aliases that multiply or contain themselves.
 */
final class YamlFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_VALUES = 10_000;

    private final String name;
    private final SettingLayer layer = new SettingLayer();
    private int values;

    private YamlFile(String name) {
        this.name = name;
    }

    /**
     * Reads a file; whatever is wrong with it is a fault of the layer.
     *
     * @param file where it is
     * @param name what to call it in origins: as the user named it
     */
    static SettingLayer read(Path file, String name) {
        YamlFile yaml = new YamlFile(name);
        yaml.text(file).ifPresent(yaml::parse);
        return yaml.layer;
    }

    /** The settings in {@code text}, as if it were the file {@code name}. */
    static SettingLayer parse(String text, String name) {
        YamlFile yaml = new YamlFile(name);
        yaml.parse(text);
        return yaml.layer;
    }

    private Optional<String> text(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                fault("is larger than " + ByteSizes.format(MAX_BYTES) + "; a configuration is not");
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            fault("is not UTF-8; save it in that encoding");
        } catch (NoSuchFileException e) {
            fault("does not exist; --config names the configuration file");
        } catch (IOException e) {
            fault("cannot be read: " + reason(file, e));
        }
        return Optional.empty();
    }

    private static String reason(Path file, IOException e) {
        return Files.isDirectory(file) ? "it is a directory; name the file in it" : e + "; check its permissions";
    }

    private void parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        // Deeper than what is accepted, so that the fault has our words; just enough to spare the stack.
        options.setNestingDepthLimit(2 * MAX_DEPTH);
        // What aliases expand to is counted below, where it is expanded.
        options.setMaxAliasesForCollections(MAX_VALUES);
        try {
            Node root = new Yaml(options).compose(new StringReader(text));
            if (root instanceof MappingNode mapping) {
                flatten("", mapping, 1);
            } else if (root != null && !isEmpty(root)) {
                fault(root, "a configuration is made of keys and values, for example \"monitoring:\"");
            }
        } catch (MarkedYAMLException e) {
            syntaxFault(e);
        } catch (YAMLException e) {
            fault("is not YAML that can be read: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    private void syntaxFault(MarkedYAMLException e) {
        String problem = firstLine(String.valueOf(e.getProblem()));
        String remedy = "";
        if (problem.contains("(TAB)")) {
            remedy = "; indent with spaces";
        } else if (problem.contains("tag is not allowed")) {
            remedy = "; remove it, values are plain text, numbers and lists";
        } else if (problem.contains("mapping values are not allowed")) {
            remedy = "; put quotes around a value with a colon in it, and check the indentation";
        }
        layer.fault(origin(e.getProblemMark()), "YAML: " + problem + remedy);
    }

    private void add(String key, Node node, Origin origin, int depth) {
        if (depth > MAX_DEPTH) {
            fault(node, key + " is nested more than " + MAX_DEPTH + " levels deep; no key is");
        } else if (++values > MAX_VALUES) {
            throw new YAMLException("it has more than " + MAX_VALUES + " values, aliases expanded");
        } else if (!isPlain(node.getTag())) {
            fault(
                    node,
                    key + " has the tag " + node.getTag() + "; remove it, values are plain text, numbers and lists");
        } else if (node instanceof MappingNode mapping && !mapping.getValue().isEmpty()) {
            layer.putSection(key, origin);
            flatten(key + ".", mapping, depth + 1);
        } else if (node instanceof SequenceNode sequence) {
            List<Node> items = sequence.getValue();
            for (int i = 0; i < items.size(); i++) {
                add(key + "[" + i + "]", items.get(i), origin(items.get(i).getStartMark()), depth + 1);
            }
            if (items.isEmpty()) {
                layer.put(key, "", origin);
            }
        } else {
            String text = node instanceof ScalarNode scalar && !isEmpty(node) ? scalar.getValue() : "";
            layer.put(key, text, origin);
        }
    }

    private void flatten(String prefix, MappingNode mapping, int depth) {
        Map<String, Node> seen = new HashMap<>();
        for (NodeTuple entry : mapping.getValue()) {
            Node keyNode = entry.getKeyNode();
            if (!(keyNode instanceof ScalarNode scalar) || scalar.getValue().isEmpty()) {
                fault(keyNode, "a key is plain text, for example \"interval\"");
                continue;
            }
            if (Tag.MERGE.equals(keyNode.getTag())) {
                fault(keyNode, "merging with << is not supported; write the keys out");
                continue;
            }
            Node first = seen.putIfAbsent(scalar.getValue(), keyNode);
            if (first != null) {
                fault(
                        keyNode,
                        prefix + scalar.getValue() + " stands here a second time; merge it with "
                                + origin(first.getStartMark()));
                continue;
            }
            add(prefix + scalar.getValue(), entry.getValueNode(), origin(keyNode.getStartMark()), depth);
        }
    }

    private static boolean isEmpty(Node node) {
        return Tag.NULL.equals(node.getTag());
    }

    private static boolean isPlain(Tag tag) {
        return Tag.STR.equals(tag)
                || Tag.INT.equals(tag)
                || Tag.FLOAT.equals(tag)
                || Tag.BOOL.equals(tag)
                || Tag.NULL.equals(tag)
                || Tag.TIMESTAMP.equals(tag)
                || Tag.MERGE.equals(tag)
                || Tag.MAP.equals(tag)
                || Tag.SEQ.equals(tag);
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private void fault(String message) {
        layer.fault(new Origin(name), message);
    }

    private void fault(Node node, String message) {
        layer.fault(origin(node.getStartMark()), message);
    }

    private Origin origin(Mark mark) {
        return mark == null ? new Origin(name) : Origin.file(name, mark.getLine() + 1, mark.getColumn() + 1);
    }
}

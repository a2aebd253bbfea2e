package dev.monitoring.alerts.yaml;

import dev.monitoring.core.settings.ByteSizes;
import dev.monitoring.core.settings.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads YAML into {@link YamlValue}s; what cannot be read is a fault. Stateless.
 *
 * <p>Only the tree of the text is read; no tag makes an object. A text may have {@link #MAX_BYTES} and one document;
 * {@link YamlValue} bounds what aliases expand to.
 */
public final class YamlReader {
    /** The largest rule files seen in use have a few hundred kilobytes. */
    public static final int MAX_BYTES = 8 << 20;

    private static final int MAX_DEPTH = 50;
    private static final int MAX_ALIASES = 1_000;

    private YamlReader() {}

    /**
     * Reads a file.
     *
     * @param file where it is
     * @param name what to call it in faults: as the user named it
     * @return the value of the file; empty with a fault where it cannot be read, and without one where it holds nothing
     */
    public static Optional<YamlValue> read(Path file, String name, Faults faults) {
        return text(file, name, faults).flatMap(text -> parse(text, name, faults));
    }

    /** Reads {@code text} as if it were the file {@code name}. */
    public static Optional<YamlValue> parse(String text, String name, Faults faults) {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        try {
            Iterator<Node> documents =
                    new Yaml(options).composeAll(new StringReader(text)).iterator();
            if (!documents.hasNext()) {
                return Optional.empty();
            }
            Node root = documents.next();
            if (documents.hasNext()) {
                Origin second = origin(name, documents.next().getStartMark());
                faults.add(
                        second, "a second document begins here; a file holds one, put the other in a file of its own");
                return Optional.empty();
            }
            YamlSource source = new YamlSource(name, text.lines().toList(), faults);
            return YamlValue.of("", root, source).filter(value -> !value.isEmpty());
        } catch (MarkedYAMLException e) {
            faults.add(origin(name, e.getProblemMark()), problem(e));
        } catch (YAMLException e) {
            faults.add(new Origin(name), "is not YAML that can be read: " + firstLine(String.valueOf(e.getMessage())));
        }
        return Optional.empty();
    }

    private static Optional<String> text(Path file, String name, Faults faults) {
        Origin origin = new Origin(name);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                faults.add(origin, "is larger than " + ByteSizes.format(MAX_BYTES) + "; split it");
                return Optional.empty();
            }
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            faults.add(origin, "is not UTF-8; save it in that encoding");
        } catch (NoSuchFileException e) {
            faults.add(origin, "does not exist; check the path, which is seen from " + workingDirectory());
        } catch (IOException e) {
            faults.add(
                    origin,
                    Files.isDirectory(file)
                            ? "is a directory; name the file in it, or all with " + name + "/*.yml"
                            : "cannot be read: " + e + "; check its permissions");
        }
        return Optional.empty();
    }

    private static Path workingDirectory() {
        return Path.of("").toAbsolutePath();
    }

    private static String problem(MarkedYAMLException e) {
        String problem = firstLine(String.valueOf(e.getProblem()));
        String remedy = "";
        if (problem.contains("(TAB)")) {
            remedy = "; indent with spaces";
        } else if (problem.contains("tag is not allowed")) {
            remedy = "; remove it, values are plain text, numbers and lists";
        } else if (problem.contains("mapping values are not allowed")) {
            remedy = "; put quotes around a value with a colon in it, and check the indentation";
        } else if (problem.contains("expected <block end>")) {
            remedy = "; check the indentation of this line and those before it";
        } else if (e.getContextMark() != null && e.getContext() != null && isOpen(problem)) {
            remedy = " " + firstLine(e.getContext()) + " that begins at "
                    + (e.getContextMark().getLine() + 1) + ":"
                    + (e.getContextMark().getColumn() + 1) + "; close it";
        }
        return "YAML: " + problem + remedy;
    }

    /** Whether it is that a quote, a list or a map in one line has no end. */
    private static boolean isOpen(String problem) {
        return problem.contains("unexpected end of stream")
                || problem.contains("expected ',' or ']'")
                || problem.contains("expected ',' or '}'");
    }

    private static String firstLine(String text) {
        List<String> lines = text.lines().toList();
        return lines.isEmpty() ? "" : lines.get(0);
    }

    static Origin origin(String name, @Nullable Mark mark) {
        return mark == null ? new Origin(name) : Origin.file(name, mark.getLine() + 1, mark.getColumn() + 1);
    }
}

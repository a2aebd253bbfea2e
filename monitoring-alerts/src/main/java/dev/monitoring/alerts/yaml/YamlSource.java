package dev.monitoring.alerts.yaml;

import dev.monitoring.core.settings.Origin;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The text that values come from, and the list of what is wrong with it. Confined to one thread. */
final class YamlSource {
    /** Beyond this, aliases multiply. */
    private static final int MAX_VALUES = 1_000_000;

    private final String name;
    private final List<String> lines;
    private final Faults faults;
    private int values;

    YamlSource(String name, List<String> lines, Faults faults) {
        this.name = name;
        this.lines = lines;
        this.faults = faults;
    }

    Faults faults() {
        return faults;
    }

    Origin origin(Node node) {
        return YamlReader.origin(name, node.getStartMark());
    }

    /** Counts one more value; false, with a fault for the first time, where there are too many. */
    boolean admits(Node node) {
        values++;
        if (values == MAX_VALUES) {
            faults.add(origin(node), "has more than " + MAX_VALUES + " values, aliases expanded; write less");
        }
        return values < MAX_VALUES;
    }

    /**
     * Where a place inside a scalar stands in the text: exact for plain and quoted scalars on one line without escapes, and
     * for literal blocks; else where the scalar begins.
     */
    Origin inside(ScalarNode scalar, int line, int column) {
        Mark start = scalar.getStartMark();
        Mark end = scalar.getEndMark();
        ScalarStyle style = scalar.getScalarStyle();
        if (style == ScalarStyle.LITERAL) {
            int first = start.getLine() + 1;
            int indent = Integer.MAX_VALUE;
            for (int i = first; i < Math.min(end.getLine() + 1, lines.size()); i++) {
                String text = lines.get(i);
                indent = text.isBlank()
                        ? indent
                        : Math.min(indent, text.length() - text.stripLeading().length());
                if (indent != Integer.MAX_VALUE) {
                    break;
                }
            }
            return indent == Integer.MAX_VALUE ? origin(scalar) : Origin.file(name, first + line, indent + column);
        }
        boolean quoted = style == ScalarStyle.SINGLE_QUOTED || style == ScalarStyle.DOUBLE_QUOTED;
        int written = end.getColumn() - start.getColumn() - (quoted ? 2 : 0);
        boolean verbatim = start.getLine() == end.getLine()
                && written
                        == scalar.getValue().codePointCount(0, scalar.getValue().length());
        return verbatim && line == 1
                ? Origin.file(name, start.getLine() + 1, start.getColumn() + column + (quoted ? 1 : 0))
                : origin(scalar);
    }
}

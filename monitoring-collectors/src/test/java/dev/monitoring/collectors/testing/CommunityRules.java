package dev.monitoring.collectors.testing;

import dev.monitoring.collectors.SharedFiles;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.core.query.ExplainedPart;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The expressions of alert rules that the community wrote for an exporter, as they lie beside the repository; a test that asks
 * for them is skipped where they do not. Immutable.
 */
public final class CommunityRules {
    private static final String KEY = "    expr: ";
    private static final String CONTINUED = "      ";

    private final List<String> expressions;

    private CommunityRules(List<String> expressions) {
        this.expressions = List.copyOf(expressions);
    }

    /** The rules of a file: {@code redis-oliver006-redis-exporter.yml}. */
    public static CommunityRules of(String file) throws IOException {
        List<String> expressions = new ArrayList<>();
        boolean within = false;
        for (String line : Files.readAllLines(SharedFiles.require("rules/" + file))) {
            if (line.startsWith(KEY)) {
                expressions.add(line.substring(KEY.length()));
                within = true;
            } else if (within && line.startsWith(CONTINUED)) {
                int last = expressions.size() - 1;
                expressions.set(last, expressions.get(last) + " " + line.strip());
            } else {
                within = false;
            }
        }
        expressions.replaceAll(CommunityRules::unquoted);
        if (expressions.isEmpty()) {
            throw new AssertionError("no expression in " + file);
        }
        return new CommunityRules(expressions);
    }

    private static String unquoted(String text) {
        return text.startsWith("'") && text.endsWith("'")
                ? text.substring(1, text.length() - 1).replace("''", "'")
                : text;
    }

    /** All expressions. */
    public List<String> expressions() {
        return expressions;
    }

    /** The selectors that find no series in what was stored, by the expression they are in; fails where one does not parse. */
    public Map<String, List<String>> selectorsWithoutSeries(StoredRuns runs, long timeMillis) {
        Map<String, List<String>> without = new TreeMap<>();
        for (String expression : expressions) {
            List<String> selectors = new ArrayList<>();
            collect(runs.explain(expression, timeMillis).root(), selectors);
            if (!selectors.isEmpty()) {
                without.put(expression, selectors);
            }
        }
        return without;
    }

    private static void collect(ExplainedPart part, List<String> selectors) {
        if (part.parts().isEmpty() && part.seriesCount() == 0) {
            selectors.add(part.text());
        }
        part.parts().forEach(inner -> collect(inner, selectors));
    }
}

package dev.monitoring.core.query;

import dev.monitoring.core.query.syntax.Expr;
import dev.monitoring.core.query.syntax.ParserOptions;
import dev.monitoring.core.query.syntax.PromqlParser;
import dev.monitoring.core.query.value.QueryException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The trees of the texts asked last: dashboards and rules ask the same again and again. Thread-safe.
 */
final class ParsedQueries {
    private static final int MAX_ENTRIES = 1_024;

    /** Longer texts are rare, and reading them again costs less than keeping them. */
    private static final int MAX_LENGTH = 4_096;

    private record Key(String text, boolean experimental) {}

    private final int maxDepth;
    private final Map<Key, Expr> trees = // guarded by itself
            new LinkedHashMap<>(2 * MAX_ENTRIES, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<Key, Expr> eldest) {
                    return size() > MAX_ENTRIES;
                }
            };

    ParsedQueries(int maxDepth) {
        this.maxDepth = maxDepth;
    }

    /**
     * The tree of a text.
     *
     * @throws QueryException if it is not PromQL
     */
    Expr get(String text, boolean experimental) {
        Key key = new Key(text, experimental);
        synchronized (trees) {
            Expr known = trees.get(key);
            if (known != null) {
                return known;
            }
        }
        Expr tree = PromqlParser.parse(text, new ParserOptions(experimental, maxDepth));
        if (text.length() <= MAX_LENGTH) {
            synchronized (trees) {
                trees.put(key, tree);
            }
        }
        return tree;
    }
}

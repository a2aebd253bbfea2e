package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.QueryLimits;

/**
 * What the parser lets pass. Immutable.
 *
 * @param experimental whether experimental functions, aggregations and modifiers may be used
 * @param maxDepth how deep expressions may be nested
 */
public record ParserOptions(boolean experimental, int maxDepth) {
    /** The key that {@link #experimental} comes from. */
    public static final String EXPERIMENTAL_KEY = "monitoring.query.experimental";

    /** Nothing experimental, at most 100 levels. */
    public static final ParserOptions STABLE =
            new ParserOptions(false, QueryLimits.defaults().maxDepth());

    /** The whole language, at most 100 levels. */
    public static final ParserOptions EXPERIMENTAL =
            new ParserOptions(true, QueryLimits.defaults().maxDepth());
}

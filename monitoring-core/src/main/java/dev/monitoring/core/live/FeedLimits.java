package dev.monitoring.core.live;

/**
 * How much the feed does for how many. Immutable.
 *
 * @param clients how many may be connected; 0 switches the feed off
 * @param expressions how many one client may watch
 * @param allExpressions how many different ones all clients together may watch
 * @param seriesPerExpression how many series one expression may have
 * @param seriesPerClient how many series a client may have when it subscribes
 * @param expressionChars how long the text of an expression may be
 */
record FeedLimits(
        int clients,
        int expressions,
        int allExpressions,
        int seriesPerExpression,
        int seriesPerClient,
        int expressionChars) {
    /** The key by which more clients are let in. */
    static final String CLIENTS_KEY = "monitoring.web.max-live-clients";

    /** The limits that {@code LIVE.md} names, for so many clients. */
    static FeedLimits forClients(int clients) {
        return new FeedLimits(clients, 300, 1_000, 500, 5_000, 4_096);
    }
}

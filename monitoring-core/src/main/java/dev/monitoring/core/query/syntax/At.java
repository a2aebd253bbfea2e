package dev.monitoring.core.query.syntax;

/**
 * The moment a selector or subquery is pinned to: {@code @ 1609746000}, {@code @ start()}, {@code @ end()}. Immutable.
 *
 * @param timestampMillis epoch milliseconds for {@link Kind#TIMESTAMP}, else zero
 */
public record At(Kind kind, long timestampMillis) {
    /** How the moment is named. */
    public enum Kind {
        TIMESTAMP,
        /** The first step of the query. */
        START,
        /** The last step of the query. */
        END
    }

    public static final At START = new At(Kind.START, 0);
    public static final At END = new At(Kind.END, 0);

    public static At timestamp(long epochMillis) {
        return new At(Kind.TIMESTAMP, epochMillis);
    }

    /** The moment in a query from {@code startMillis} to {@code endMillis}, in epoch milliseconds. */
    public long resolve(long startMillis, long endMillis) {
        return switch (kind) {
            case TIMESTAMP -> timestampMillis;
            case START -> startMillis;
            case END -> endMillis;
        };
    }
}

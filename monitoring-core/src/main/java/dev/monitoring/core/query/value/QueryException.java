package dev.monitoring.core.query.value;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says why a query has no answer: a code for programs, a message for people, and where in the text it went wrong. */
public final class QueryException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_FAULT_LENGTH = 500;

    /** What kind of reason; each has the word that the Prometheus API uses for it. */
    public enum Code {
        /** The text or a parameter is wrong. */
        BAD_DATA("bad_data"),
        /** The query is well formed and cannot be computed on this data, or exceeds a limit. */
        EXECUTION("execution"),
        /** The query took longer than it may. */
        TIMEOUT("timeout"),
        /** Whoever asked no longer waits. */
        CANCELED("canceled"),
        /** The fault is ours. */
        INTERNAL("internal"),
        /** Too many queries are running; try again. */
        UNAVAILABLE("unavailable");

        private final String errorType;

        Code(String errorType) {
            this.errorType = errorType;
        }

        /** The {@code errorType} of the Prometheus API. */
        public String errorType() {
            return errorType;
        }
    }

    private final Code code;
    private final transient @Nullable Position position;

    public QueryException(Code code, @Nullable Position position, String message) {
        this(code, position, message, null);
    }

    public QueryException(Code code, @Nullable Position position, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = Objects.requireNonNull(code, "code");
        this.position = position;
    }

    /** The text is not PromQL. The message begins with line and column, as in Prometheus. */
    public static QueryException parse(Position position, String fault) {
        return new QueryException(Code.BAD_DATA, position, position + ": parse error: " + shortened(fault));
    }

    /** A fault may quote a word of the query, and words may be as long as queries: the middle of such a message goes. */
    private static String shortened(String fault) {
        if (fault.length() <= MAX_FAULT_LENGTH) {
            return fault;
        }
        int head = MAX_FAULT_LENGTH / 2;
        int tail = fault.length() - MAX_FAULT_LENGTH / 2;
        head -= Character.isHighSurrogate(fault.charAt(head - 1)) ? 1 : 0;
        tail += Character.isLowSurrogate(fault.charAt(tail)) ? 1 : 0;
        return fault.substring(0, head) + " … " + fault.substring(tail);
    }

    /** The query cannot be computed on this data; {@code message} stands as it is. */
    public static QueryException execution(@Nullable Position position, String message) {
        return new QueryException(Code.EXECUTION, position, message);
    }

    public Code code() {
        return code;
    }

    /** The part of the query that is to blame, where there is one. */
    public Optional<Position> position() {
        return Optional.ofNullable(position);
    }

    /** The text of {@link #getMessage}, which is never null here. */
    public String message() {
        return Objects.requireNonNull(getMessage());
    }
}

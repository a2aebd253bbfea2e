package dev.monitoring.collectors.postgres;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A part of the page as a statement to send, who makes samples of its answer, and how asking it went. What is slow by nature
 * and changes slowly is asked now and then only; in between the last answer is told again. Confined to the runs.
 */
final class Question {
    /** Takes samples. */
    interface Samples {
        void add(Family family, Labels labels, double value);
    }

    /** Makes samples of one row. */
    interface Rows {
        void take(ResultSet row, Samples samples) throws SQLException;

        /** Says that these were all rows of an answer. */
        default void end(int count) {}
    }

    private record Kept(Family family, Labels labels, double value) {}

    private final String part;
    private final String sql;
    private final Duration pace;
    private final Rows rows;
    private List<Kept> kept = List.of();
    private long askedNanos;
    private boolean asked;
    private @Nullable Exception failure;

    /**
     * A question that has not been asked yet.
     *
     * @param part the exporter's name for this part of the page
     * @param pace how long an answer is good for; zero for that run only
     */
    Question(String part, String sql, Duration pace, Rows rows) {
        this.part = part;
        this.sql = sql;
        this.pace = pace;
        this.rows = rows;
    }

    String part() {
        return part;
    }

    String sql() {
        return sql;
    }

    /** Whether it may take long: such a one is asked alone. */
    boolean isSlow() {
        return !pace.isZero();
    }

    /** Whether the last answer is not good any more; what was refused is likely to be refused again. */
    boolean isDue(long nowNanos) {
        Duration wait = failure == null || PostgresFailure.passes(failure) ? pace : Query.SLOW;
        return !asked || nowNanos - askedNanos >= wait.toNanos();
    }

    /** Why it was not answered the last time. */
    Optional<Exception> failure() {
        return Optional.ofNullable(failure);
    }

    /** Says that it is asked now and not answered. */
    void failed(Exception reason, long nowNanos) {
        kept = List.of();
        failure = reason;
        asked = true;
        askedNanos = nowNanos;
    }

    /** Takes the answer. */
    void answer(ResultSet answer, MetricSink sink, long nowNanos) throws SQLException {
        List<Kept> fresh = new ArrayList<>();
        Samples samples = isSlow() ? (family, labels, value) -> fresh.add(new Kept(family, labels, value)) : sink::add;
        int count = 0;
        while (answer.next()) {
            rows.take(answer, samples);
            count++;
        }
        rows.end(count);
        kept = fresh;
        failure = null;
        asked = true;
        askedNanos = nowNanos;
        if (isSlow()) {
            tellAgain(sink);
        }
        if (count == PostgresLink.MAX_ROWS) {
            throw new SQLException(
                    "the answer has more than " + count + " rows; lower max-databases or max-tables of the target",
                    PostgresFailure.TOO_LARGE);
        }
    }

    /** Tells the last answer. */
    void tellAgain(MetricSink sink) {
        for (Kept sample : kept) {
            sink.add(sample.family, sample.labels, sample.value);
        }
    }
}

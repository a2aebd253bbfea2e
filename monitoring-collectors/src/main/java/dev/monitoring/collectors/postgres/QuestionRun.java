package dev.monitoring.collectors.postgres;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One run over all questions. What is quick goes in one round trip; where that fails, or takes too large a part of the time,
 * each is asked alone, so that one that is slow or refused costs its own part of the page only. Such a one goes on being
 * asked alone, and not in every run, until it is answered. A lost connection ends the run. Confined to the run.
 */
final class QuestionRun {
    /** How asking for a part of the page went. */
    record Outcome(double seconds, boolean isAnswered) {
        private Outcome and(Outcome other) {
            return new Outcome(Math.max(seconds, other.seconds), isAnswered && other.isAnswered);
        }
    }

    /** The last fraction of a run's time in which no further statement is begun. */
    private static final int RESERVE = 5;

    /** The fraction of the time that all that is asked together may take. */
    private static final int TOGETHER = 4;

    private final PostgresLink link;
    private final MetricSink sink;
    private final Clock clock;
    private final Deadline deadline;
    private final long reserveNanos;
    private final Map<String, Outcome> outcomes = new LinkedHashMap<>();
    private boolean tookTooLong;

    QuestionRun(PostgresLink link, MetricSink sink, Clock clock, Deadline deadline) {
        this.link = link;
        this.sink = sink;
        this.clock = clock;
        this.deadline = deadline;
        this.reserveNanos = deadline.remainingNanos() / RESERVE;
    }

    /**
     * Asks, within a transaction that has begun.
     *
     * @param together whether to try it in one round trip
     * @throws IOException if there is no connection any more, and no other to be had
     * @throws SQLException if the connection is of no use any more
     */
    void ask(List<Question> questions, boolean together) throws IOException, SQLException {
        List<Question> quick = new ArrayList<>();
        List<Question> alone = new ArrayList<>();
        for (Question question : questions) {
            boolean isQuick =
                    together && !question.isSlow() && question.failure().isEmpty();
            (isQuick ? quick : alone).add(question);
        }
        if (!quick.isEmpty() && !askTogether(quick)) {
            alone.addAll(0, quick);
        }
        for (Question question : alone) {
            askAlone(question);
        }
    }

    /** Whether there was not time enough to ask together. */
    boolean tookTooLong() {
        return tookTooLong;
    }

    /** The parts of the page and how they went. */
    Map<String, Outcome> outcomes() {
        return outcomes;
    }

    /** Whether nothing is missing. */
    boolean isWhole() {
        return outcomes.values().stream().allMatch(Outcome::isAnswered);
    }

    /** False where it came to nothing; then the transaction is a new one. */
    private boolean askTogether(List<Question> quick) throws IOException, SQLException {
        long begin = clock.nanoTime();
        Deadline share = Deadline.after(deadline.remaining().dividedBy(TOGETHER), clock);
        link.until(share);
        try {
            link.askAll(quick, (index, rows) -> take(quick.get(index), rows, begin));
            link.until(deadline);
            return true;
        } catch (SQLException e) {
            tookTooLong = share.hasPassed();
            if (PostgresFailure.breaksTheLine(e)) {
                link.disconnect();
                if (!tookTooLong) {
                    throw e;
                }
            }
            beginAgain(e);
            return false;
        }
    }

    private void askAlone(Question question) throws IOException, SQLException {
        long begin = clock.nanoTime();
        if (!question.isDue(begin)) {
            question.tellAgain(sink);
            question.failure().ifPresent(failure -> sink.missing(question.part(), failure));
            outcome(question, 0, question.failure().isEmpty());
            return;
        }
        if (deadline.remainingNanos()
                < Math.max(reserveNanos, link.statementLimit().toNanos())) {
            sink.missing(question.part(), new IOException("the run's time was over before it was asked for"));
            outcome(question, 0, false);
            return;
        }
        try {
            link.ask(question.sql(), rows -> take(question, rows, begin));
        } catch (SQLException e) {
            if (PostgresFailure.breaksTheLine(e)) {
                throw e;
            }
            fail(question, e, begin);
            beginAgain(e);
        }
    }

    /** Takes an answer that is there as a whole: what is wrong with it is wrong with that part of the page only. */
    private void take(Question question, ResultSet rows, long beginNanos) {
        try {
            question.answer(rows, sink, beginNanos);
            outcome(question, (clock.nanoTime() - beginNanos) / 1e9, true);
        } catch (SQLException e) {
            fail(question, e, beginNanos);
        }
    }

    private void fail(Question question, SQLException reason, long beginNanos) {
        question.failed(reason, beginNanos);
        sink.missing(question.part(), reason);
        outcome(question, (clock.nanoTime() - beginNanos) / 1e9, false);
    }

    private void outcome(Question question, double seconds, boolean isAnswered) {
        outcomes.merge(question.part(), new Outcome(seconds, isAnswered), Outcome::and);
    }

    private void beginAgain(SQLException failure) throws IOException, SQLException {
        if (PostgresFailure.isOfPreparation(failure)) {
            link.stopPreparing();
        }
        link.giveUp();
        link.begin(deadline);
    }
}

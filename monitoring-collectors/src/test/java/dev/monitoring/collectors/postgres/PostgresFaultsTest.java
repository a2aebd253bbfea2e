package dev.monitoring.collectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.PostgresCluster;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** All that may go wrong between us and a server, and within it; and that it goes well again afterwards. */
@Timeout(120)
class PostgresFaultsTest {
    private static final Duration ENOUGH = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(800);

    private static PostgresCluster cluster;
    private static TestDatabase database;

    private final List<AutoCloseable> kept = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        cluster = PostgresCluster.start();
        database = TestDatabase.of(cluster);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @AfterEach
    void closeWhatIsKept() throws Exception {
        for (AutoCloseable one : kept) {
            one.close();
        }
    }

    @Test
    void comesBackAfterTheServerWasStopped() throws Exception {
        MetricCollector collector = keep(database.collector());
        assertDelivers(collector);
        cluster.stop();

        IOException failure = failure(collector, ENOUGH);
        assertFails(collector);

        assertEquals(cluster.address() + " cannot be reached: nobody listens there", failure.getMessage());
        cluster.restart();
        assertDelivers(collector);
    }

    @Test
    void comesBackAfterTheServerWasKilled() throws Exception {
        MetricCollector collector = keep(database.collector());
        assertDelivers(collector);
        cluster.kill();

        IOException failure = failure(collector, ENOUGH);

        assertEquals(cluster.address() + " cannot be reached: nobody listens there", failure.getMessage());
        cluster.restart();
        assertDelivers(collector);
    }

    @Test
    void doesNotNoticeARestartBetweenTwoRuns() throws Exception {
        MetricCollector collector = keep(database.collector());
        assertDelivers(collector);

        cluster.stop();
        cluster.restart();

        assertDelivers(collector);
    }

    @Test
    void comesBackAfterTheServerWasFrozen() throws Exception {
        MetricCollector collector = keep(database.collector());
        assertDelivers(collector);
        cluster.freeze();
        try {
            IOException hung = assertFails(collector);
            assertFails(collector);

            assertEquals(cluster.address() + " did not answer in time", hung.getMessage());
        } finally {
            cluster.thaw();
        }
        assertDelivers(collector);
    }

    @Test
    void aFrozenServerHoldsNobodyUpAfterClose() throws Exception {
        MetricCollector collector = keep(database.collector());
        assertDelivers(collector);
        cluster.freeze();
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try {
            Future<IOException> hung = worker.submit(() -> failure(collector, Duration.ofSeconds(100)));
            Await.until(
                    "the run waits",
                    () -> Thread.getAllStackTraces().values().stream()
                            .anyMatch(stack -> List.of(stack).toString().contains("PostgresLink.begin")));

            collector.close();

            assertEquals(
                    "the collector was closed", hung.get(20, TimeUnit.SECONDS).getMessage());
        } finally {
            cluster.thaw();
            worker.shutdownNow();
        }
    }

    @Test
    void saysThatThePasswordIsWrong() throws Exception {
        String wrong = "wrong-" + TestDatabase.CANARY;
        MetricCollector collector = keep(database.collector("password", wrong));

        IOException failure = failure(collector, ENOUGH);

        assertTrue(
                failure.getMessage()
                        .startsWith(cluster.address() + " refuses the login: FATAL: password authentication failed"),
                failure.getMessage());
        assertTrue(failure.getMessage().endsWith("correct username and password of the target"), failure.getMessage());
        cluster.execute("ALTER ROLE " + database.role() + " PASSWORD '" + wrong + "'");
        assertDelivers(collector);
        cluster.execute("ALTER ROLE " + database.role() + " PASSWORD '" + TestDatabase.CANARY + "'");
    }

    @Test
    void comesBackAfterTheAdministratorSentItAway() throws Exception {
        MetricCollector collector = keep(database.collector());
        assertDelivers(collector);

        cluster.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'monitoring'");

        assertDelivers(collector);
    }

    @Test
    void findsAnotherWayWhenAConnectionFellSilent() throws Exception {
        try (FaultyProxy line = FaultyProxy.to(cluster.port())) {
            MetricCollector collector = keep(database.collectorAt(line.port()));
            assertDelivers(collector);
            line.stall();
            ExecutorService worker = Executors.newSingleThreadExecutor();
            try {
                Future<?> run = worker.submit(() -> {
                    assertDelivers(collector);
                    return null;
                });
                Await.until("it connects anew", () -> line.accepted() == 2);

                line.pass();

                run.get(60, TimeUnit.SECONDS);
            } finally {
                worker.shutdownNow();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n\r\n",
                "E\177\377\377\377SFATAL",
                "E\000\000\000\004",
                "R\000\000\000\010\000\000\000\143",
                "R\000\000\000\027\000\000\000\012SCRAM-SHA-999\000\000",
                "R\000\000\000\010\000\000\000\000D\177\377\377\377\001",
                "N\000\000\000\001",
                "\000\000\000\000"
            })
    void comesBackAfterGarbage(String garbage) throws Exception {
        try (FaultyProxy line = FaultyProxy.to(cluster.port())) {
            MetricCollector collector = keep(database.collectorAt(line.port()));
            assertDelivers(collector);
            line.answer(garbage);
            assertFails(collector);
            assertFails(collector);

            line.pass();
            line.cut();

            assertDelivers(collector);
        }
    }

    @Test
    void doesNotKeepAnAnswerWithoutEnd() throws Exception {
        byte[] endless = new byte[1 << 20];
        byte[] head = "R\000\000\000\010\000\000\000\000".getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(head, 0, endless, 0, head.length);
        for (int i = head.length; i + 9 < endless.length; i += 9) { // parameters without a name or a value
            System.arraycopy("S\000\000\000\010a\000b\000".getBytes(StandardCharsets.ISO_8859_1), 0, endless, i, 9);
        }
        try (FaultyProxy line = FaultyProxy.to(cluster.port())) {
            MetricCollector collector = keep(database.collectorAt(line.port()));
            line.answer(endless);

            assertFails(collector);

            line.pass();
            line.cut();
            assertDelivers(collector);
        }
    }

    @Test
    void whatIsRefusedCostsItsPartOnlyAndIsNotAskedAgainAtOnce() throws Exception {
        ManualClock clock = ManualClock.at(Instant.EPOCH);
        cluster.execute("CREATE ROLE lesser LOGIN PASSWORD '" + TestDatabase.CANARY + "' IN ROLE pg_read_all_stats");
        Await.until("what others did is counted", () -> connections() == 0);
        double rollbacks = rollbacks();
        try (MetricCollector collector = collectorBy(clock, "username", "lesser")) {
            for (int i = 0; i < 5; i++) {
                RecordingSink run = run(collector);

                assertEquals(Set.of("wal"), run.missing().keySet());
                assertTrue(String.valueOf(run.missing().get("wal")).contains("permission denied"));
                assertEquals(0, run.value("pg_scrape_collector_success", "collector", "wal"));
                assertEquals(1, run.value("pg_scrape_collector_success", "collector", "stat_database"));
                assertEquals(1, run.value("pg_exporter_last_scrape_error"));
            }
            cluster.execute("GRANT pg_monitor TO lesser");
            clock.advance(Duration.ofSeconds(31));
            RecordingSink later = run(collector);

            assertEquals(Set.of(), later.missing().keySet());
            assertTrue(later.value("pg_wal_segments") > 0);
        }
        Await.until("the server has noticed that we are gone", () -> connections() == 0);
        Await.until("they are counted", () -> rollbacks() >= rollbacks + 2); // before PostgreSQL 15 with a delay
        assertEquals(rollbacks + 2, rollbacks(), "one when asked together, one when asked alone, and then none");
        cluster.execute("DROP ROLE lesser");
    }

    @Test
    void aLockThatSomebodyHoldsCostsItsPartOnly() throws Exception {
        MetricCollector collector = keep(database.collector());
        assertDelivers(collector);
        try (Connection other = cluster.connect("postgres");
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE pg_replication_origin, pg_authid IN ACCESS EXCLUSIVE MODE");

            RecordingSink run = run(collector);

            assertTrue(run.missing().containsKey("roles"), run.missing()::toString);
            assertTrue(String.valueOf(run.missing().get("roles")).contains("lock timeout"));
            assertTrue(run.has("pg_stat_bgwriter_buffers_alloc_total"));
            assertTrue(run.has("pg_database_size_bytes", "datname", "postgres"));
            assertTrue(run.size() > 200, run.size() + " samples");
            other.rollback();
        }
        assertDelivers(collector);
    }

    @Test
    void aStatementThatTakesLongCostsItsPartOnly() throws Exception {
        slowStatements(30);
        try {
            MetricCollector collector = keep(database.collector("statement-timeout", "300ms"));

            RecordingSink run = run(collector);

            assertEquals(Set.of("stat_statements"), run.missing().keySet());
            assertTrue(String.valueOf(run.missing().get("stat_statements")).contains("statement timeout"));
            assertTrue(run.size() > 200, run.size() + " samples");
            assertEquals(run.missing().keySet(), run(collector).missing().keySet());
        } finally {
            noSlowStatements();
        }
        assertDelivers(keep(database.collector()));
    }

    @Test
    void asksOneByOneWhereThereIsNotTimeEnoughToAskTogether() throws Exception {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            questions.add(new Question("part" + i, "SELECT 1 FROM pg_sleep(0.8)", Duration.ZERO, (row, samples) -> {}));
        }
        try (FaultyProxy line = FaultyProxy.to(cluster.port());
                PostgresLink link = new PostgresLink(serverAt(line.port()), Clock.system())) {
            Deadline deadline = Deadline.after(Duration.ofSeconds(12), Clock.system());
            link.begin(deadline);
            RecordingSink sink = new RecordingSink();
            QuestionRun run = new QuestionRun(link, sink, Clock.system(), deadline);

            run.ask(questions, true); // 3.2 of 12 seconds is more than a quarter

            assertTrue(run.tookTooLong());
            assertEquals(2, line.accepted());
            assertEquals(
                    Set.of("part0", "part1", "part2", "part3"), run.outcomes().keySet());
            assertTrue(run.isWhole(), run.outcomes()::toString);
            link.disconnect();
        }
    }

    @Test
    void beginsNoStatementThatCouldOutliveTheRun() throws Exception {
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            questions.add(new Question("part" + i, "SELECT 1 FROM pg_sleep(60)", Duration.ZERO, (row, samples) -> {}));
        }
        try (PostgresLink link = new PostgresLink(serverAt(cluster.port()), Clock.system())) {
            Deadline deadline = Deadline.after(Duration.ofSeconds(8), Clock.system());
            link.begin(deadline);
            RecordingSink sink = new RecordingSink();
            QuestionRun run = new QuestionRun(link, sink, Clock.system(), deadline);

            run.ask(questions, false);

            assertFalse(deadline.hasPassed());
            assertEquals(10, sink.missing().size());
            assertTrue(String.valueOf(sink.missing().get("part9")).contains("time was over"), sink.missing()::toString);
            link.end();
            link.disconnect();
        }
    }

    @Test
    void leavesNoConnectionBehind() throws Exception {
        for (int i = 0; i < 5; i++) {
            MetricCollector collector = keep(database.collector());
            assertDelivers(collector);
            assertDelivers(collector);
            assertEquals(
                    1, cluster.number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'monitoring'"));
            collector.close();
            Await.until("the server has noticed", () -> connections() == 0);
        }
    }

    /** Those of others than who asks. */
    private static double connections() {
        try {
            return cluster.number("SELECT count(*) FROM pg_stat_activity"
                    + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** The server's own view of pg_stat_statements, as an extension that takes that many seconds. */
    private static void slowStatements(int seconds) throws SQLException {
        cluster.execute(
                "CREATE SCHEMA slow",
                "GRANT USAGE ON SCHEMA slow TO public",
                "CREATE FUNCTION slow.pg_stat_statements(boolean) RETURNS TABLE (userid oid, dbid oid, queryid bigint,"
                        + " calls bigint, rows bigint, total_exec_time float8, blk_read_time float8, blk_write_time float8,"
                        + " total_time float8, shared_blk_read_time float8, shared_blk_write_time float8)"
                        + " LANGUAGE sql AS 'SELECT 10::oid, 1::oid, 1::bigint, 1::bigint, 1::bigint, 1::float8, 1::float8,"
                        + " 1::float8, 1::float8, 1::float8, 1::float8 FROM pg_sleep(" + seconds + ")'",
                "INSERT INTO pg_extension SELECT (json_populate_record(e, json_build_object('oid', 99999, 'extname',"
                        + " 'pg_stat_statements', 'extnamespace', 'slow'::regnamespace::oid))).* FROM pg_extension AS e"
                        + " WHERE e.extname = 'plpgsql'");
    }

    private static void noSlowStatements() throws SQLException {
        cluster.execute("DELETE FROM pg_extension WHERE extname = 'pg_stat_statements'", "DROP SCHEMA slow CASCADE");
    }

    private static PostgresServer serverAt(int port) {
        return new PostgresServer(
                "127.0.0.1",
                port,
                "postgres",
                database.role(),
                Optional.of(TestDatabase.CANARY),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Optional.empty());
    }

    private static double rollbacks() {
        try {
            return cluster.number("SELECT xact_rollback FROM pg_stat_database WHERE datname = 'postgres'");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static MetricCollector collectorBy(Clock clock, Object... keysAndValues) {
        return database.collectorOf(
                new CollectorContext(clock, Duration.ofSeconds(5), Duration.ofSeconds(4), "localhost"), keysAndValues);
    }

    private <T extends AutoCloseable> T keep(T closeable) {
        kept.add(closeable);
        return closeable;
    }

    private static void assertDelivers(MetricCollector collector) throws Exception {
        RecordingSink sink = run(collector);
        assertEquals(Set.of(), sink.missing().keySet(), sink.missing()::toString);
        assertTrue(sink.size() > 200, sink.size() + " samples");
        assertEquals(List.of(), sink.faults());
    }

    private static RecordingSink run(MetricCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(ENOUGH, Clock.system()));
        return sink;
    }

    private static IOException assertFails(MetricCollector collector) {
        return failure(collector, SHORT);
    }

    private static IOException failure(MetricCollector collector, Duration timeout) {
        IOException failure = assertThrows(
                IOException.class,
                () -> collector.collect(new RecordingSink(), Deadline.after(timeout, Clock.system())));
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            assertFalse(String.valueOf(cause).contains(TestDatabase.CANARY), String.valueOf(cause));
        }
        return failure;
    }
}

package dev.monitoring.collectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.testing.FaultyProxy;
import dev.monitoring.collectors.testing.LineFaults;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class PostgresCollectorTest {
    private static final PostgresCollectorFactory FACTORY = new PostgresCollectorFactory();

    private TestDatabase database;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.open();
    }

    @AfterEach
    void close() throws Exception {
        if (database != null) {
            database.close();
        }
    }

    @Test
    void countsWhatARealServerDoes() throws Exception {
        String table = "probe_" + ProcessHandle.current().pid();
        database.execute("CREATE TABLE " + table + " (id int PRIMARY KEY)");
        try (MetricCollector collector = database.collector("max-tables", 10_000);
                Connection other = database.connect();
                Statement statement = other.createStatement()) {
            double roleLimit = run(collector).value("pg_roles_connection_limit", "rolname", database.role());

            other.setAutoCommit(false);
            statement.execute("INSERT INTO " + table + " SELECT generate_series(1, 321)");
            other.commit();
            statement.execute("LOCK TABLE " + table + " IN EXCLUSIVE MODE");
            RecordingSink after = run(collector);

            assertEquals(-1, roleLimit);
            assertEquals(1, after.value("pg_locks_count", "datname", "postgres", "mode", "exclusivelock"));
            assertTrue(after.value("pg_database_size_bytes", "datname", "postgres") > 1_000_000);
            assertEquals(
                    database.number("SELECT setting::float8 FROM pg_settings WHERE name = 'max_connections'"),
                    after.value("pg_settings_max_connections", "server", address()));
            assertEquals(0, after.value("pg_settings_statement_timeout_seconds", "server", address()));
            assertEquals(0, after.value("pg_settings_default_transaction_read_only", "server", address()));
            other.commit();
            await(
                    collector,
                    "pg_stat_user_tables_n_tup_ins",
                    321,
                    "datname",
                    "postgres",
                    "schemaname",
                    "public",
                    "relname",
                    table);
        } finally {
            database.execute("DROP TABLE " + table);
        }
    }

    @Test
    void cannotWrite() throws Exception {
        PostgresServer server = new PostgresServer(
                database.host(),
                database.port(),
                "postgres",
                "postgres",
                Optional.empty(),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                Optional.empty());
        try (PostgresLink link = new PostgresLink(server, Clock.system())) {
            link.begin(Deadline.after(Duration.ofSeconds(20), Clock.system()));

            SQLException refusal = assertThrows(
                    SQLException.class, () -> link.ask("CREATE TABLE monitoring_must_not (id int)", rows -> {}));

            assertEquals("25006", refusal.getSQLState(), refusal.getMessage());
            link.disconnect();
        }
    }

    @Test
    void leavesOutOnlyTheTableThatSomebodyHoldsForItself() throws Exception {
        String table = "held_" + ProcessHandle.current().pid();
        database.execute("CREATE TABLE " + table + " (id int)");
        try (MetricCollector collector = database.collector("max-tables", 10_000);
                Connection other = database.connect();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE " + table + " IN ACCESS EXCLUSIVE MODE");

            RecordingSink run = run(collector);

            String[] labels = {"datname", "postgres", "schemaname", "public", "relname", table};
            assertTrue(run.has("pg_stat_user_tables_n_live_tup", labels));
            assertFalse(run.has("pg_stat_user_tables_table_size_bytes", labels));
            other.rollback();
            try (MetricCollector later = database.collector("max-tables", 10_000)) {
                assertTrue(run(later).has("pg_stat_user_tables_table_size_bytes", labels));
            }
        } finally {
            database.execute("DROP TABLE " + table);
        }
    }

    @Test
    void survivesWhateverHappensToTheLine() throws Exception {
        try (FaultyProxy line = FaultyProxy.to(database.port());
                MetricCollector collector = database.collectorAt(line.port())) {
            LineFaults.survive(line, collector, TestDatabase.CANARY);
        }
    }

    @Test
    void saysWhatIsWrongWithItsSettings() {
        assertTrue(TestSettings.faults(FACTORY, "username", "x").get(0).contains("address is not set, but is needed"));
        assertTrue(TestSettings.faults(FACTORY, "address", "h", "username", "x", "compat", "x")
                .get(0)
                .contains("\"x\" is none of the choices; use one of postgres_exporter/0.11"));
        assertTrue(TestSettings.faults(FACTORY, "address", "u:p@h", "username", "x")
                .get(0)
                .contains("host:port only"));
        assertEquals(
                "postgres/h:5432",
                TestSettings.collector(FACTORY, "address", "h", "username", "x")
                        .target()
                        .toString());
    }

    private String address() {
        return database.host() + ":" + database.port();
    }

    private static RecordingSink run(MetricCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
        assertEquals(List.of(), sink.faults());
        assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
        return sink;
    }

    /** The server tells its statistics with a delay. */
    private static void await(MetricCollector collector, String family, double value, String... labels)
            throws Exception {
        long end = Clock.system().nanoTime() + Duration.ofSeconds(60).toNanos();
        while (run(collector).value(family, labels) != value) {
            assertTrue(Clock.system().nanoTime() < end, family + " is not " + value);
        }
    }
}

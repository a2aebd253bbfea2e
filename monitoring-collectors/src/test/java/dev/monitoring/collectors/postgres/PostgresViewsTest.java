package dev.monitoring.collectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.StoredRuns;
import dev.monitoring.collectors.testing.CommunityRules;
import dev.monitoring.collectors.testing.PostgresCluster;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.testing.Await;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is seen of a server that has much to show. */
@Timeout(180)
class PostgresViewsTest {
    private static final long NOW = 1_800_000_000_000L;

    private static PostgresCluster cluster;
    private static TestDatabase database;

    @BeforeAll
    static void start() throws Exception {
        cluster = PostgresCluster.with("shared_preload_libraries", "pg_stat_statements")
                .with("track_io_timing", "on")
                .start();
        database = TestDatabase.of(cluster);
        cluster.execute("CREATE DATABASE shop", "SELECT pg_create_physical_replication_slot('standby', true)");
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void findsStatementsOnceTheExtensionIsThere() throws Exception {
        ManualClock clock = ManualClock.at(Instant.EPOCH);
        try (MetricCollector collector = collectorBy(clock)) {
            assertTrue(run(collector).samples("pg_stat_statements_calls_total").isEmpty());
            cluster.execute(
                    "CREATE SCHEMA \"Odd schema\"",
                    "GRANT USAGE ON SCHEMA \"Odd schema\" TO public",
                    "CREATE EXTENSION pg_stat_statements SCHEMA \"Odd schema\"");
            for (int i = 0; i < 7; i++) {
                cluster.execute("SELECT generate_series(1, 3) AS canary");
            }
            clock.advance(Duration.ofSeconds(61));

            RecordingSink run = run(collector);

            String query = "FROM \"Odd schema\".pg_stat_statements WHERE query LIKE '%AS canary'";
            String[] labels = {
                "user",
                "postgres",
                "datname",
                "postgres",
                "queryid",
                cluster.texts("SELECT queryid " + query).get(0)
            };
            assertEquals(7, run.value("pg_stat_statements_calls_total", labels));
            assertEquals(21, run.value("pg_stat_statements_rows_total", labels));
            assertTrue(run.value("pg_stat_statements_seconds_total", labels) > 0);
            assertEquals(0, run.value("pg_stat_statements_block_read_seconds_total", labels));
            assertTrue(run.samples("pg_stat_statements_calls_total").size() <= 100);
            cluster.execute("DROP SCHEMA \"Odd schema\" CASCADE");
            clock.advance(Duration.ofSeconds(61));
            assertTrue(run(collector).samples("pg_stat_statements_calls_total").isEmpty());
        } finally {
            cluster.execute("DROP SCHEMA IF EXISTS \"Odd schema\" CASCADE");
        }
    }

    @Test
    void asksForWhatIsSlowTwiceAMinuteAndTellsItAgainInBetween() throws Exception {
        ManualClock clock = ManualClock.at(Instant.EPOCH);
        String[] labels = {"datname", "postgres", "schemaname", "public", "relname", "growing"};
        cluster.execute("CREATE TABLE growing (id int)");
        try (MetricCollector collector = collectorBy(clock)) {
            assertEquals(0, run(collector).value("pg_stat_user_tables_table_size_bytes", labels));
            cluster.execute("INSERT INTO growing SELECT generate_series(1, 10000)");
            clock.advance(Duration.ofSeconds(29));

            RecordingSink soon = run(collector);
            clock.advance(Duration.ofSeconds(1));
            RecordingSink later = run(collector);

            assertEquals(0, soon.value("pg_stat_user_tables_table_size_bytes", labels));
            assertTrue(soon.value("pg_settings_max_connections", "server", cluster.address()) == 50);
            assertEquals(1, soon.value("pg_scrape_collector_success", "collector", "stat_user_tables"));
            assertTrue(later.value("pg_stat_user_tables_table_size_bytes", labels) > 300_000);
            assertEquals(soon.families().keySet(), later.families().keySet());
        } finally {
            cluster.execute("DROP TABLE growing");
        }
    }

    @Test
    void seesAVacuumAtWork() throws Exception {
        cluster.execute(
                "CREATE TABLE dusty (id int)",
                "INSERT INTO dusty SELECT generate_series(1, 200000)",
                "DELETE FROM dusty WHERE id % 2 = 0");
        ExecutorService worker = Executors.newSingleThreadExecutor();
        try (MetricCollector collector = database.collector();
                Connection other = cluster.connect("postgres");
                Statement vacuum = other.createStatement()) {
            vacuum.execute("SET vacuum_cost_delay = 100");
            vacuum.execute("SET vacuum_cost_limit = 1");
            Future<Boolean> vacuuming = worker.submit(() -> vacuum.execute("VACUUM dusty"));
            Await.until("the vacuum scans", () -> isVacuuming());

            RecordingSink run = run(collector);
            vacuum.cancel();

            String[] labels = {"datname", "postgres", "relname", "dusty"};
            assertTrue(run.value("pg_stat_progress_vacuum_heap_blks", labels) > 500);
            assertEquals(
                    1,
                    run.value(
                            "pg_stat_progress_vacuum_phase",
                            "datname",
                            "postgres",
                            "relname",
                            "dusty",
                            "phase",
                            "scanning heap"));
            assertEquals(7, run.samples("pg_stat_progress_vacuum_phase").size());
            ExecutionException ended =
                    assertThrows(ExecutionException.class, () -> vacuuming.get(20, TimeUnit.SECONDS));
            assertTrue(ended.getMessage().contains("canceling statement"), ended::toString);
        } finally {
            worker.shutdownNow();
            cluster.execute("DROP TABLE dusty");
        }
    }

    @Test
    void keepsToItsLimitsWithAThousandDatabases() throws Exception {
        int before = (int) cluster.number("SELECT count(*) FROM pg_database");
        try (MetricCollector limited = database.collector();
                MetricCollector all = database.collector("max-databases", 2_000, "statement-timeout", "20s")) {
            // Rows of the catalogue: a thousand real ones would take seven gigabytes.
            cluster.execute(
                    "INSERT INTO pg_database SELECT (json_populate_record(d, json_build_object('oid', 1000000 + i,"
                            + " 'datname', 'many_' || i))).* FROM pg_database AS d, generate_series(1, 1000) AS i"
                            + " WHERE datname = 'postgres'");
            RecordingSink run = run(limited, Duration.ofSeconds(10));
            RecordingSink whole = run(all, Duration.ofSeconds(60));

            assertEquals(Set.of(), run.missing().keySet());
            assertEquals(before + 1_000 - 100, run.leftOut());
            assertEquals(100, run.samples("pg_stat_database_xact_commit").size());
            assertTrue(run.size() < 10_000, run.size() + " samples");
            assertTrue(run.has("pg_database_size_bytes", "datname", "postgres"), "the oldest are kept");
            assertEquals(Set.of(), whole.missing().keySet());
            assertEquals(
                    before + 1_000,
                    whole.samples("pg_stat_database_xact_commit").size());
            assertTrue(whole.size() > 30_000, whole.size() + " samples");
            assertTrue(((PostgresCollector) all).knownLabels() > 15_000, "labels are kept from run to run");
        } finally {
            cluster.execute("DELETE FROM pg_database WHERE datname LIKE 'many%'");
        }
    }

    @Test
    void forgetsDatabasesThatAreGone() throws Exception {
        try (MetricCollector collector = database.collector("max-databases", 2_000, "statement-timeout", "20s")) {
            run(collector, Duration.ofSeconds(60));
            int few = ((PostgresCollector) collector).knownLabels();
            cluster.execute(
                    "INSERT INTO pg_database SELECT (json_populate_record(d, json_build_object('oid', 2000000 + i,"
                            + " 'datname', 'gone_' || i))).* FROM pg_database AS d, generate_series(1, 500) AS i"
                            + " WHERE datname = 'postgres'");
            run(collector, Duration.ofSeconds(60));
            int many = ((PostgresCollector) collector).knownLabels();
            cluster.execute("DELETE FROM pg_database WHERE datname LIKE 'gone%'");

            run(collector, Duration.ofSeconds(60));
            run(collector, Duration.ofSeconds(60));

            int after = ((PostgresCollector) collector).knownLabels();
            assertTrue(many > few + 5_000, few + " and then " + many);
            assertTrue(after <= few + 200, "still " + after + " after " + few + " and " + many);
        } finally {
            cluster.execute("DELETE FROM pg_database WHERE datname LIKE 'gone%'");
        }
    }

    @Test
    void theRulesOfTheCommunityFindTheirSeries() throws Exception {
        CommunityRules rules = CommunityRules.of("postgresql-postgres-exporter.yml");
        StoredRuns runs = new StoredRuns();
        cluster.execute("CREATE TABLE sold (id int)");
        try (MetricCollector collector = database.collector()) {
            for (int minutes = 10; minutes >= 0; minutes--) {
                RecordingSink sink = run(collector);
                sink.add(collector.upFamily().orElseThrow(), Labels.EMPTY, 1); // as the scheduler does
                runs.add(
                        sink,
                        new Target("postgres", cluster.address(), Labels.EMPTY),
                        NOW - Duration.ofMinutes(minutes).toMillis());
            }
        } finally {
            cluster.execute("DROP TABLE sold");
        }

        Set<String> without = rules.selectorsWithoutSeries(runs, NOW).values().stream()
                .flatMap(Collection::stream)
                .collect(Collectors.toCollection(TreeSet::new));

        // Of statements that an administrator gives the exporter: no release of it has these families by itself.
        assertEquals(
                new TreeSet<>(List.of(
                        "pg_bloat_btree_bloat_pct",
                        "pg_bloat_btree_real_size",
                        "pg_general_index_info_pg_relation_size{indexrelname=~\".*ccnew.*\"}")),
                without);
        assertFalse(rules.expressions().isEmpty());
    }

    private static boolean isVacuuming() {
        try {
            return cluster.number("SELECT count(*) FROM pg_stat_progress_vacuum WHERE phase = 'scanning heap'") == 1;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static MetricCollector collectorBy(Clock clock) {
        return database.collectorOf(
                new CollectorContext(clock, Duration.ofSeconds(5), Duration.ofSeconds(4), "localhost"));
    }

    private static RecordingSink run(MetricCollector collector) throws Exception {
        return run(collector, Duration.ofSeconds(20));
    }

    private static RecordingSink run(MetricCollector collector, Duration timeout) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(timeout, Clock.system()));
        assertEquals(List.of(), sink.faults());
        assertTrue(sink.missing().isEmpty(), sink.missing()::toString);
        return sink;
    }
}

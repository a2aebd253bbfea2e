package dev.monitoring.collectors.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.monitoring.collectors.testing.ExporterComparison;
import dev.monitoring.collectors.testing.OwnProcess;
import dev.monitoring.collectors.testing.PostgresCluster;
import dev.monitoring.core.collect.MetricCollector;
import java.io.IOException;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The installed postgres_exporter beside ours: the same server, in which nobody else works, at the same time. Debian 12 has
 * 0.11; {@code MONITORING_TEST_PROMETHEUS_POSTGRES_EXPORTER} may name a 0.19.
 */
@Timeout(180)
class PostgresExporterComparisonTest {
    private static final String[] ALL_OF_0_19 = {
        "{program}",
        "--web.listen-address=127.0.0.1:{port}",
        "--collector.database_wraparound",
        "--collector.long_running_transactions",
        "--collector.postmaster",
        "--collector.stat_checkpointer"
    };
    private static final String[] ALL_OF_0_11 = {"{program}", "--web.listen-address=127.0.0.1:{port}"};

    @Test
    void saysWhatTheExporterSays() throws Exception {
        boolean old = version().contains(" 0.11");
        String profile = old ? "postgres_exporter/0.11" : "postgres_exporter/0.19";
        try (PostgresCluster cluster = PostgresCluster.with("max_replication_slots", "5")
                        .with("wal_level", "logical")
                        .start();
                TestDatabase database = TestDatabase.of(cluster)) {
            work(cluster);
            try (OwnProcess exporter = OwnProcess.of("prometheus-postgres-exporter")
                            .environment(
                                    "DATA_SOURCE_NAME",
                                    "postgresql://" + database.role() + ":" + TestDatabase.CANARY + "@"
                                            + database.address() + "/postgres?sslmode=disable")
                            .command(old ? ALL_OF_0_11 : ALL_OF_0_19)
                            .start();
                    Connection application = idleApplication(cluster);
                    MetricCollector collector = database.collector("compat", profile)) {
                assertFalse(application.isClosed());
                ExporterComparison.of(profile + " beside PostgreSQL "
                                + cluster.texts("SHOW server_version").get(0))
                        .musts("postgres")
                        .lacking("postgres_exporter_config_.*", "the exporter's own configuration file")
                        .lackingSeries(
                                "pg_scrape_collector_.*\"(bgwriter|stat_checkpointer)\"",
                                "of ours the part is called stat_bgwriter, and before PostgreSQL 17 there is no checkpointer's view")
                        .lackingSeries(
                                "pg_stat_activity_.*(state=\"(active|idle)\"|usename=\"" + database.role() + "\")",
                                "each sees the other's connections and its own at work")
                        .moving("pg_exporter_last_scrape_duration|pg_scrape_collector_duration", "each its own time")
                        .moving("pg_scrape_collector_success.*vacuum", "theirs asks what PostgreSQL has since 12")
                        .moving("pg_settings_extra_float_digits", "the value of their own connection")
                        .compare(
                                ExporterComparison.page(URI.create("http://" + exporter.address() + "/metrics")),
                                ExporterComparison.page(collector))
                        .requireMusts()
                        .requireFamilies(0.95)
                        .requireTypesAndLabels()
                        .requireSeries(0.99)
                        .requireValues(0.99);
            }
        }
    }

    /** Somebody who is there and waits, so that sessions have all of their labels. */
    private static Connection idleApplication(PostgresCluster cluster) throws SQLException {
        Connection connection = cluster.connect("shop");
        connection.setClientInfo("ApplicationName", "shop");
        return connection;
    }

    /** Something to be seen in each view. */
    private static void work(PostgresCluster cluster) throws Exception {
        cluster.execute("CREATE DATABASE shop", "SELECT pg_create_physical_replication_slot('standby', true)");
        cluster.executeIn(
                "shop",
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT i, repeat('x', 1000) FROM generate_series(1, 20000) AS i",
                "SELECT pg_create_logical_replication_slot('feed', 'pgoutput')");
        cluster.execute(
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT i, repeat('x', 1000) FROM generate_series(1, 20000) AS i",
                "DELETE FROM orders WHERE id % 3 = 0",
                "UPDATE orders SET note = 'y' WHERE id % 3 = 1",
                "VACUUM ANALYZE orders",
                "CHECKPOINT",
                "SELECT count(*) FROM orders WHERE id = 5");
    }

    private static String version() throws IOException {
        Process process = new ProcessBuilder(
                        OwnProcess.require("prometheus-postgres-exporter").toString(), "--version")
                .redirectErrorStream(true)
                .start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }
}

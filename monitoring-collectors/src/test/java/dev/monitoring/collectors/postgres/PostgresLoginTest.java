package dev.monitoring.collectors.postgres;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.testing.PostgresCluster;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.testing.TestAuthority;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As whom the collector logs in, and that it does nothing there but read. */
@Timeout(120)
class PostgresLoginTest {
    private static final Pattern STATEMENT = Pattern.compile(
            "monitoring@postgres LOG:  (?:statement|execute [^:]*): (.*?)(?=\\R\\d{4}-|\\z)", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void logsInByScramWithTheRoleOfTheReadme() throws Exception {
        PostgresCluster cluster = PostgresCluster.shared();
        try (TestDatabase database = TestDatabase.of(cluster);
                MetricCollector collector = database.collector()) {
            assertTrue(cluster.texts("SELECT rolpassword FROM pg_authid WHERE rolname = '" + database.role() + "'")
                    .get(0)
                    .startsWith("SCRAM-SHA-256$"));
            assertEquals(
                    List.of("pg_monitor"),
                    cluster.texts("SELECT r.rolname FROM pg_auth_members AS m JOIN pg_roles AS r ON r.oid = m.roleid"
                            + " JOIN pg_roles AS o ON o.oid = m.member WHERE o.rolname = '" + database.role() + "'"));

            RecordingSink run = run(collector);

            assertEquals(Set.of(), run.missing().keySet(), run.missing()::toString);
            assertTrue(run.size() > 200, run.size() + " samples");
        }
    }

    @Test
    void speaksTlsAndTrustsOnlyTheAuthorityItIsGiven() throws Exception {
        TestAuthority authority = TestAuthority.named("test authority");
        TestAuthority.Identity identity = authority.issue("127.0.0.1");
        Path ca = authority.write(folder.resolve("ca.pem"));
        Path otherCa = TestAuthority.named("another").write(folder.resolve("other.pem"));
        try (PostgresCluster cluster = PostgresCluster.with("log_connections", "on")
                        .identity(identity.certificatePem(), identity.keyPem())
                        .start();
                TestDatabase database = TestDatabase.of(cluster);
                MetricCollector trusting = database.collector("tls.ca-file", ca);
                MetricCollector distrusting = database.collector("tls.ca-file", otherCa);
                MetricCollector plain = database.collector()) {
            RecordingSink run = run(trusting);
            boolean encrypted = cluster.number("SELECT count(*) FROM pg_stat_ssl AS s JOIN pg_stat_activity AS a"
                            + " ON a.pid = s.pid WHERE s.ssl AND a.application_name = 'monitoring'")
                    == 1;
            IOException untrusted = assertThrows(IOException.class, () -> run(distrusting));
            IOException refused = assertThrows(IOException.class, () -> run(plain));

            assertEquals(Set.of(), run.missing().keySet());
            assertTrue(encrypted);
            assertTrue(untrusted.getMessage().contains("TLS failed"), untrusted.getMessage());
            assertTrue(refused.getMessage().contains("no pg_hba.conf entry"), refused.getMessage());
            for (IOException failure : List.of(untrusted, refused)) {
                assertFalse(failure.toString().contains(TestDatabase.CANARY), failure::toString);
            }
        }
    }

    @Test
    void refusesACertificateOfAnotherName() throws Exception {
        TestAuthority authority = TestAuthority.named("test authority");
        TestAuthority.Identity identity = authority.issue("db-1.example", "127.0.0.2");
        Path ca = authority.write(folder.resolve("ca.pem"));
        try (PostgresCluster cluster = PostgresCluster.with("log_connections", "on")
                        .identity(identity.certificatePem(), identity.keyPem())
                        .start();
                TestDatabase database = TestDatabase.of(cluster);
                MetricCollector collector = database.collector("tls.ca-file", ca)) {
            IOException failure = assertThrows(IOException.class, () -> run(collector));

            assertTrue(failure.getMessage().contains("TLS failed"), failure.getMessage());
            assertFalse(cluster.log().contains("connection authorized: user=" + database.role()), cluster::toString);
        }
    }

    @Test
    void onlyReads() throws Exception {
        try (PostgresCluster cluster = PostgresCluster.with("log_statement", "all")
                        .with("log_line_prefix", "%m %a@%d ")
                        .with("max_wal_senders", "0")
                        .with("wal_level", "minimal") // otherwise the server itself notes now and then who is at work
                        .start();
                TestDatabase database = TestDatabase.of(cluster);
                MetricCollector collector = database.collector()) {
            run(collector);
            cluster.execute("CHECKPOINT");
            double wal = cluster.number("SELECT pg_current_wal_insert_lsn() - '0/0'");
            double transaction = cluster.number("SELECT txid_snapshot_xmax(txid_current_snapshot())");
            double rows = written(cluster);

            for (int i = 0; i < 10; i++) {
                run(collector);
            }

            assertEquals(
                    wal, cluster.number("SELECT pg_current_wal_insert_lsn() - '0/0'"), "something was logged ahead");
            assertEquals(transaction, cluster.number("SELECT txid_snapshot_xmax(txid_current_snapshot())"));
            assertEquals(rows, written(cluster));
            Set<String> verbs = new LinkedHashSet<>();
            Matcher statements = STATEMENT.matcher(cluster.log());
            while (statements.find()) {
                String text = statements.group(1).strip();
                verbs.add(text.startsWith("SELECT") ? "SELECT" : text);
            }
            verbs.remove("SET extra_float_digits = 3"); // the driver's, to servers before 12
            assertEquals(Set.of("SELECT", "BEGIN READ ONLY", "COMMIT"), verbs);
            assertEquals(
                    List.of("off"),
                    cluster.texts("SHOW default_transaction_read_only"),
                    "what others get is as it was");
        }
    }

    /** Nothing stays set in a session that a pooler may hand on to somebody else. */
    @Test
    void leavesTheSessionAsItWas() throws Exception {
        PostgresCluster cluster = PostgresCluster.shared();
        try (TestDatabase database = TestDatabase.of(cluster);
                PostgresLink link = new PostgresLink(
                        new PostgresServer(
                                "127.0.0.1",
                                cluster.port(),
                                "postgres",
                                database.role(),
                                Optional.of(TestDatabase.CANARY),
                                Duration.ofSeconds(1),
                                Duration.ofMillis(100),
                                Optional.empty()),
                        Clock.system())) {
            String settings = "SELECT name, setting FROM pg_settings WHERE source = 'session' ORDER BY name";
            Set<String> within = new LinkedHashSet<>();
            Set<String> after = new LinkedHashSet<>();
            Deadline deadline = Deadline.after(Duration.ofSeconds(20), Clock.system());
            link.begin(deadline);
            link.ask(settings, rows -> {
                while (rows.next()) {
                    within.add(rows.getString(1));
                }
            });
            link.end();

            link.ask(settings, rows -> {
                while (rows.next()) {
                    after.add(rows.getString(1));
                }
            });
            link.end();
            link.disconnect();

            assertTrue(
                    within.containsAll(Set.of("lock_timeout", "search_path", "statement_timeout")), within::toString);
            assertFalse(after.contains("lock_timeout"), after::toString);
            assertFalse(after.contains("search_path"), after::toString);
            assertFalse(after.contains("statement_timeout"), after::toString);
            assertFalse(after.contains("default_transaction_read_only"), after::toString);
        }
    }

    /** Rows that were ever written in any database. */
    private static double written(PostgresCluster cluster) throws Exception {
        return cluster.number("SELECT sum(tup_inserted + tup_updated + tup_deleted) FROM pg_stat_database"
                + " WHERE pg_sleep(1.2) IS NOT NULL");
    }

    private static RecordingSink run(MetricCollector collector) throws Exception {
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
        return sink;
    }
}

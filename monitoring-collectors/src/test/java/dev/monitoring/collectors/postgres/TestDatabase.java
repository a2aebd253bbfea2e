package dev.monitoring.collectors.postgres;

import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import java.net.URI;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A running server that others use as well, with a role of the test's own that is a member of {@code pg_monitor} and nothing
 * else; the role and what the test makes go with {@link #close}. Confined to one thread.
 */
final class TestDatabase implements AutoCloseable {
    /** The role's password; it must turn up nowhere. */
    static final String CANARY = "canary-4711";

    private final String role = "monitoring_test_" + ProcessHandle.current().pid();
    private final String host;
    private final int port;
    private final Connection administrator;

    private TestDatabase(String host, int port, Connection administrator) {
        this.host = host;
        this.port = port;
        this.administrator = administrator;
    }

    /** The server of {@code MONITORING_TEST_POSTGRES_URL}, or that of the usual port; without any the test is skipped. */
    static TestDatabase open() throws SQLException {
        String named = System.getenv()
                .getOrDefault(
                        "MONITORING_TEST_POSTGRES_URL", "jdbc:postgresql://127.0.0.1:5432/postgres?user=postgres");
        URI address = URI.create(named.substring("jdbc:".length()));
        Connection connection;
        try {
            connection = DriverManager.getConnection(named);
        } catch (SQLException e) {
            return Assumptions.abort("no PostgreSQL to log in to as an administrator at " + address.getAuthority()
                    + ": start one that trusts 127.0.0.1, or set MONITORING_TEST_POSTGRES_URL");
        }
        TestDatabase database = new TestDatabase(
                address.getHost(), address.getPort() < 0 ? PostgresServer.DEFAULT_PORT : address.getPort(), connection);
        database.execute("DROP ROLE IF EXISTS " + database.role);
        database.execute("CREATE ROLE " + database.role + " LOGIN PASSWORD '" + CANARY + "' IN ROLE pg_monitor");
        return database;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    String role() {
        return role;
    }

    /** Another connection as administrator. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + host + ":" + port + "/postgres",
                administrator.getMetaData().getUserName(),
                "");
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = administrator.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row. */
    double number(String sql) throws SQLException {
        try (Statement statement = administrator.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    /** A collector as the role, with further keys and values. */
    MetricCollector collector(Object... keysAndValues) {
        return collectorAt(port, keysAndValues);
    }

    /** The same at another port of this machine. */
    MetricCollector collectorAt(int otherPort, Object... keysAndValues) {
        return TestSettings.collector(new PostgresCollectorFactory(), keys(otherPort, keysAndValues))
                .collector();
    }

    private Object[] keys(int otherPort, Object... further) {
        Object[] own = {"address", host + ":" + otherPort, "username", role, "password", CANARY};
        return Stream.concat(Arrays.stream(own), Arrays.stream(further)).toArray();
    }

    @Override
    public void close() throws SQLException {
        try (Connection last = administrator) {
            execute("DROP ROLE IF EXISTS " + role);
        }
    }
}

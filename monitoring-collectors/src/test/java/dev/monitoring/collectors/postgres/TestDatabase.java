package dev.monitoring.collectors.postgres;

import dev.monitoring.collectors.testing.PostgresCluster;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A running server with a role of the test's own, made by the lines that the README has for it; the role goes with
 * {@link #close}. Confined to one thread.
 */
final class TestDatabase implements AutoCloseable {
    /** The role's password; it must turn up nowhere. */
    static final String CANARY = "canary-4711";

    private static final Pattern ROLE_IN_README =
            Pattern.compile("```sql\\R(CREATE ROLE monitoring [^`]*GRANT pg_monitor TO monitoring;\\R)```");

    private final String role = "monitoring_test_" + ProcessHandle.current().pid();
    private final String url;
    private final String host;
    private final int port;

    private TestDatabase(String url) throws SQLException, IOException {
        URI address = URI.create(url.substring("jdbc:".length()));
        this.url = url;
        this.host = address.getHost();
        this.port = address.getPort() < 0 ? PostgresServer.DEFAULT_PORT : address.getPort();
        execute("DROP ROLE IF EXISTS " + role);
        execute(roleOfReadme());
    }

    /** The server of {@code MONITORING_TEST_POSTGRES_URL}, that of the usual port, or the tests' own, in that order. */
    static TestDatabase open() throws Exception {
        String named = System.getenv("MONITORING_TEST_POSTGRES_URL");
        if (named != null) {
            return new TestDatabase(named);
        }
        try {
            return new TestDatabase("jdbc:postgresql://127.0.0.1:5432/postgres?user=postgres");
        } catch (SQLException e) {
            return of(PostgresCluster.shared()); // nobody listens there, or we may not log in
        }
    }

    /** A cluster of the tests' own. */
    static TestDatabase of(PostgresCluster cluster) throws SQLException, IOException {
        return new TestDatabase("jdbc:postgresql://" + cluster.address() + "/postgres?user=postgres");
    }

    private String roleOfReadme() throws IOException {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            Path readme = folder.resolve("README.md");
            if (Files.exists(readme)) {
                Matcher lines = ROLE_IN_README.matcher(Files.readString(readme));
                if (lines.find()) {
                    return lines.group(1).replaceAll("\\bmonitoring\\b", role).replace("'...'", "'" + CANARY + "'");
                }
            }
        }
        throw new IOException("no README above " + Path.of("").toAbsolutePath() + " says how to make the role");
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    /** Its host and port. */
    String address() {
        return host + ":" + port;
    }

    String role() {
        return role;
    }

    /** A connection as administrator. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row. */
    double number(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
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
        return collector(TestSettings.CONTEXT, otherPort, keysAndValues);
    }

    /** The same in another context. */
    MetricCollector collectorOf(CollectorContext context, Object... keysAndValues) {
        return collector(context, port, keysAndValues);
    }

    private MetricCollector collector(CollectorContext context, int at, Object... keysAndValues) {
        Map<Object, Object> keys = new LinkedHashMap<>();
        keys.put("address", host + ":" + at);
        keys.put("username", role);
        keys.put("password", CANARY);
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        Object[] all = keys.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
        PostgresCollectorFactory factory = new PostgresCollectorFactory();
        Settings settings = TestSettings.target(factory, all);
        List<ScheduledCollector> made = factory.create(settings, context);
        if (!settings.faults().isEmpty()) {
            throw new AssertionError(settings.faults());
        }
        return made.get(0).collector();
    }

    @Override
    public void close() throws SQLException {
        execute("DROP ROLE IF EXISTS " + role);
    }
}

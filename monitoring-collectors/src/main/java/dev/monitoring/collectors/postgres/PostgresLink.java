package dev.monitoring.collectors.postgres;

import dev.monitoring.collectors.tls.TlsContext;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to a server, made when it is needed and kept. It can only read: the server is told so, and to give up
 * statements that take long. Runs are confined to one thread at a time; {@code close} may come from any.
 */
final class PostgresLink implements AutoCloseable {
    /** Takes one row of an answer. */
    interface Row {
        void take(ResultSet row) throws SQLException;
    }

    private static final String DRIVER = "org.postgresql.Driver";
    private static final String APPLICATION_NAME = "monitoring";

    /** No answer has more rows, and none is larger; more is refused rather than kept. */
    private static final int MAX_ROWS = 50_000;

    private static final String MAX_ANSWER = "32M";
    private static final int VERSION_FACTOR = 10_000;
    private static final int OLDEST = 10;

    private final PostgresServer server;
    private @Nullable Connection connection;
    private @Nullable Statement statement;
    private volatile @Nullable Wire wire;
    private volatile boolean closed;
    private ServerFacts facts = ServerFacts.NONE;

    PostgresLink(PostgresServer server) {
        this.server = server;
    }

    /** What is missing for any connection, as a remedy. */
    static Optional<String> unavailable() {
        try {
            Class.forName(DRIVER, false, PostgresLink.class.getClassLoader());
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("add org.postgresql:postgresql to the class path");
        }
    }

    /**
     * Makes sure that there is a connection that works.
     *
     * @return what is known of the server
     * @throws IOException saying why there is none
     */
    ServerFacts open(Deadline deadline) throws IOException {
        Wire known = wire;
        if (known != null && connection != null) {
            known.until(deadline);
            try {
                query("SELECT 1", row -> {});
                return facts;
            } catch (SQLException e) {
                disconnect();
                if (deadline.hasPassed()) {
                    throw PostgresFailure.of(server, e);
                }
            }
        }
        try {
            connect(deadline);
            return facts;
        } catch (SQLException | ReflectiveOperationException | LinkageError e) {
            disconnect();
            throw PostgresFailure.of(server, e);
        } catch (IOException | RuntimeException e) {
            disconnect();
            throw e;
        }
    }

    /** Asks, and hands over each row of the answer. */
    void query(String sql, Row taker) throws SQLException {
        Statement open = statement;
        if (open == null) {
            throw new SQLException("there is no connection", "08003");
        }
        try (ResultSet rows = open.executeQuery(sql)) {
            while (rows.next()) {
                taker.take(rows);
            }
        }
    }

    private void connect(Deadline deadline) throws SQLException, IOException, ReflectiveOperationException {
        Optional<TlsContext> tls =
                server.tls().isPresent() ? Optional.of(server.tls().get().context()) : Optional.empty();
        Wire fresh = new Wire(tls, deadline);
        wire = fresh;
        if (closed) {
            throw new IOException("the collector was closed");
        }
        Driver driver = Class.forName(DRIVER, true, PostgresLink.class.getClassLoader())
                .asSubclass(Driver.class)
                .getDeclaredConstructor()
                .newInstance();
        Connection made = driver.connect(url(), properties(fresh, tls.isPresent()));
        fresh.connected();
        if (made == null) {
            throw new SQLException("the driver does not know the address " + server.address(), "08001");
        }
        connection = made;
        Statement open = made.createStatement();
        statement = open;
        open.setMaxRows(MAX_ROWS);
        open.execute("SET default_transaction_read_only = on; SET lock_timeout = "
                + server.lockTimeout().toMillis() + "; SET statement_timeout = "
                + server.statementTimeout().toMillis());
        learn();
    }

    private String url() {
        return "jdbc:postgresql://" + server.bracketed() + ":" + server.port() + "/"
                + URLEncoder.encode(server.database(), StandardCharsets.UTF_8);
    }

    private Properties properties(Wire fresh, boolean secure) {
        Properties properties = new Properties();
        properties.setProperty("user", server.username());
        server.password().ifPresent(password -> properties.setProperty("password", password));
        properties.setProperty("ApplicationName", APPLICATION_NAME);
        properties.setProperty("assumeMinServerVersion", String.valueOf(OLDEST));
        properties.setProperty("socketFactory", WireSockets.class.getName());
        properties.setProperty("socketFactoryArg", fresh.number());
        properties.setProperty("sslmode", secure ? "require" : "disable");
        if (secure) {
            properties.setProperty("sslfactory", WireTls.class.getName());
            properties.setProperty("sslfactoryarg", fresh.number());
        }
        properties.setProperty("gssEncMode", "disable");
        properties.setProperty("loginTimeout", "0");
        properties.setProperty("prepareThreshold", "0");
        properties.setProperty("maxResultBuffer", MAX_ANSWER);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    private void learn() throws SQLException {
        ServerFacts.Builder learned = new ServerFacts.Builder();
        query(
                "SELECT current_setting('server_version_num')::int, current_setting('server_version'), version()",
                row -> learned.version(row.getInt(1) / VERSION_FACTOR, row.getString(2), row.getString(3)));
        query(
                "SELECT e.extname::text, quote_ident(n.nspname) FROM pg_extension AS e"
                        + " JOIN pg_namespace AS n ON n.oid = e.extnamespace",
                row -> learned.extension(row.getString(1), row.getString(2)));
        facts = learned.build();
    }

    /** Gives up the connection; the next {@link #open} makes another. */
    void disconnect() {
        Wire open = wire;
        if (open != null) {
            open.close();
        }
        Connection known = connection;
        connection = null;
        statement = null;
        if (known != null) {
            try {
                known.close();
            } catch (SQLException e) {
                return; // its socket is closed already
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Wire open = wire;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }
}

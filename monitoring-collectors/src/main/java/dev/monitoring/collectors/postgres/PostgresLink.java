package dev.monitoring.collectors.postgres;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.tls.TlsContext;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to a server, made when it is needed and kept. What is asked is asked within a transaction that can only
 * read and that gives up what takes long; the session itself is left as it is, since a pooler may lend it to others. Runs are
 * confined to one thread at a time; {@code close} may come from any.
 *
 * <h2>Round trips</h2>
 * The driver sends what it can without waiting: BEGIN goes with the first statement, and statements that are asked together
 * go in one piece. So a run takes three round trips, for {@link #begin}, {@link #askAll} and {@link #end}, and one for each
 * statement that is asked on its own. The server keeps the statements prepared, which spares it most of the work.
 */
final class PostgresLink implements AutoCloseable {
    /** Takes the answer to the question of this index. */
    interface Answer {
        void take(int index, ResultSet rows) throws SQLException;
    }

    /** No answer has more rows; the server keeps the rest. */
    static final int MAX_ROWS = 50_000;

    private static final String DRIVER = "org.postgresql.Driver";
    private static final String APPLICATION_NAME = "monitoring";

    /** A larger answer is refused rather than kept. */
    private static final String MAX_ANSWER = "32M";

    /** So many statements may stay prepared: twice those of one server. */
    private static final String MAX_PREPARED = "64";

    /** If we vanish in the midst of a transaction the server ends it after so long; longer than any run waits. */
    private static final int MAX_IDLE_MILLIS = 60_000;

    private static final String FACTS = "SELECT current_setting('server_version_num')::int,"
            + " current_setting('server_version'), version(), e.extname::text, quote_ident(n.nspname)"
            + " FROM (VALUES (1)) AS one(row) LEFT JOIN pg_extension AS e ON true"
            + " LEFT JOIN pg_namespace AS n ON n.oid = e.extnamespace";

    private static final int VERSION_FACTOR = 10_000;
    private static final int OLDEST = 10;

    private static final String LIMITS = "SELECT pg_catalog.set_config('lock_timeout', ?, true),"
            + " pg_catalog.set_config('statement_timeout', ?, true),"
            + " pg_catalog.set_config('idle_in_transaction_session_timeout', '" + MAX_IDLE_MILLIS + "', true),"
            + " pg_catalog.set_config('search_path', 'pg_catalog', true)"; // nobody's functions but the server's

    /** The fraction of a run's time after which one statement, or a connection that is silent, is given up. */
    private static final int SHARE = 4;

    private final PostgresServer server;
    private final Clock clock;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private volatile @Nullable Connection connection;
    private volatile @Nullable Wire wire;
    private volatile boolean closed;
    private boolean preparing = true;
    private Duration limit = Duration.ZERO;

    PostgresLink(PostgresServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
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
     * Begins a transaction, over the connection that is there if it answers before long and over a new one otherwise.
     *
     * @return whether the connection is new
     * @throws IOException saying why there is none
     */
    boolean begin(Deadline deadline) throws IOException {
        Duration share = deadline.remaining().dividedBy(SHARE);
        limit = share.compareTo(server.statementTimeout()) < 0 ? share : server.statementTimeout();
        Wire known = wire;
        if (known != null && connection != null) {
            known.until(Deadline.after(share, clock));
            try {
                limit();
                known.until(deadline);
                return false;
            } catch (SQLException e) {
                disconnect();
                if (deadline.hasPassed()) {
                    throw PostgresFailure.of(server, e);
                }
            }
        }
        try {
            connect(deadline);
            return true;
        } catch (SQLException | ReflectiveOperationException | LinkageError e) {
            disconnect();
            throw PostgresFailure.of(server, e);
        } catch (IOException | RuntimeException e) {
            disconnect();
            throw e;
        }
    }

    private void limit() throws SQLException {
        PreparedStatement limits = prepared(LIMITS);
        limits.setString(1, millis(server.lockTimeout()));
        limits.setString(2, millis(limit));
        limits.executeQuery().close();
    }

    private static String millis(Duration time) {
        return String.valueOf(Math.max(1, time.toMillis())); // zero would mean no limit
    }

    /** After so long the server gives up a statement of the transaction that was begun last. */
    Duration statementLimit() {
        return limit;
    }

    /** Takes the rows of an answer. */
    interface Rows {
        void take(ResultSet rows) throws SQLException;
    }

    /** Asks within the transaction; after a failure that is to be ended or begun again. */
    void ask(String sql, Rows taker) throws SQLException {
        try (ResultSet rows = prepared(sql).executeQuery()) {
            taker.take(rows);
        }
    }

    /** Asks several in one round trip; where one fails none is answered. */
    void askAll(List<Question> questions, Answer taker) throws SQLException {
        PreparedStatement all = prepared(questions.stream().map(Question::sql).collect(Collectors.joining(";\n")));
        boolean isAnswer = all.execute();
        for (int i = 0; i < questions.size(); i++) {
            if (!isAnswer) {
                throw new SQLException("the server did not answer all statements", "08P01");
            }
            try (ResultSet rows = all.getResultSet()) {
                taker.take(i, rows);
            }
            isAnswer = all.getMoreResults();
        }
    }

    /** Says by when whatever is asked from now on is to be answered. */
    void until(Deadline deadline) {
        Wire open = wire;
        if (open != null) {
            open.until(deadline);
        }
    }

    /** Ends the transaction after a failure, so that another can begin. */
    void giveUp() throws SQLException {
        Connection open = connection;
        if (open != null) {
            open.rollback();
        }
    }

    /** Ends the transaction; it counts as committed, since a rate of rollbacks is alerted on. */
    void end() throws SQLException {
        Connection open = connection;
        if (open != null) {
            open.commit();
        }
    }

    /** Prepares nothing any more: the server, or a pooler before it, lost what was prepared. */
    void stopPreparing() {
        preparing = false;
        disconnect();
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement known = statements.get(sql);
        if (known != null) {
            return known;
        }
        Connection open = connection;
        if (open == null) {
            throw new SQLException("there is no connection", "08003");
        }
        if (statements.size() >= Integer.parseInt(MAX_PREPARED)) {
            closeStatements();
        }
        PreparedStatement made = open.prepareStatement(sql);
        statements.put(sql, made);
        made.setMaxRows(MAX_ROWS);
        return made;
    }

    private void closeStatements() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
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
        made.setReadOnly(true); // sent with each BEGIN
        made.setAutoCommit(false);
        limit();
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
        properties.setProperty("prepareThreshold", preparing ? "1" : "0");
        properties.setProperty("preparedStatementCacheQueries", MAX_PREPARED);
        properties.setProperty("readOnlyMode", "transaction");
        properties.setProperty("maxResultBuffer", MAX_ANSWER);
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }

    /** Asks, within a transaction, what the server is. */
    ServerFacts learn() throws SQLException {
        ServerFacts.Builder learned = new ServerFacts.Builder();
        ask(FACTS, rows -> {
            while (rows.next()) {
                learned.version(rows.getInt(1) / VERSION_FACTOR, rows.getString(2), rows.getString(3));
                String extension = rows.getString(4);
                if (extension != null) {
                    learned.extension(extension, rows.getString(5));
                }
            }
        });
        return learned.build();
    }

    /** Gives up the connection; the next {@link #begin} makes another. */
    void disconnect() {
        statements.clear();
        hangUp();
    }

    @Override
    public void close() {
        closed = true;
        hangUp();
    }

    /** Frees whoever waits for an answer, and then tells the driver, who complains about connections that are not closed. */
    private void hangUp() {
        Wire open = wire;
        if (open != null) {
            open.close();
        }
        Connection known = connection;
        connection = null;
        if (known != null) {
            try {
                known.close();
            } catch (SQLException e) {
                return; // its socket is closed already
            }
        }
    }

    @Override
    public String toString() {
        return server.toString();
    }
}

package dev.monitoring.collectors.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL cluster of the tests' own on a free port of the loopback address, with its socket in its own directory. It is
 * quiet: nothing works in it but what the test asks for. The superuser {@code postgres} needs no password, all others log in
 * by SCRAM-SHA-256. PostgreSQL refuses to run as root; where the tests do, the cluster runs as {@code nobody}.
 *
 * <p>It is made of the newest PostgreSQL that Debian's packages have installed, or of the one whose program {@code postgres}
 * is named by {@code MONITORING_TEST_POSTGRES}; without any the test is skipped. Confined to one thread.
 */
public final class PostgresCluster implements AutoCloseable {
    /** The superuser. */
    public static final String ADMINISTRATOR = "postgres";

    private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
    private static final int PATIENCE_SECONDS = 60;

    private static PostgresCluster shared;

    /** The process itself is the server's first: what is frozen or killed is not the shell. */
    private static final String START = """
            set -e
            if [ "$(id -u)" = 0 ]; then
              chown -R nobody {directory}
              exec setpriv --reuid nobody --regid "$(id -g nobody)" --clear-groups sh {directory}/start.sh
            fi
            if [ ! -e {directory}/data/PG_VERSION ]; then
              %1$s/initdb --no-sync --username=postgres --auth=trust --encoding=UTF8 --locale=C -D {directory}/data
              if [ -e {directory}/server.key ]; then chmod 600 {directory}/server.key; fi
            fi
            exec %1$s/postgres -D {directory}/data -c config_file={directory}/postgresql.conf
            """;

    private static final String LOGINS = """
            local all all trust
            host all postgres 127.0.0.1/32 trust
            host all all 127.0.0.1/32 scram-sha-256
            host replication all 127.0.0.1/32 trust
            """;

    private final OwnProcess process;

    private PostgresCluster(OwnProcess process) {
        this.process = process;
    }

    /** The cluster that all tests of this JVM share; it ends with the JVM. */
    public static synchronized PostgresCluster shared() throws IOException, InterruptedException {
        if (shared == null) {
            shared = start();
        }
        return shared;
    }

    /** A cluster that the caller closes. */
    public static PostgresCluster start() throws IOException, InterruptedException {
        return new Starter().start();
    }

    /** How to make a cluster that is not as all others. */
    public static Starter with(String setting, String value) {
        return new Starter().with(setting, value);
    }

    /** How to make a cluster. Confined to one thread. */
    public static final class Starter {
        private final Map<String, String> settings = new TreeMap<>();
        private final Map<String, String> files = new TreeMap<>();
        private String logins = LOGINS;

        private Starter() {
            settings.put("autovacuum", "off");
            settings.put("fsync", "off");
            settings.put("hba_file", "{directory}/logins.conf");
            settings.put("listen_addresses", "127.0.0.1");
            settings.put("max_connections", "50");
            settings.put("password_encryption", "scram-sha-256");
            settings.put("port", "{port}");
            settings.put("shared_buffers", "16MB");
            settings.put("unix_socket_directories", "{directory}");
        }

        /** A setting of the server. */
        public Starter with(String setting, String value) {
            settings.put(setting, value);
            return this;
        }

        /** It speaks TLS with this certificate, and over TCP nothing else. */
        public Starter identity(String certificatePem, String keyPem) {
            files.put("server.crt", certificatePem);
            files.put("server.key", keyPem);
            logins = LOGINS.replace("host all all", "hostssl all all");
            return with("ssl", "on")
                    .with("ssl_cert_file", "{directory}/server.crt")
                    .with("ssl_key_file", "{directory}/server.key");
        }

        /** Makes the cluster and waits until it answers. */
        public PostgresCluster start() throws IOException, InterruptedException {
            Path programs = programs();
            StringBuilder configuration = new StringBuilder();
            settings.forEach((name, value) ->
                    configuration.append(name).append(" = '").append(value).append("'\n"));
            OwnProcess.Starter starter = OwnProcess.of("sh")
                    .file("start.sh", START.formatted(programs))
                    .file("postgresql.conf", configuration.toString())
                    .file("logins.conf", logins)
                    .command("{program}", "{directory}/start.sh")
                    .environment("LC_ALL", "C")
                    .environment("TZ", "UTC")
                    .stopWith("INT") // a fast shutdown: TERM waits until the last client has gone
                    .readyWhen(PostgresCluster::answers);
            files.forEach(starter::file);
            return new PostgresCluster(starter.start());
        }
    }

    private static Path programs() throws IOException {
        if (System.getenv("MONITORING_TEST_POSTGRES") == null && Files.isDirectory(PACKAGES)) {
            try (Stream<Path> versions = Files.list(PACKAGES)) {
                List<Path> usable = versions.map(version -> version.resolve("bin"))
                        .filter(programs -> Files.isExecutable(programs.resolve("initdb")))
                        .sorted(Comparator.comparingInt(PostgresCluster::version))
                        .toList();
                if (!usable.isEmpty()) {
                    return usable.get(usable.size() - 1);
                }
            }
        }
        Path programs = OwnProcess.require("postgres").toRealPath().getParent();
        Assumptions.assumeTrue(Files.isExecutable(programs.resolve("initdb")), "no initdb beside postgres");
        return programs;
    }

    private static int version(Path programs) {
        String name = programs.getParent().getFileName().toString();
        return name.matches("\\d+") ? Integer.parseInt(name) : 0;
    }

    private static boolean answers(OwnProcess server) {
        if (!server.listens()) {
            return false;
        }
        try (Connection connection = connect(server.port(), ADMINISTRATOR)) {
            return connection.isValid(PATIENCE_SECONDS);
        } catch (SQLException e) {
            return false; // it is starting
        }
    }

    private static Connection connect(int port, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?connectTimeout=" + PATIENCE_SECONDS,
                ADMINISTRATOR,
                "");
    }

    public int port() {
        return process.port();
    }

    /** Its host and port. */
    public String address() {
        return process.address();
    }

    /** What it has written to its log. */
    public String log() throws IOException {
        return process.output();
    }

    /** A connection as superuser to a database. */
    public Connection connect(String database) throws SQLException {
        return connect(process.port(), database);
    }

    /** Runs statements as superuser, each in a transaction of its own. */
    public void execute(String... statements) throws SQLException {
        executeIn(ADMINISTRATOR, statements);
    }

    /** The same in another database. */
    public void executeIn(String database, String... statements) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of the first row. */
    public double number(String sql) throws SQLException {
        try (Connection connection = connect(ADMINISTRATOR);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getDouble(1);
        }
    }

    /** The first column of all rows. */
    public List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = connect(ADMINISTRATOR);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    /** Stops it as an administrator does; clients are sent away. */
    public void stop() throws IOException, InterruptedException {
        process.stop();
    }

    /** Ends all of its processes at once: SIGKILL. */
    public void kill() throws InterruptedException {
        List<ProcessHandle> children = processes();
        process.kill();
        for (ProcessHandle child : children) {
            child.destroyForcibly();
            child.onExit()
                    .completeOnTimeout(child, PATIENCE_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
    }

    /** Starts it again, after {@link #stop} or {@link #kill}. */
    public void restart() throws IOException, InterruptedException {
        process.start();
    }

    /** Stops all of its processes from running while their sockets stay open: SIGSTOP. */
    public void freeze() throws IOException, InterruptedException {
        process.freeze();
        signal("STOP");
    }

    /** Lets it run on: SIGCONT. */
    public void thaw() throws IOException, InterruptedException {
        signal("CONT");
        process.thaw();
    }

    private void signal(String name) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-s", name));
        processes().forEach(child -> command.add(String.valueOf(child.pid())));
        if (command.size() > 3) {
            new ProcessBuilder(command).start().waitFor(); // one that has just ended is none of our business
        }
    }

    private List<ProcessHandle> processes() {
        return ProcessHandle.of(process.pid()).stream()
                .flatMap(ProcessHandle::descendants)
                .toList();
    }

    @Override
    public void close() {
        process.close();
    }
}

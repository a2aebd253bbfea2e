package dev.monitoring.collectors.postgres;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.tls.TlsClient;
import dev.monitoring.core.tls.TlsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a target's section says. Immutable.
 *
 * @param server whom to ask
 * @param compat the exporter to imitate
 * @param maxDatabases of so many databases there are series
 * @param maxTables of so many tables there are series, and of so many roles
 */
record PostgresSettings(PostgresServer server, Compat compat, int maxDatabases, int maxTables) {
    private static final Setting<String> ADDRESS =
            Setting.text("address", null, "Host and port of the server: db-1:5432.");
    private static final Setting<String> DATABASE = Setting.text(
            "database", "postgres", "The database to connect to; series of tables and statements are of this one.");
    private static final Setting<String> USERNAME =
            Setting.text("username", null, "The role, which needs to be a member of pg_monitor and nothing else.");
    private static final Setting<String> PASSWORD =
            Setting.secret("password", "The role's password; none where the server trusts us or our certificate.");
    private static final Setting<Compat> COMPAT = Setting.choice(
            "compat",
            Compat.EXPORTER_0_19,
            Compat::word,
            "The exporter to imitate: postgres_exporter/0.19, or /0.11 as Debian 12 has it.");
    private static final Setting<Integer> MAX_DATABASES = Setting.integer(
            "max-databases", 100, 1, 10_000, "Of so many databases there are series; the oldest of them.");
    private static final Setting<Integer> MAX_TABLES = Setting.integer(
            "max-tables", 100, 1, 10_000, "Of so many tables of the database there are series; the oldest of them.");
    private static final Setting<Duration> STATEMENT_TIMEOUT = Setting.duration(
            "statement-timeout",
            Duration.ofSeconds(1),
            Duration.ofMillis(10),
            "The server gives up a statement after this time; the rest of the run goes on.");
    private static final Setting<Duration> LOCK_TIMEOUT = Setting.duration(
            "lock-timeout",
            Duration.ofMillis(100),
            Duration.ofMillis(1),
            "The server gives up a statement that waits so long for a lock.");

    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\s:/@\\[\\]?#]+))(?::(\\d{1,5}))?");
    private static final int MAX_PORT = 65_535;

    /** All keys of a target. */
    static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(List.of(
                ADDRESS,
                DATABASE,
                USERNAME,
                PASSWORD,
                COMPAT,
                MAX_DATABASES,
                MAX_TABLES,
                STATEMENT_TIMEOUT,
                LOCK_TIMEOUT,
                TlsSettings.ENABLED));
        all.addAll(TlsSettings.all());
        return List.copyOf(all);
    }

    /** What a section says; nothing where it lacks something. What is wrong is recorded there. */
    static Optional<PostgresSettings> read(Settings target) {
        Optional<Matcher> address = target.require(ADDRESS).flatMap(text -> address(target, text));
        Optional<String> username = target.require(USERNAME).filter(name -> !name.isBlank());
        boolean secure = target.get(TlsSettings.ENABLED) || TlsSettings.isSet(target);
        Optional<TlsClient> tls = secure ? Optional.of(TlsSettings.read(target)) : Optional.empty();
        if (address.isEmpty() || username.isEmpty()) {
            return Optional.empty();
        }
        String host = address.get().group(1) == null
                ? address.get().group(2)
                : address.get().group(1);
        PostgresServer server = new PostgresServer(
                host,
                port(address.get()),
                target.get(DATABASE),
                username.get(),
                target.find(PASSWORD).filter(word -> !word.isEmpty()),
                target.get(STATEMENT_TIMEOUT),
                target.get(LOCK_TIMEOUT),
                tls);
        return Optional.of(
                new PostgresSettings(server, target.get(COMPAT), target.get(MAX_DATABASES), target.get(MAX_TABLES)));
    }

    private static Optional<Matcher> address(Settings target, String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text.strip());
        if (text.contains("@") || text.contains("//")) {
            target.fault(ADDRESS, "an address is host:port only; set username, password and database on their own");
            return Optional.empty();
        }
        if (!matcher.matches() || port(matcher) < 1 || port(matcher) > MAX_PORT) {
            target.fault(ADDRESS, "\"" + text + "\" is not an address; write host:port, for example db-1:5432");
            return Optional.empty();
        }
        return Optional.of(matcher);
    }

    private static int port(Matcher address) {
        return address.group(3) == null ? PostgresServer.DEFAULT_PORT : Integer.parseInt(address.group(3));
    }
}

package dev.monitoring.collectors.postgres;

import dev.monitoring.core.tls.TlsClient;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a server is and as whom it is asked. Immutable; its text shows no password.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets
 * @param port from 1 to 65535
 * @param database the database to connect to, whose tables are shown
 * @param password without one the server must trust us or our certificate
 * @param statementTimeout how long the server works on one statement
 * @param lockTimeout how long a statement waits for a lock
 * @param tls absent where the line is plain
 */
record PostgresServer(
        String host,
        int port,
        String database,
        String username,
        Optional<String> password,
        Duration statementTimeout,
        Duration lockTimeout,
        Optional<TlsClient> tls) {
    /** Where PostgreSQL listens unless told otherwise. */
    static final int DEFAULT_PORT = 5432;

    /** Host and port as they are written: {@code db-1:5432}, {@code [::1]:5432}. */
    String address() {
        return bracketed() + ":" + port;
    }

    /** The host as it stands in an address. */
    String bracketed() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
        return username + "@" + address() + "/" + database;
    }
}

package dev.monitoring.collectors.postgres;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import javax.net.ssl.SSLException;

/** Says in plain words why a server cannot be asked. */
final class PostgresFailure {
    /** The state of an answer that is too large, as SQL calls a limit that a program has. */
    static final String TOO_LARGE = "54000";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private PostgresFailure() {}

    /** Whether the connection is of no use any more after this failure. */
    static boolean breaksTheLine(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.startsWith("08") || state.startsWith("57P") || state.equals("null") || state.startsWith("28");
    }

    /** Whether what was prepared is unknown there, or stands for something else by now. */
    static boolean isOfPreparation(SQLException failure) {
        String state = String.valueOf(failure.getSQLState());
        return state.equals("26000") || state.equals("42P05") || state.equals("0A000");
    }

    /** Whether it may well be answered the next time. */
    static boolean passes(Exception failure) {
        return failure instanceof SQLException refusal && LOCK_NOT_AVAILABLE.equals(refusal.getSQLState());
    }

    /** The failure to throw. */
    static IOException of(PostgresServer server, Throwable failure) {
        String address = server.address();
        for (Throwable reason = failure; reason != null; reason = reason.getCause()) {
            if (reason instanceof UnknownHostException) {
                return new IOException(address + " cannot be reached: there is no host of that name", failure);
            }
            if (reason instanceof ConnectException) {
                return new IOException(address + " cannot be reached: nobody listens there", failure);
            }
            if (reason instanceof InterruptedIOException) {
                return new IOException(address + " did not answer in time", failure);
            }
            if (reason instanceof SSLException) {
                return new IOException(address + " cannot be reached: TLS failed: " + reason.getMessage(), failure);
            }
            if (reason instanceof SQLException refusal && isLogin(refusal)) {
                return new IOException(
                        address + " refuses the login: " + reason.getMessage()
                                + "; correct username and password of the target",
                        failure);
            }
        }
        return new IOException(address + " cannot be asked: " + failure.getMessage(), failure);
    }

    private static boolean isLogin(SQLException refusal) {
        String state = String.valueOf(refusal.getSQLState());
        return state.startsWith("28") || (state.equals("08004") && !(refusal.getCause() instanceof IOException));
    }
}

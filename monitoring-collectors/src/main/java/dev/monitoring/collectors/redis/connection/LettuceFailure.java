package dev.monitoring.collectors.redis.connection;

import io.lettuce.core.RedisCommandExecutionException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in plain words why a connection failed. */
final class LettuceFailure {
    private LettuceFailure() {}

    /**
     * The failure to throw.
     *
     * @param what what became of the server: "cannot be reached"
     */
    static IOException of(Address address, String what, @Nullable Throwable cause) {
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            if (reason instanceof RedisCommandExecutionException) {
                return new IOException(
                        address + " refuses the login: " + reason.getMessage() + "; correct username and"
                                + " password of the target",
                        cause);
            }
            if (reason instanceof UnknownHostException) {
                return new IOException(address + " cannot be reached: there is no host of that name", cause);
            }
            if (reason instanceof ConnectException) {
                return new IOException(address + " cannot be reached: nobody listens there", cause);
            }
            if (reason instanceof SSLException) {
                return new IOException(address + " cannot be reached: TLS failed: " + reason.getMessage(), cause);
            }
        }
        return new IOException(address + " " + what + ": " + deepest(cause), cause);
    }

    private static String deepest(@Nullable Throwable cause) {
        String deepest = "";
        for (Throwable reason = cause; reason != null; reason = reason.getCause()) {
            String message = reason.getMessage();
            deepest = message == null ? deepest : message;
        }
        return deepest.isEmpty() ? "the connection was closed" : deepest;
    }
}

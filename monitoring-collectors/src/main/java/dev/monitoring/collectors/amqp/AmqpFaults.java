package dev.monitoring.collectors.amqp;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.MissedHeartbeatException;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ProtocolVersionMismatchException;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.UnexpectedFrameError;
import dev.monitoring.core.endpoint.TlsFaults;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What went wrong between us and a broker, for whoever has to mend it. */
final class AmqpFaults {
    private AmqpFaults() {}

    /**
     * The failure with the broker's address, what was done, why it failed and a remedy.
     *
     * @param what what was done, as in "cannot …"
     */
    static IOException explained(AmqpServer server, String what, Throwable failure) {
        return new IOException("broker " + server + ": cannot " + what + ": " + reason(server, failure), failure);
    }

    /** That there was no answer in time. */
    static IOException late(AmqpServer server, String what) {
        return new IOException("broker " + server + ": cannot " + what
                + ": there was no answer in time; the broker hangs or is overloaded, or the collector's timeout is too"
                + " short");
    }

    private static String reason(AmqpServer server, Throwable failure) {
        if (failure instanceof AuthenticationFailureException
                || failure instanceof PossibleAuthenticationFailureException) {
            return "it refuses user \"" + server.login().username()
                    + "\"; correct username and password, and mind that guest may log in from the broker's own host"
                    + " only";
        }
        if (failure instanceof UnknownHostException) {
            return "the host has no address; correct its name, or look at the name service";
        }
        if (failure instanceof SSLException tls) {
            return tlsReason(tls);
        }
        if (failure instanceof ConnectException) {
            return "nothing listens there (" + failure.getMessage() + "); start the broker, or correct the address";
        }
        if (failure instanceof TimeoutException || failure instanceof SocketTimeoutException) {
            return "there was no answer in time; the broker hangs or is overloaded, or the collector's timeout is too"
                    + " short";
        }
        ShutdownSignalException signal = signal(failure);
        if (signal != null) {
            return server.tls().isEmpty() && isEndOfStream(signal)
                    ? "it closed the connection; if it speaks TLS at this port, let the address begin with amqps:"
                    : said(signal);
        }
        if (isNoAmqp(failure)) {
            return "what answers there does not speak AMQP 0-9-1; correct the port";
        }
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    private static String tlsReason(SSLException failure) {
        String message = String.valueOf(failure.getMessage());
        return message.contains("plaintext connection") || message.startsWith("Unsupported or unrecognized")
                ? "it does not speak TLS at this port; let the address begin with amqp:, or correct the port"
                : TlsFaults.explain(failure);
    }

    /** What a shutdown says: the broker's own words where it gave some. */
    static String said(ShutdownSignalException signal) {
        Object reason = signal.getReason();
        if (reason instanceof AMQP.Connection.Close close) {
            return "the broker closed the connection: " + close.getReplyText();
        }
        if (reason instanceof AMQP.Channel.Close close) {
            return remedied(close);
        }
        Throwable cause = signal.getCause();
        if (cause instanceof MissedHeartbeatException) {
            return "the broker was silent for more than two heartbeats; it hangs, or the network dropped the connection";
        }
        if (cause != null && isNoAmqp(cause)) {
            return "what answers there does not speak AMQP 0-9-1; correct the port";
        }
        if (cause == null || cause instanceof EOFException) {
            return "the connection was closed without a word";
        }
        if (cause instanceof SSLException tls) {
            return tlsReason(tls);
        }
        String message = cause.getMessage();
        if (message != null && message.startsWith("Message body is too large")) {
            return "a message came that is larger than any event; bind by routing keys that leave such messages out";
        }
        return "the connection broke: " + (message == null ? cause.getClass().getSimpleName() : message);
    }

    private static String remedied(AMQP.Channel.Close close) {
        String text = close.getReplyText();
        return switch (close.getReplyCode()) {
            case AMQP.ACCESS_REFUSED -> text + "; grant the user that permission on the virtual host";
            case AMQP.RESOURCE_LOCKED -> text + "; it belongs to one connection only";
            default -> text;
        };
    }

    static @Nullable ShutdownSignalException signal(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal && !(cause instanceof AlreadyClosedException)) {
                return signal;
            }
            if (cause instanceof AlreadyClosedException closed) {
                return closed;
            }
        }
        return null;
    }

    private static boolean isEndOfStream(ShutdownSignalException signal) {
        return signal.getReason() == null && (signal.getCause() == null || signal.getCause() instanceof EOFException);
    }

    private static boolean isNoAmqp(Throwable failure) {
        return failure instanceof MalformedFrameException
                || failure instanceof UnexpectedFrameError
                || failure instanceof ProtocolVersionMismatchException
                || failure instanceof IllegalStateException
                        && String.valueOf(failure.getMessage()).startsWith("Frame body is too large");
    }
}

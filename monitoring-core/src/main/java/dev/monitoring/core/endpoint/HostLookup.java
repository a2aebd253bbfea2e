package dev.monitoring.core.endpoint;

import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks the name service, with a deadline. Confined to one thread at a time.
 *
 * <p>Java's look-up can neither be told how long to wait nor be interrupted. So it runs on a thread of its own, a daemon that
 * ends with it; while one hangs there is no second, and look-ups fail at once. Java remembers answers for half a minute, so
 * the time of many look-ups is that of its memory.
 */
public final class HostLookup {
    /** How a name becomes addresses. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    private final Resolver resolver;
    private @Nullable FutureTask<InetAddress[]> last;

    /** A look-up with a resolver: {@code InetAddress::getAllByName}. */
    public HostLookup(Resolver resolver) {
        this.resolver = resolver;
    }

    /**
     * The addresses of a host, or the address that it is itself.
     *
     * @throws IOException with a remedy, if there is none, or no answer by the deadline
     */
    public InetAddress[] resolve(String host, Deadline deadline) throws IOException {
        if (AddressBlock.isLiteral(host)) {
            return resolver.resolve(host);
        }
        if (last != null && !last.isDone()) {
            throw new IOException("the name service still owes an earlier answer about host " + host
                    + "; see why it hangs, or name an address");
        }
        FutureTask<InetAddress[]> lookup = new FutureTask<>(() -> resolver.resolve(host));
        last = lookup;
        Thread thread = new Thread(lookup, "monitoring-name-lookup");
        thread.setDaemon(true);
        thread.start();
        try {
            return lookup.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("the name service does not answer about host " + host + " in time");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while the name service was asked about host " + host);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownHostException) {
                throw new IOException(
                        "host " + host + " has no address; correct its name, or look at the name service",
                        e.getCause());
            }
            throw new IOException("host " + host + " cannot be looked up: " + e.getCause(), e.getCause());
        }
    }
}

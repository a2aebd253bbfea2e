package dev.monitoring.collectors.probe;

import dev.monitoring.core.model.Labels;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What one probe has found so far; what it did not get to stays zero, as with the exporter. Filled by the probe's own thread,
 * and confined to it.
 */
final class Findings {
    private final List<Labels> expected = new ArrayList<>();
    private @Nullable InetAddress address;
    private @Nullable TlsFindings tls;
    private @Nullable String failure;
    private @Nullable Throwable cause;

    double lookupSeconds;
    boolean failedDueToRegex;

    double resolveSeconds;
    double connectSeconds;
    double tlsSeconds;
    double processingSeconds;
    double transferSeconds;
    int redirects;
    int status;
    long contentLength;
    long bodyBytes;
    double httpVersion;
    boolean secure;
    double lastModifiedSeconds = Double.NaN;

    /** Says that the probe failed; the first reason stays. */
    void fail(String reason, @Nullable Throwable because) {
        if (failure == null) {
            failure = reason;
            cause = because;
        }
    }

    /** Whether nothing failed so far. */
    boolean isGood() {
        return failure == null;
    }

    /** Why it failed; null where it did not. */
    @Nullable
    String failure() {
        return failure;
    }

    /** What was thrown where it failed. */
    @Nullable
    Throwable cause() {
        return cause;
    }

    /** The first address that was chosen. */
    Optional<InetAddress> address() {
        return Optional.ofNullable(address);
    }

    void address(InetAddress chosen) {
        address = chosen;
    }

    /** What the last handshake showed. */
    Optional<TlsFindings> tls() {
        return Optional.ofNullable(tls);
    }

    void tls(@Nullable TlsFindings shown) {
        tls = shown;
    }

    /** The labels made of what a server said. */
    List<Labels> expected() {
        return expected;
    }

    /** Forgets the answer of a server that sent us elsewhere. */
    void forgetAnswer() {
        status = 0;
        contentLength = 0;
        httpVersion = 0;
        secure = false;
        tls = null;
    }
}

package dev.monitoring.collectors.probe;

import com.google.re2j.Pattern;
import java.util.Map;
import java.util.Optional;

/**
 * A step of a conversation over TCP: waits for a line, then sends one, then begins TLS, each where wanted. Immutable. What is
 * sent is never shown.
 *
 * @param expect found in the line that is waited for
 * @param send the line to send, with references to the groups of {@code expect}; none where empty
 * @param startTls whether TLS begins after it
 * @param labels labels of {@code probe_expect_info} by name, with references to the groups
 */
record TcpStep(Optional<Pattern> expect, String send, boolean startTls, Map<String, String> labels) {
    TcpStep {
        labels = Map.copyOf(labels);
    }

    @Override
    public String toString() {
        return "TcpStep[" + expect.map(Pattern::pattern).orElse("") + "]";
    }
}

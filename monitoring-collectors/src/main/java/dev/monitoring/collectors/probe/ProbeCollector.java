package dev.monitoring.collectors.probe;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.endpoint.TlsFaults;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * Looks at one target from outside. A target that is down is a run that delivers {@code probe_success 0}, and says why as a
 * part that is missing; the run fails only where it was ended from without. Runs are confined to one thread at a time;
 * {@code close} may come from any.
 */
final class ProbeCollector implements MetricCollector {
    /** What is left of the run's time for the rest of it, as the exporter's timeout offset. */
    private static final Duration MAX_RESERVE = Duration.ofMillis(500);

    private static final int RESERVED_PART = 5;

    private final Clock clock;
    private final Prober prober;
    private final ProbeReport report;
    private final Optional<Duration> timeout;
    private volatile boolean closed;

    /** @param timeout the longest a probe may take, where that is less than the run has */
    ProbeCollector(Clock clock, Prober prober, Compat compat, Optional<Duration> timeout) {
        this.clock = clock;
        this.prober = prober;
        this.report = new ProbeReport(compat, prober.isHttp());
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return ProbeCollectorFactory.NAME;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException {
        Findings findings = new Findings();
        long begun = clock.nanoTime();
        try {
            prober.probe(findings, Deadline.after(time(deadline.remaining()), clock));
        } catch (IOException e) {
            boolean interrupted = e instanceof InterruptedIOException && !(e instanceof SocketTimeoutException);
            if (closed || interrupted) {
                throw e;
            }
            findings.fail(reason(e), e);
        }
        report.report(findings, (clock.nanoTime() - begun) / 1e9, sink);
        if (findings.failure() != null) {
            sink.missing(prober.toString(), new IOException(findings.failure(), findings.cause()));
        }
    }

    private Duration time(Duration left) {
        Duration part = left.dividedBy(RESERVED_PART);
        Duration most = left.minus(part.compareTo(MAX_RESERVE) < 0 ? part : MAX_RESERVE);
        return timeout.filter(own -> own.compareTo(most) < 0).orElse(most);
    }

    private static String reason(IOException e) {
        if (e.getCause() instanceof SocketTimeoutException || e instanceof SocketTimeoutException) {
            String said = String.valueOf(e.getMessage());
            return said.startsWith("nothing at ") || said.startsWith("the name service ")
                    ? said
                    : "there was no answer in time; the server hangs or is overloaded, or the timeout is too short";
        }
        return e instanceof SSLException failure ? TlsFaults.explain(failure) : String.valueOf(e.getMessage());
    }

    @Override
    public void close() {
        closed = true;
        prober.close();
    }

    @Override
    public String toString() {
        return "ProbeCollector[" + prober + "]";
    }
}

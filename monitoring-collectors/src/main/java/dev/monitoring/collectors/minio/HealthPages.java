package dev.monitoring.collectors.minio;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.endpoint.HttpReply;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/** MinIO's health pages. Confined to one thread at a time. */
final class HealthPages {
    /** Says that the server is up but not ready, beside a status of 200. */
    private static final String SERVER_STATUS = "X-Minio-Server-Status";

    private static final String WRITE_QUORUM = "X-Minio-Write-Quorum";
    private static final String READ_QUORUM = "X-Minio-Read-Quorum";
    private static final String HEALING_DRIVES = "X-Minio-Healing-Drives";

    /** A page that waits for others, such as a key server, leaves three quarters of the time to the rest. */
    private static final int SHARE = 4;

    private final HttpEndpoint endpoint;
    private final Clock clock;
    private final Map<HealthCheck, Labels> labels = new EnumMap<>(HealthCheck.class);

    HealthPages(HttpEndpoint endpoint, Clock clock) {
        this.endpoint = endpoint;
        this.clock = clock;
    }

    /**
     * What the pages say that MinIO's pages of metrics may say too, and then better. Immutable.
     *
     * @param none why the server is none that has such pages; nothing where it has
     * @param healthy whether enough drives are there to write
     * @param writeQuorum how many that are
     */
    record Findings(Optional<String> none, Optional<Boolean> healthy, Optional<Double> writeQuorum) {}

    /**
     * Asks for all pages, and gives what no other page says.
     *
     * @param required whether to take the server for MinIO whatever it says
     * @throws IOException it does not answer at all
     */
    Findings read(boolean required, MetricSink sink, Deadline deadline) throws IOException {
        try (HttpReply reply = ask(HealthCheck.LIVE, deadline)) {
            if (!required && !isMinio(reply)) {
                String answer = "GET " + endpoint + HealthCheck.LIVE.path() + " answers with status " + reply.status();
                return new Findings(Optional.of(answer), Optional.empty(), Optional.empty());
            }
            sink.add(MinioFamilies.CHECK, labels(HealthCheck.LIVE), isOk(reply) ? 1 : 0);
        }
        check(HealthCheck.READY, sink, deadline);
        Optional<Answer> write = check(HealthCheck.CLUSTER, sink, deadline);
        Optional<Answer> read = check(HealthCheck.CLUSTER_READ, sink, deadline);
        write.ifPresent(answer -> sink.add(MinioFamilies.HEALING, Labels.EMPTY, answer.healing.orElse(0.0)));
        read.flatMap(Answer::readQuorum).ifPresent(drives -> sink.add(MinioFamilies.READ_QUORUM, Labels.EMPTY, drives));
        return new Findings(Optional.empty(), write.map(Answer::passed), write.flatMap(Answer::writeQuorum));
    }

    private record Answer(
            boolean passed, Optional<Double> writeQuorum, Optional<Double> readQuorum, Optional<Double> healing) {}

    private Optional<Answer> check(HealthCheck check, MetricSink sink, Deadline deadline) {
        Deadline share = Deadline.after(Duration.ofNanos(deadline.remainingNanos() / SHARE), clock);
        try (HttpReply reply = ask(check, share)) {
            boolean passed = isOk(reply) && reply.header(SERVER_STATUS).isEmpty();
            sink.add(MinioFamilies.CHECK, labels(check), passed ? 1 : 0);
            return Optional.of(new Answer(
                    passed, number(reply, WRITE_QUORUM), number(reply, READ_QUORUM), number(reply, HEALING_DRIVES)));
        } catch (IOException e) {
            sink.add(MinioFamilies.CHECK, labels(check), 0);
            sink.missing(check.path(), e);
            return Optional.empty();
        }
    }

    private Labels labels(HealthCheck check) {
        return labels.computeIfAbsent(check, absent -> Labels.of("check", absent.word()));
    }

    private HttpReply ask(HealthCheck check, Deadline deadline) throws IOException {
        return endpoint.get(check.path(), Map.of("Accept", "*/*"), deadline);
    }

    /** Whether a server has this page: others say that nobody may read a bucket of that name, or that there is none. */
    private static boolean isMinio(HttpReply reply) {
        return isOk(reply)
                || reply.header(SERVER_STATUS).isPresent()
                || reply.header("Server")
                        .filter(name -> name.startsWith("MinIO"))
                        .isPresent();
    }

    private static boolean isOk(HttpReply reply) {
        return reply.status() >= 200 && reply.status() < 300;
    }

    private static Optional<Double> number(HttpReply reply, String header) {
        return reply.header(header).filter(text -> text.matches("[0-9]{1,9}")).map(Double::valueOf);
    }
}

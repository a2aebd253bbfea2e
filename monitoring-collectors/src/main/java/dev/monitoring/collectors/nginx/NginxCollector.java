package dev.monitoring.collectors.nginx;

import dev.monitoring.collectors.scrape.MetricsPage;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.endpoint.HttpReply;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the status page of one nginx, and its page of virtual host traffic where there is one. Runs are confined to one
 * thread at a time; {@code close} may come from any.
 */
final class NginxCollector implements MetricCollector {
    private static final Family UP = Family.gauge("nginx_up", "Whether the last run read nginx' status page.");
    private static final Family ACTIVE =
            Family.gauge("nginx_connections_active", "Client connections now, those that wait included.");
    private static final Family ACCEPTED =
            Family.counter("nginx_connections_accepted", "Client connections accepted since nginx started.");
    private static final Family HANDLED = Family.counter(
            "nginx_connections_handled", "Client connections handled since nginx started; fewer if some were dropped.");
    private static final Family READING =
            Family.gauge("nginx_connections_reading", "Connections of which nginx is reading the request's header.");
    private static final Family WRITING =
            Family.gauge("nginx_connections_writing", "Connections to which nginx is writing an answer.");
    private static final Family WAITING =
            Family.gauge("nginx_connections_waiting", "Idle connections kept open for another request.");
    private static final Family REQUESTS = Family.counter("nginx_http_requests_total", "Requests since nginx started.");

    private static final int PAGE_BYTES = 4096;

    private final HttpEndpoint endpoint;
    private final Optional<MetricsPage.Reader> traffic;
    private final Family buildInfo;
    private final Labels buildInfoLabels;

    /**
     * A collector of one nginx.
     *
     * @param endpoint its address is that of the status page
     * @param traffic reads the page of virtual host traffic
     */
    NginxCollector(HttpEndpoint endpoint, Optional<MetricsPage.Reader> traffic, Compat compat) {
        this.endpoint = endpoint;
        this.traffic = traffic;
        this.buildInfo = compat.buildInfo();
        this.buildInfoLabels = compat.buildInfoLabels();
    }

    @Override
    public String name() {
        return NginxCollectorFactory.NAME;
    }

    @Override
    public Optional<Family> upFamily() {
        return Optional.of(UP);
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException {
        StubStatus status = status(deadline);
        sink.add(ACCEPTED, Labels.EMPTY, status.accepted());
        sink.add(ACTIVE, Labels.EMPTY, status.active());
        sink.add(HANDLED, Labels.EMPTY, status.handled());
        sink.add(READING, Labels.EMPTY, status.reading());
        sink.add(WAITING, Labels.EMPTY, status.waiting());
        sink.add(WRITING, Labels.EMPTY, status.writing());
        sink.add(REQUESTS, Labels.EMPTY, status.requests());
        sink.add(buildInfo, buildInfoLabels, 1);
        if (traffic.isPresent()) {
            try {
                traffic.get().read(sink, deadline);
            } catch (IOException e) {
                sink.missing("vts-path", e);
            }
        }
    }

    private StubStatus status(Deadline deadline) throws IOException {
        try (HttpReply reply = endpoint.get(Map.of("Accept", "text/plain"), deadline)) {
            byte[] page = reply.requireOk().body().readNBytes(PAGE_BYTES);
            return StubStatus.parse(new String(page, StandardCharsets.ISO_8859_1));
        }
    }

    @Override
    public void close() {
        endpoint.close();
    }

    @Override
    public String toString() {
        return "NginxCollector[" + endpoint + "]";
    }
}

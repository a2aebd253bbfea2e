package dev.monitoring.core;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.http.HttpCounts;
import dev.monitoring.core.http.jetty.JettyServer;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/** What our own HTTP server says about itself. Immutable. */
record HttpMetrics(JettyServer server) implements SelfMetrics.Contributor {
    private static final Family REQUESTS =
            Family.counter("monitoring_http_requests_total", "Requests to the port of our own.");
    private static final Family REFUSED = Family.counter(
            "monitoring_http_refused_total",
            "Requests that were not allowed: wrong host, foreign page, missing credentials.");
    private static final Family FAILED =
            Family.counter("monitoring_http_failed_total", "Requests whose handler failed unexpectedly.");
    private static final Family LATE =
            Family.counter("monitoring_http_late_total", "Requests whose handler was stopped after its time.");
    private static final Family CONNECTIONS =
            Family.gauge("monitoring_http_connections", "Open connections, live channels included.");
    private static final Family LIVE = Family.gauge("monitoring_http_live_connections", "Open live channels.");

    @Override
    public void contribute(MetricSink sink) {
        HttpCounts counts = server.counts();
        sink.add(REQUESTS, Labels.EMPTY, counts.requests());
        sink.add(REFUSED, Labels.EMPTY, counts.refused());
        sink.add(FAILED, Labels.EMPTY, counts.failed());
        sink.add(LATE, Labels.EMPTY, counts.late());
        sink.add(CONNECTIONS, Labels.EMPTY, server.openConnections());
        sink.add(LIVE, Labels.EMPTY, counts.liveConnections());
    }
}

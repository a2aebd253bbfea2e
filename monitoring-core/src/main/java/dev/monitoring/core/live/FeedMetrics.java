package dev.monitoring.core.live;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.function.IntSupplier;

/** What the feed says about itself. Immutable. */
record FeedMetrics(IntSupplier clients, FeedCounts counts) implements SelfMetrics.Contributor {
    private static final Family CLIENTS =
            Family.gauge("monitoring_live_clients", "Clients connected to the live feed.");
    private static final Family WATCHES =
            Family.gauge("monitoring_live_expressions", "Different expressions that clients of the live feed watch.");
    private static final Family REFUSED = Family.counter(
            "monitoring_live_refused_total",
            "Clients turned away because too many were connected; see monitoring.web.max-live-clients.");
    private static final Family ROUNDS =
            Family.counter("monitoring_live_updates_total", "Updates that the live feed made for its clients.");
    private static final Family EVALUATIONS =
            Family.counter("monitoring_live_evaluations_total", "Evaluations of expressions for the live feed.");
    private static final Family SECONDS =
            Family.counter("monitoring_live_evaluation_seconds_total", "Time that evaluations for the live feed took.");
    private static final Family MESSAGES =
            Family.counter("monitoring_live_messages_total", "Messages to clients of the live feed.");

    @Override
    public void contribute(MetricSink sink) {
        sink.add(CLIENTS, Labels.EMPTY, clients.getAsInt());
        sink.add(WATCHES, Labels.EMPTY, counts.watches());
        sink.add(REFUSED, Labels.EMPTY, counts.refusedTotal());
        sink.add(ROUNDS, Labels.EMPTY, counts.roundsTotal());
        sink.add(EVALUATIONS, Labels.EMPTY, counts.evaluationsTotal());
        sink.add(SECONDS, Labels.EMPTY, counts.busySecondsTotal());
        sink.add(MESSAGES, Labels.EMPTY, counts.messagesTotal());
    }
}

package dev.monitoring.collectors.pipelines;

import dev.monitoring.collectors.amqp.AmqpServer;
import dev.monitoring.collectors.events.Event;
import dev.monitoring.collectors.events.EventSource;
import dev.monitoring.collectors.events.EventStreams;
import dev.monitoring.collectors.naming.LabelValues;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Listens to the results of pipelines and the heartbeats of gateways at one broker, and counts them. Events come on the
 * connection's threads; runs are confined to one thread at a time, and {@link #close} may come from any. What was counted
 * outlives the connection.
 */
final class PipelineCollector implements MetricCollector {
    private final PipelineOptions options;
    private final EventStreams streams;
    private final Results results;
    private final Optional<Gateways> gateways;
    private final Clock clock;
    private final AmqpServer server;

    private final Family backlog;
    private final Family consumers;
    private final Map<String, Labels> ofQueue = new HashMap<>(); // confined to the runs

    /** @param asker who listens, for the broker's list of connections */
    PipelineCollector(AmqpServer server, PipelineOptions options, String metricPrefix, String asker, Clock clock) {
        this.server = server;
        this.options = options;
        this.clock = clock;
        this.results = new Results(
                metricPrefix,
                options.buckets().stream().mapToDouble(Double::doubleValue).toArray(),
                options.pipelineLimit());
        this.gateways = options.heartbeats()
                .map(known -> new Gateways(metricPrefix, known.expected(), known.limit(), known.forgetAfter(), clock));
        this.streams = new EventStreams(
                new EventStreams.Plan(
                        server,
                        PipelineCollectorFactory.NAME,
                        asker,
                        options.allSources(),
                        options.members(),
                        options.limits()),
                metricPrefix + "_pipeline",
                this::take,
                clock);
        this.backlog = Family.gauge(backlogName(metricPrefix), "Messages that wait in a pipeline's queue.");
        this.consumers = Family.gauge(metricPrefix + "_pipeline_consumers", "Consumers of a pipeline's queue.");
    }

    static String backlogName(String metricPrefix) {
        return metricPrefix + "_pipeline_backlog";
    }

    @Override
    public String name() {
        return PipelineCollectorFactory.NAME;
    }

    private void take(EventSource source, Event event) {
        String pipeline = options.sources().get(source);
        if (pipeline != null) {
            results.add(
                    event.find(options.pipelineFields()).map(Event.Text::value).orElse(pipeline),
                    options.outcomes().of(event.find(options.statusFields())),
                    Latency.of(event, options.latencyFields()),
                    clock.epochMillis() / 1e3);
            return;
        }
        options.heartbeats()
                .ifPresent(known -> gateways.ifPresent(all -> all.heard(
                        event.find(known.gatewayFields()).map(Event.Text::value).orElse(LabelValues.UNKNOWN))));
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException, InterruptedException {
        for (EventStreams.Backlog depth : streams.read(sink, deadline)) {
            String pipeline = options.sources().getOrDefault(depth.source(), depth.queue());
            Labels labels = ofQueue.computeIfAbsent(
                    depth.source().name(), source -> Labels.of("pipeline", pipeline, "queue", depth.queue()));
            sink.add(backlog, labels, depth.messages());
            sink.add(consumers, labels, depth.consumers());
        }
        results.emit(sink);
        gateways.ifPresent(all -> all.emit(sink, listeningToHeartbeats()));
    }

    private OptionalLong listeningToHeartbeats() {
        return options.heartbeats().isEmpty()
                ? OptionalLong.empty()
                : streams.listeningSinceNanos(options.heartbeats().get().source());
    }

    @Override
    public void close() {
        streams.close();
    }

    @Override
    public String toString() {
        return "PipelineCollector[" + server + "]";
    }
}

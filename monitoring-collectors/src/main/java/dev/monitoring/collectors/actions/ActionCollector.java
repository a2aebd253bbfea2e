package dev.monitoring.collectors.actions;

import dev.monitoring.collectors.amqp.AmqpServer;
import dev.monitoring.collectors.events.Event;
import dev.monitoring.collectors.events.EventSource;
import dev.monitoring.collectors.events.EventStreams;
import dev.monitoring.collectors.events.EventTimes;
import dev.monitoring.collectors.naming.LabelValues;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Listens to the saved actions at one broker and counts them. Actions come on the connection's threads; runs are confined to
 * one thread at a time, and {@link #close} may come from any. What was counted outlives the connection.
 */
final class ActionCollector implements MetricCollector {
    /** A time further ahead of our clock is none, or would stand above all others for as long. */
    private static final double AHEAD_SECONDS = Duration.ofHours(1).toSeconds();

    private final AmqpServer server;
    private final ActionOptions options;
    private final EventStreams streams;
    private final Actions actions;
    private final Clock clock;

    private final Family backlog;
    private final Map<String, Labels> ofQueue = new HashMap<>(); // confined to the runs

    /** @param asker who listens, for the broker's list of connections */
    ActionCollector(AmqpServer server, ActionOptions options, String metricPrefix, String asker, Clock clock) {
        this.server = server;
        this.options = options;
        this.clock = clock;
        this.actions = new Actions(metricPrefix, options.kindLimit(), options.recent());
        this.streams = new EventStreams(
                new EventStreams.Plan(
                        server,
                        ActionCollectorFactory.NAME,
                        asker,
                        options.sources(),
                        options.members(),
                        options.limits()),
                metricPrefix + "_action",
                this::take,
                clock);
        this.backlog = Family.gauge(metricPrefix + "_action_backlog", "Messages that wait in the actions' queue.");
    }

    @Override
    public String name() {
        return ActionCollectorFactory.NAME;
    }

    private void take(EventSource source, Event event) {
        Map<String, String> shown = new LinkedHashMap<>();
        for (ActionOptions.ShownField field : options.shownFields()) {
            event.find(List.of(field.path())).ifPresent(text -> shown.put(field.label(), text.value()));
        }
        actions.add(
                event.find(options.kindFields()).map(Event.Text::value).orElse(LabelValues.UNKNOWN),
                options.outcomes().of(event.find(options.outcomeFields())),
                seconds(event),
                shown);
    }

    private double seconds(Event event) {
        double now = clock.epochMillis() / 1e3;
        Optional<Event.Text> text = event.find(options.timeFields());
        OptionalDouble told = text.isPresent() ? EventTimes.parse(text.get().value()) : OptionalDouble.empty();
        double seconds = told.orElse(event.sentSeconds().orElse(now));
        return seconds > now + AHEAD_SECONDS ? now : seconds;
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException, InterruptedException {
        for (EventStreams.Backlog depth : streams.read(sink, deadline)) {
            Labels labels = ofQueue.computeIfAbsent(
                    depth.source().name(), source -> Labels.of("source", source, "queue", depth.queue()));
            sink.add(backlog, labels, depth.messages());
        }
        actions.emit(sink);
    }

    @Override
    public void close() {
        streams.close();
    }

    @Override
    public String toString() {
        return "ActionCollector[" + server + "]";
    }
}

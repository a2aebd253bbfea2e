package dev.monitoring.collectors.rabbitmq;

import dev.monitoring.collectors.scrape.MetricsPage;
import dev.monitoring.collectors.scrape.SiftingSink;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads one broker: its management API, its plugin's page where there is one, and where the API cannot be read, named queues
 * in AMQP, or at least whether the broker answers. Runs are confined to one thread at a time; {@code close} may come from any.
 */
final class RabbitCollector implements MetricCollector {
    private static final Family UP = Family.gauge("rabbitmq_up", "Whether the last run read the broker.");

    /** The share of the time that the API may take where there is another way after it. */
    private static final double FIRST_SHARE = 0.6;

    private final Sources sources;
    private final RabbitOptions options;
    private final QueueReader queues;
    private final NodeFamilies nodes;
    private final Optional<MetricsPage.Reader> page;
    private final Optional<NamedQueues> named;
    private final Clock clock;

    /**
     * Where to read.
     *
     * @param management the API, if it is to be used
     * @param plugin the plugin's page, if it is to be used
     * @param instance the host and port of what is watched
     */
    record Sources(Optional<ManagementApi> management, Optional<HttpEndpoint> plugin, String instance) {}

    /** @param queues makes the declares; nothing where no queue is named */
    RabbitCollector(
            Sources sources, RabbitOptions options, QueueReader queues, Optional<NamedQueues> named, Clock clock) {
        this.sources = sources;
        this.options = options;
        this.queues = queues;
        this.nodes = new NodeFamilies(options.compat(), sources.instance());
        this.page = sources.plugin().map(plugin -> MetricsPage.of(plugin, path(plugin)));
        this.named = named;
        this.clock = clock;
    }

    private static String path(HttpEndpoint plugin) {
        String path = plugin.address().getRawPath();
        String query = plugin.address().getRawQuery();
        return (path == null || path.isEmpty() ? "/metrics" : path) + (query == null ? "" : "?" + query);
    }

    @Override
    public String name() {
        return RabbitCollectorFactory.NAME;
    }

    @Override
    public Optional<Family> upFamily() {
        return Optional.of(UP);
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException, InterruptedException {
        if (sources.management().isEmpty()) {
            requireNamed().read(sink, deadline);
            sink.missing("management", new IOException("it is off; " + blindness()));
            return;
        }
        IOException failure;
        try {
            manage(sources.management().get(), sink, named.isPresent() ? early(deadline) : deadline);
            named.ifPresent(NamedQueues::disconnect);
            return;
        } catch (IOException e) {
            failure = e;
        }
        if (named.isEmpty()) {
            throw failure;
        }
        try {
            named.get().read(sink, deadline);
        } catch (IOException e) {
            throw new IOException(failure.getMessage() + "; and " + e.getMessage(), e);
        }
        sink.missing("management", new IOException(failure.getMessage() + "; " + blindness(), failure));
    }

    private Deadline early(Deadline deadline) {
        return Deadline.after(Duration.ofNanos((long) (deadline.remainingNanos() * FIRST_SHARE)), clock);
    }

    private NamedQueues requireNamed() throws IOException {
        return named.orElseThrow(() -> new IOException("there is nothing to read; set management or queues"));
    }

    private String blindness() {
        if (options.named().isEmpty()) {
            return "the broker answers over AMQP, and more is not seen; set management-url if its pages are elsewhere, or name"
                    + " queues in queues";
        }
        return "of " + options.named().size() + " named queues the ready messages and consumers are seen; not their"
                + " unacknowledged messages, and neither other queues, connections, memory, disk nor alarms";
    }

    private void manage(ManagementApi api, MetricSink sink, Deadline deadline) throws IOException {
        FlatJson overview = TotalFamilies.read(api, deadline);
        Set<String> given = new HashSet<>();
        if (page.isPresent()) {
            try {
                page.get().read(new SiftingSink(sink, family -> isThePages(family, given)), deadline);
            } catch (IOException e) {
                sink.missing("metrics-url", e);
            }
        }
        MetricSink rest = new SiftingSink(sink, family -> !given.contains(family.name()));
        TotalFamilies.emit(overview, rest);
        try {
            nodes.read(api, overview, rest, deadline);
        } catch (IOException e) {
            sink.missing("nodes", e);
        }
        try {
            queues.read(api, overview, rest, deadline);
        } catch (IOException e) {
            sink.missing("queues", e);
        }
    }

    /** Whether a family of the plugin's page is as this target wants it; notes it then. */
    private boolean isThePages(Family family, Set<String> given) {
        boolean wanted = !family.name().startsWith("rabbitmq_queue_")
                || options.series() != QueueSeries.PER_OBJECT
                        && options.filter().isAll();
        if (wanted) {
            given.add(family.name());
        }
        return wanted;
    }

    @Override
    public void close() {
        sources.management().ifPresent(ManagementApi::close);
        sources.plugin().ifPresent(HttpEndpoint::close);
        named.ifPresent(NamedQueues::close);
    }

    @Override
    public String toString() {
        return "RabbitCollector[" + sources.instance() + "]";
    }
}

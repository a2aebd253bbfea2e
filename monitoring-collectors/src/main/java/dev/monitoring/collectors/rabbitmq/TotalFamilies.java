package dev.monitoring.collectors.rabbitmq;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.List;

/** What the API's overview says of the whole cluster, as families, each with the place it comes from. */
final class TotalFamilies {
    private static final String PATH = "/overview?columns=node,cluster_name,rabbitmq_version,erlang_version,"
            + "disable_stats,message_stats,queue_totals,object_totals";

    private record Total(String name, Family family) {}

    private static final List<Total> OBJECTS = List.of(
            new Total("object_totals.connections", Family.gauge("rabbitmq_connections", "Connections now.")),
            new Total("object_totals.channels", Family.gauge("rabbitmq_channels", "Channels now.")),
            new Total("object_totals.consumers", Family.gauge("rabbitmq_consumers", "Consumers now.")),
            new Total("object_totals.queues", Family.gauge("rabbitmq_queues", "Queues now.")));

    /** The plugin counts the channels that are open; these go on when a channel closes. */
    private static final List<Total> MESSAGES = List.of(
            message("publish", "messages_published_total", "Messages published."),
            message("confirm", "messages_confirmed_total", "Messages confirmed to their publishers."),
            message("return_unroutable", "messages_unroutable_returned_total", "Messages for no queue, returned."),
            message("drop_unroutable", "messages_unroutable_dropped_total", "Messages for no queue, dropped."),
            message("deliver", "messages_delivered_ack_total", "Messages delivered that are to be acknowledged."),
            message("deliver_no_ack", "messages_delivered_total", "Messages delivered that need no acknowledgement."),
            message("redeliver", "messages_redelivered_total", "Messages delivered once more."),
            message("ack", "messages_acked_total", "Messages acknowledged."),
            message("get", "get_ack_total", "Messages fetched that are to be acknowledged."),
            message("get_no_ack", "get_total", "Messages fetched that need no acknowledgement."),
            message("get_empty", "get_empty_total", "Fetches from an empty queue."));

    private TotalFamilies() {}

    private static Total message(String name, String family, String help) {
        return new Total("message_stats." + name, Family.counter("rabbitmq_channel_" + family, help));
    }

    /** Asks for the overview. */
    static FlatJson read(ManagementApi api, Deadline deadline) throws IOException {
        FlatJson overview = api.object(PATH, deadline);
        if (overview.text("node").isEmpty()) {
            throw new IOException(
                    api + ": the answer is not what RabbitMQ's management API says; correct management-url");
        }
        return overview;
    }

    static void emit(FlatJson overview, MetricSink sink) {
        for (Total total : OBJECTS) {
            if (overview.has(total.name())) {
                sink.add(total.family(), Labels.EMPTY, overview.number(total.name()));
            }
        }
        // What never happened is not in the answer; a broker told to keep no statistics knows of nothing.
        if (overview.number("disable_stats", 0) == 0) {
            for (Total total : MESSAGES) {
                sink.add(total.family(), Labels.EMPTY, overview.number(total.name(), 0));
            }
        }
    }
}

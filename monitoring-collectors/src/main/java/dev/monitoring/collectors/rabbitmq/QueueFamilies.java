package dev.monitoring.collectors.rabbitmq;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The families of queues, each with the column of the API's list that it comes from. Confined to the runs. */
final class QueueFamilies {
    /** What is left of the columns that the overview has totals of, by its name for them. */
    private static final Map<String, String> TOTALS = Map.of(
            "messages", "queue_totals.messages",
            "messages_ready", "queue_totals.messages_ready",
            "messages_unacknowledged", "queue_totals.messages_unacknowledged",
            "consumers", "object_totals.consumers");

    /** Null in the API and not a number in the plugin where no message has a time. */
    private static final String FIRST_MESSAGE = "head_message_timestamp";

    /** The value of the labels {@code vhost} and {@code queue} of the queues beyond the limit, taken together. */
    private static final String OTHERS = "(others)";

    /**
     * @param column where the value stands
     * @param sum the family of all queues together
     * @param single the family of queues one by one
     * @param scope which of the two the plugin has
     */
    private record Column(String column, Family sum, Family single, Scope scope) {}

    private enum Scope {
        BOTH,
        SUM,
        SINGLE
    }

    private final RabbitOptions options;
    private final List<Column> columns = new ArrayList<>();
    private final Map<List<String>, Labels> known = new HashMap<>();

    QueueFamilies(RabbitOptions options) {
        this.options = options;
        depths();
        sizes();
        work();
        if (options.compat() == Compat.RABBITMQ_4_3) {
            deliveries();
        }
    }

    private void depths() {
        gauge("messages_ready", "messages_ready", "Messages that wait to be delivered.", Scope.BOTH);
        gauge(
                "messages_unacknowledged",
                "messages_unacked",
                "Messages delivered and not acknowledged yet.",
                Scope.BOTH);
        gauge("messages", "messages", "Messages, ready and not acknowledged.", Scope.BOTH);
        gauge("consumers", "consumers", "Consumers.", Scope.BOTH);
        gauge(
                "consumer_utilisation",
                "consumer_utilisation",
                "The share of time in which it could deliver.",
                Scope.BOTH);
        gauge("consumer_capacity", "consumer_capacity", "The share of time in which it could deliver.", Scope.SINGLE);
        gauge(
                FIRST_MESSAGE,
                FIRST_MESSAGE,
                "The time of the first message, as its publisher gave it, in epoch seconds.",
                Scope.SINGLE);
    }

    private void sizes() {
        gauge("memory", "process_memory_bytes", "Memory of the queue's process.", Scope.BOTH);
        gauge("messages_ram", "messages_ram", "Messages in memory.", Scope.BOTH);
        gauge("message_bytes_ram", "messages_ram_bytes", "Size of the messages in memory.", Scope.BOTH);
        gauge("messages_ready_ram", "messages_ready_ram", "Ready messages in memory.", Scope.BOTH);
        gauge("messages_unacknowledged_ram", "messages_unacked_ram", "Unacknowledged ones in memory.", Scope.BOTH);
        gauge("messages_persistent", "messages_persistent", "Persistent messages.", Scope.BOTH);
        gauge("message_bytes_persistent", "messages_persistent_bytes", "Size of the persistent ones.", Scope.SINGLE);
        gauge("message_bytes", "messages_bytes", "Size of all messages' bodies.", Scope.BOTH);
        gauge("message_bytes_ready", "messages_ready_bytes", "Size of the ready ones.", Scope.BOTH);
        gauge("message_bytes_unacknowledged", "messages_unacked_bytes", "Size of unacknowledged ones.", Scope.BOTH);
        if (options.compat() == Compat.RABBITMQ_3_10) {
            gauge("messages_paged_out", "messages_paged_out", "Messages paged out to disk.", Scope.BOTH);
            gauge("message_bytes_paged_out", "messages_paged_out_bytes", "Size of those paged out.", Scope.BOTH);
        }
    }

    private void work() {
        counter("reductions", "process_reductions_total", "Work of the queue's process, in reductions.", Scope.BOTH);
        counter("message_stats.disk_reads", "disk_reads_total", "Messages read from disk.", Scope.BOTH);
        counter("message_stats.disk_writes", "disk_writes_total", "Messages written to disk.", Scope.BOTH);
        counter("message_stats.publish", "messages_published_total", "Messages published into it.", Scope.SUM);
    }

    private void deliveries() {
        counter("message_stats.get", "get_ack_total", "Messages fetched that are to be acknowledged.", Scope.BOTH);
        counter("message_stats.get_no_ack", "get_total", "Messages fetched for good.", Scope.BOTH);
        counter("message_stats.get_empty", "get_empty_total", "Fetches while it was empty.", Scope.BOTH);
        counter(
                "message_stats.deliver",
                "messages_delivered_ack_total",
                "Messages delivered that are to be acknowledged.",
                Scope.BOTH);
        counter("message_stats.deliver_no_ack", "messages_delivered_total", "Messages delivered for good.", Scope.BOTH);
        counter("message_stats.redeliver", "messages_redelivered_total", "Messages delivered once more.", Scope.BOTH);
        counter("message_stats.ack", "messages_acked_total", "Messages acknowledged.", Scope.BOTH);
    }

    private void gauge(String column, String name, String help, Scope scope) {
        column(column, MetricType.GAUGE, name, help, scope);
    }

    private void counter(String column, String name, String help, Scope scope) {
        column(column, MetricType.COUNTER, name, help, scope);
    }

    private void column(String column, MetricType type, String name, String help, Scope scope) {
        columns.add(new Column(
                column,
                new Family("rabbitmq_queue_" + name, type, "", help),
                new Family(options.series().prefix() + "queue_" + name, type, "", help),
                scope));
    }

    /** The columns to ask for, as the API wants them. */
    String names() {
        StringBuilder names = new StringBuilder("name,vhost");
        columns.forEach(column -> names.append(',').append(column.column()));
        return names.toString();
    }

    /** Begins to add up the queues of a run. */
    Sums sums() {
        return new Sums();
    }

    /** What a passive declare says of a queue. */
    void emitDeclared(String virtualHost, String queue, double ready, double consumers, MetricSink sink) {
        String prefix = options.series() == QueueSeries.PER_OBJECT ? "rabbitmq_" : QueueSeries.DETAILED.prefix();
        Labels labels = labels(virtualHost, queue);
        sink.add(
                Family.gauge(
                        prefix + "queue_messages_ready", columns.get(0).sum().help()),
                labels,
                ready);
        sink.add(Family.gauge(prefix + "queue_consumers", columns.get(3).sum().help()), labels, consumers);
    }

    private Labels labels(String virtualHost, String queue) {
        if (known.size() > 2 * options.queueLimit() + options.named().size()) {
            known.clear();
        }
        return known.computeIfAbsent(
                List.of(virtualHost, queue), key -> Labels.of("queue", queue, "vhost", virtualHost));
    }

    /** The queues of one run, as far as they were read. */
    final class Sums {
        private final double[] values = new double[columns.size()];
        private int read;

        /** How many queues were added. */
        int read() {
            return read;
        }

        /** Adds a queue, and shows it where queues are shown one by one. */
        void add(FlatJson row, MetricSink sink) {
            read++;
            Labels labels = labels(row.text("vhost"), row.text("name"));
            for (int i = 0; i < values.length; i++) {
                Column column = columns.get(i);
                double value = row.number(column.column(), column.sum().type() == MetricType.COUNTER ? 0 : Double.NaN);
                boolean isKnown = !Double.isNaN(value);
                if (isKnown) {
                    values[i] += value;
                }
                boolean isShown = isKnown || column.column().equals(FIRST_MESSAGE);
                if (isShown && options.series().hasSingleQueues() && column.scope() != Scope.SUM) {
                    sink.add(column.single(), labels, value);
                }
            }
        }

        /**
         * Gives the sums, or what the queues that were read lack of them.
         *
         * @param overview has the totals of all queues
         * @param complete whether all queues were read
         */
        void finish(FlatJson overview, boolean complete, MetricSink sink) {
            Labels others = Labels.of("queue", OTHERS, "vhost", OTHERS);
            for (int i = 0; i < values.length; i++) {
                Column column = columns.get(i);
                double total = complete || !options.filter().isAll()
                        ? values[i]
                        : overview.number(TOTALS.getOrDefault(column.column(), ""));
                if (Double.isNaN(total)) {
                    continue;
                }
                if (options.series().hasSums() && column.scope() != Scope.SINGLE) {
                    sink.add(column.sum(), Labels.EMPTY, total);
                } else if (!complete
                        && column.scope() == Scope.BOTH
                        && options.filter().isAll()) {
                    sink.add(column.single(), others, Math.max(0, total - values[i]));
                }
            }
        }
    }
}

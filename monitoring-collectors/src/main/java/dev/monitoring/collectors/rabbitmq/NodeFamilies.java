package dev.monitoring.collectors.rabbitmq;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the API says of the node that answers, as families, each with the column it comes from. Confined to the runs.
 *
 * <p>Those of the Erlang machine that are here are the ones the API has; the rest are on the plugin's page only.
 */
final class NodeFamilies {
    private static final Family BUILD_INFO = Family.untyped(
            "rabbitmq_build_info", "Which RabbitMQ, Erlang and plugin for Prometheus the node runs, as labels.");
    private static final Family IDENTITY_INFO =
            Family.untyped("rabbitmq_identity_info", "Which node of which cluster is watched, as labels.");
    private static final Family UNREACHABLE = Family.gauge(
            "rabbitmq_unreachable_cluster_peers_count", "Nodes of the cluster that the node does not reach.");

    /** A family with one sample: the column's value times the factor. */
    private record Column(String name, Family family, double factor) {}

    private final Compat compat;
    private final String endpoint;
    private final List<Column> columns = new ArrayList<>();
    private final String path;

    /** @param endpoint the host and port, for the label {@code rabbitmq_endpoint} */
    NodeFamilies(Compat compat, String endpoint) {
        this.compat = compat;
        this.endpoint = endpoint;
        resources();
        activity();
        churn();
        machine();
        Set<String> names = new TreeSet<>(List.of("name", "running", "applications.name", "applications.version"));
        columns.forEach(column -> names.add(column.name()));
        this.path = "/nodes?columns=" + String.join(",", names);
    }

    private void resources() {
        gauge("fd_used", "rabbitmq_process_open_fds", "File descriptors in use.");
        gauge("fd_total", "rabbitmq_process_max_fds", "File descriptors that may be in use.");
        gauge("mem_used", "rabbitmq_process_resident_memory_bytes", "Memory in use, as the memory alarm counts it.");
        gauge("mem_limit", "rabbitmq_resident_memory_limit_bytes", "Memory in use at which the memory alarm goes off.");
        gauge("disk_free", "rabbitmq_disk_space_available_bytes", "Free space of the disk that has the node's data.");
        gauge(
                "disk_free_limit",
                "rabbitmq_disk_space_available_limit_bytes",
                "Free space below which the disk alarm goes off.");
        untyped("mem_alarm", "rabbitmq_alarms_memory_used_watermark", "Whether the memory alarm is on.");
        untyped("disk_free_alarm", "rabbitmq_alarms_free_disk_space_watermark", "Whether the disk alarm is on.");
        gauge("proc_used", "rabbitmq_erlang_processes_used", "Erlang processes.");
        gauge("proc_total", "rabbitmq_erlang_processes_limit", "Erlang processes that there may be.");
        if (compat == Compat.RABBITMQ_3_10) {
            gauge("sockets_used", "rabbitmq_process_open_tcp_sockets", "File descriptors in use as sockets.");
            gauge("sockets_total", "rabbitmq_process_max_tcp_sockets", "File descriptors that may be sockets.");
        }
    }

    private void activity() {
        counter("gc_num", "rabbitmq_erlang_gc_runs_total", "Runs of Erlang's garbage collectors.");
        counter("gc_bytes_reclaimed", "rabbitmq_erlang_gc_reclaimed_bytes_total", "Bytes given back by those runs.");
        counter(
                "context_switches",
                "rabbitmq_erlang_scheduler_context_switches_total",
                "Switches of Erlang's schedulers from process to process.");
        gauge("run_queue", "rabbitmq_erlang_scheduler_run_queue", "Erlang processes that wait to run.");
        gauge("net_ticktime", "rabbitmq_erlang_net_ticktime_seconds", "How long a silent peer counts as alive.");
        columns.add(new Column(
                "uptime", Family.gauge("rabbitmq_erlang_uptime_seconds", "Time since the node started."), 1e-3));
        counter("io_read_count", "rabbitmq_io_read_ops_total", "Reads from files.");
        counter("io_read_bytes", "rabbitmq_io_read_bytes_total", "Bytes read from files.");
        counter("io_write_count", "rabbitmq_io_write_ops_total", "Writes to files.");
        counter("io_write_bytes", "rabbitmq_io_write_bytes_total", "Bytes written to files.");
        counter("io_sync_count", "rabbitmq_io_sync_ops_total", "Files forced to disk.");
        counter("io_seek_count", "rabbitmq_io_seek_ops_total", "Seeks in files.");
        counter("io_reopen_count", "rabbitmq_io_reopen_ops_total", "Files opened anew for want of descriptors.");
        counter("mnesia_ram_tx_count", "rabbitmq_schema_db_ram_tx_total", "Transactions of the schema in memory.");
        counter("mnesia_disk_tx_count", "rabbitmq_schema_db_disk_tx_total", "Transactions of the schema on disk.");
        counter("msg_store_read_count", "rabbitmq_msg_store_read_total", "Messages read from the message store.");
        counter("msg_store_write_count", "rabbitmq_msg_store_write_total", "Messages written to the message store.");
        counter("queue_index_read_count", "rabbitmq_queue_index_read_ops_total", "Reads of queue indexes.");
        counter("queue_index_write_count", "rabbitmq_queue_index_write_ops_total", "Writes of queue indexes.");
    }

    private void churn() {
        counter("connection_created", "rabbitmq_connections_opened_total", "Connections opened at the node.");
        counter("connection_closed", "rabbitmq_connections_closed_total", "Connections closed at the node.");
        counter("channel_created", "rabbitmq_channels_opened_total", "Channels opened at the node.");
        counter("channel_closed", "rabbitmq_channels_closed_total", "Channels closed at the node.");
        counter("queue_declared", "rabbitmq_queues_declared_total", "Declares of queues at the node.");
        counter("queue_created", "rabbitmq_queues_created_total", "Queues made at the node.");
        counter("queue_deleted", "rabbitmq_queues_deleted_total", "Queues deleted at the node.");
    }

    private void machine() {
        boolean old = compat == Compat.RABBITMQ_3_10;
        String total = old ? "" : "_total";
        gauge("proc_used", old ? "erlang_vm_process_count" : "erlang_vm_processes", "Erlang processes.");
        gauge("proc_total", "erlang_vm_process_limit", "Erlang processes that there may be.");
        gauge("processors", "erlang_vm_logical_processors", "Logical processors.");
        gauge("run_queue", "erlang_vm_statistics_run_queues_length", "Erlang processes and ports that wait to run.");
        counter("context_switches", "erlang_vm_statistics_context_switches" + total, "Switches of processes.");
        counter(
                "gc_num",
                "erlang_vm_statistics_garbage_collection_number_of_gcs" + total,
                "Runs of the garbage collectors.");
        counter(
                "gc_bytes_reclaimed",
                "erlang_vm_statistics_garbage_collection_bytes_reclaimed" + total,
                "Bytes given back by those runs.");
    }

    private void gauge(String column, String name, String help) {
        columns.add(new Column(column, Family.gauge(name, help), 1));
    }

    private void counter(String column, String name, String help) {
        columns.add(new Column(column, Family.counter(name, help), 1));
    }

    private void untyped(String column, String name, String help) {
        columns.add(new Column(column, Family.untyped(name, help), 1));
    }

    /** Asks for the nodes and gives what is known of the one that answers. */
    void read(ManagementApi api, FlatJson overview, MetricSink sink, Deadline deadline) throws IOException {
        String own = overview.text("node");
        int[] unreachable = {0};
        api.list(path, deadline, node -> {
            if (node.text("name").equals(own)) {
                emit(node, overview, sink);
            } else if (node.number("running", 0) == 0) {
                unreachable[0]++;
            }
        });
        if (compat == Compat.RABBITMQ_4_3) {
            sink.add(UNREACHABLE, Labels.EMPTY, unreachable[0]);
        }
    }

    private void emit(FlatJson node, FlatJson overview, MetricSink sink) {
        for (Column column : columns) {
            if (node.has(column.name())) {
                sink.add(column.family(), Labels.EMPTY, node.number(column.name()) * column.factor());
            }
        }
        sink.add(
                BUILD_INFO,
                Labels.of(
                        "erlang_version", overview.text("erlang_version"),
                        "prometheus_client_version", version(node, "prometheus"),
                        "prometheus_plugin_version", version(node, "rabbitmq_prometheus"),
                        "rabbitmq_version", overview.text("rabbitmq_version")),
                1);
        Labels identity = Labels.of(
                "rabbitmq_cluster", overview.text("cluster_name"),
                "rabbitmq_cluster_permanent_id", "unknown", // the API tells it to administrators only
                "rabbitmq_node", overview.text("node"));
        sink.add(
                IDENTITY_INFO,
                compat == Compat.RABBITMQ_4_3 ? identity.with("rabbitmq_endpoint", endpoint) : identity,
                1);
    }

    private static String version(FlatJson node, String application) {
        for (int i = 0; !node.text("applications." + i + ".name").isEmpty(); i++) {
            if (node.text("applications." + i + ".name").equals(application)) {
                return node.text("applications." + i + ".version");
            }
        }
        return "none";
    }
}

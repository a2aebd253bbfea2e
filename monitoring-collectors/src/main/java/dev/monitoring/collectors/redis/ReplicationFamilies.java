package dev.monitoring.collectors.redis;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/**
 * Who replicates whom: a replica's link to its master, a master's replicas.
 *
 * <pre>
 * slave0:ip=10.0.0.2,port=6379,state=online,offset=1751844676,lag=0
 * master_host:10.0.0.1
 * </pre>
 */
final class ReplicationFamilies {
    private static final Family LINK_UP = gauge("master_link_up", "Whether the replica is connected to its master.");
    private static final Family LAST_IO =
            gauge("master_last_io_seconds_ago", "Seconds since the master was last heard of.");
    private static final Family SYNC =
            gauge("master_sync_in_progress", "Whether the replica takes over the master's data.");
    private static final Family OFFSET = gauge("slave_repl_offset", "Replication offset of the replica.");
    private static final Family REPLICA = gauge("slave_info", "The replica and its master.");
    private static final Family REPLICA_OFFSET =
            gauge("connected_slave_offset_bytes", "Replication offset of a replica.");
    private static final Family REPLICA_LAG =
            gauge("connected_slave_lag_seconds", "Seconds since a replica was last heard of.");

    private final LabelCache masters = new LabelCache("master_host", "master_port");
    private final LabelCache self = new LabelCache("master_host", "master_port", "read_only");
    private final LabelCache replicas = new LabelCache("slave_ip", "slave_port", "slave_state");

    private static Family gauge(String name, String help) {
        return Family.gauge("redis_" + name, help);
    }

    void emit(Info info, MetricSink sink) {
        if (!info.value("master_host").isEmpty()) {
            emitMaster(info, "", sink);
        }
        for (int i = 1; !info.value("master_" + i + "_host").isEmpty(); i++) {
            emitMaster(info, i + "_", sink); // KeyDB replicates several
        }
        if (info.value("role").equals("slave")) {
            Labels labels =
                    self.of(info.value("master_host"), info.value("master_port"), info.value("slave_read_only"));
            sink.add(REPLICA, labels, 1);
        }
        for (Info.Field field : info.section("Replication")) {
            if (field.name().matches("slave\\d+")) {
                emitReplica(Attributes.parse(field.value()), sink);
            }
        }
    }

    private void emitMaster(Info info, String number, MetricSink sink) {
        String prefix = "master_" + number;
        Labels labels = masters.of(info.value(prefix + "host"), info.value(prefix + "port"));
        sink.add(LINK_UP, labels, info.value(prefix + "link_status").equals("up") ? 1 : 0);
        InfoFamilies.add(LAST_IO, labels, info.number(prefix + "last_io_seconds_ago"), sink);
        InfoFamilies.add(SYNC, labels, info.number(prefix + "sync_in_progress"), sink);
        if (number.isEmpty()) {
            InfoFamilies.add(OFFSET, labels, info.number("slave_repl_offset"), sink);
        }
    }

    private void emitReplica(Attributes replica, MetricSink sink) {
        Labels labels = replicas.of(replica.text("ip"), replica.text("port"), replica.text("state"));
        InfoFamilies.add(REPLICA_OFFSET, labels, replica.number("offset"), sink);
        InfoFamilies.add(REPLICA_LAG, labels, replica.number("lag"), sink);
    }
}

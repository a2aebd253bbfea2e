package dev.monitoring.collectors.redis;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.List;

/** What {@code INFO} says but for commands: the fields of the table, and what several fields make together. */
final class InfoFamilies {
    /** Sections whose fields are not plain, or not of this server. */
    private static final List<String> PLAIN_SECTIONS = List.of(
            "Server", "Clients", "Memory", "Persistence", "Stats", "Replication", "CPU", "Cluster", "Sentinel", "");

    private static final Family FRAGMENTATION_ALIAS =
            Family.gauge("redis_memory_fragmentation_ratio", "The same as redis_mem_fragmentation_ratio.");
    private static final Family START_TIME =
            Family.gauge("redis_start_time_seconds", "When the server started, in seconds since 1970.");
    private static final Family INSTANCE_INFO = Family.gauge("redis_instance_info", "The server as text.");
    private static final Family ERRORS = Family.counter("redis_errors_total", "Error replies by their first word.");
    private static final Family KEYS = Family.gauge("redis_db_keys", "Keys by database.");
    private static final Family KEYS_EXPIRING = Family.gauge("redis_db_keys_expiring", "Keys that will expire.");
    private static final Family KEYS_CACHED = Family.gauge("redis_db_keys_cached", "Keys held in a KeyDB cache.");
    private static final Family KEYS_WITH_EXPIRING_ITEMS =
            Family.gauge("redis_db_keys_with_expiring_items", "Hashes with fields that will expire.");
    private static final Family AVERAGE_TTL =
            Family.gauge("redis_db_avg_ttl_seconds", "Estimated mean time until keys expire.");

    private final InfoTable table;
    private final boolean replicationId;
    private final boolean aliases;
    private final LabelCache databases = new LabelCache("db");
    private final LabelCache errors = new LabelCache("err");
    private String instanceText = "";
    private Labels instance = Labels.EMPTY;
    private String startedRun = "";
    private double start;

    InfoFamilies(Compat compat, boolean aliases) {
        this.table = new InfoTable(compat);
        this.replicationId = compat.hasReplicationId();
        this.aliases = aliases;
    }

    /**
     * Gives what the text says.
     *
     * @param databaseCount how many databases there are; those that are empty do not stand in the text
     * @param epochSeconds our time, for servers that do not tell theirs
     */
    void emit(Info info, int databaseCount, double epochSeconds, MetricSink sink) {
        for (String section : PLAIN_SECTIONS) {
            emitPlain(info.section(section), sink);
        }
        emitStart(info, epochSeconds, sink);
        emitInstance(info, sink);
        for (Info.Field error : info.section("Errorstats")) {
            double count = Attributes.parse(error.value()).number("count");
            if (error.name().startsWith("errorstat_") && !Double.isNaN(count)) {
                sink.add(ERRORS, errors.of(error.name().substring("errorstat_".length())), count);
            }
        }
        if (!info.isSentinel()) {
            emitKeyspace(info, databaseCount, sink);
        }
    }

    /** Gives what {@code CLUSTER INFO} says, which has the same form. */
    void emitCluster(Info cluster, MetricSink sink) {
        emitPlain(cluster.section(""), sink);
    }

    private void emitPlain(List<Info.Field> fields, MetricSink sink) {
        for (Info.Field field : fields) {
            InfoTable.Row row = table.row(field.name());
            double value = row == null ? Double.NaN : row.value(field.value());
            if (row != null && !Double.isNaN(value)) {
                sink.add(row.family(), Labels.EMPTY, value);
                if (aliases && field.name().equals("mem_fragmentation_ratio")) {
                    sink.add(FRAGMENTATION_ALIAS, Labels.EMPTY, value);
                }
            }
        }
    }

    /** The start is told as a whole number of seconds ago, so it seems to move by one; it is kept while it is the same run. */
    private void emitStart(Info info, double epochSeconds, MetricSink sink) {
        double uptime = info.number("uptime_in_seconds");
        if (Double.isNaN(uptime)) {
            return;
        }
        double micros = info.number("server_time_usec");
        double now = Double.isNaN(micros) ? Math.floor(epochSeconds) : Math.floor(micros / 1e6);
        double told = now - uptime;
        String run = info.value("run_id");
        if (!run.equals(startedRun) || Math.abs(told - start) > 1.5) {
            startedRun = run;
            start = told;
        }
        sink.add(START_TIME, Labels.EMPTY, start);
    }

    private void emitInstance(Info info, MetricSink sink) {
        String mode = info.value("redis_mode");
        Labels.Builder labels = Labels.builder()
                .set("role", info.value("role"))
                .set("redis_version", info.value("redis_version"))
                .set("redis_build_id", info.value("redis_build_id"))
                .set("redis_mode", mode.isEmpty() ? info.value("server_mode") : mode)
                .set("os", info.value("os"))
                .set("maxmemory_policy", info.value("maxmemory_policy"))
                .set("tcp_port", info.value("tcp_port"))
                .set("run_id", info.value("run_id"))
                .set("process_id", info.value("process_id"));
        if (replicationId) {
            labels.set("master_replid", info.value("master_replid"));
        }
        for (String further : List.of("valkey_version", "valkey_release_stage", "availability_zone")) {
            labels.set(further, info.value(further));
        }
        Labels built = labels.build();
        String text = built.toString();
        if (!text.equals(instanceText)) {
            instanceText = text;
            instance = built;
        }
        sink.add(INSTANCE_INFO, instance, 1);
    }

    /** Of the form {@code db0:keys=1,expires=0,avg_ttl=0,subexpiry=0}; the names have changed with versions. */
    private void emitKeyspace(Info info, int databaseCount, MetricSink sink) {
        for (int i = 0; i < databaseCount; i++) {
            if (info.value("db" + i).isEmpty()) {
                Labels labels = databases.of("db" + i);
                sink.add(KEYS, labels, 0);
                sink.add(KEYS_EXPIRING, labels, 0);
            }
        }
        for (Info.Field database : info.section("Keyspace")) {
            Attributes attributes = Attributes.parse(database.value());
            if (!database.name().startsWith("db") || !attributes.has("keys")) {
                continue;
            }
            Labels labels = databases.of(database.name());
            sink.add(KEYS, labels, attributes.number("keys"));
            add(KEYS_EXPIRING, labels, attributes.number("expires"), sink);
            add(AVERAGE_TTL, labels, attributes.number("avg_ttl") / 1e3, sink);
            add(KEYS_CACHED, labels, attributes.number("cached_keys"), sink);
            String items = attributes.has("subexpiry") ? "subexpiry" : "keys_with_volatile_items";
            add(KEYS_WITH_EXPIRING_ITEMS, labels, attributes.number(items), sink);
        }
    }

    static void add(Family family, Labels labels, double value, MetricSink sink) {
        if (!Double.isNaN(value)) {
            sink.add(family, labels, value);
        }
    }
}

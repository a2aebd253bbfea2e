package dev.monitoring.collectors.postgres;

import static dev.monitoring.collectors.postgres.Compat.EXPORTER_0_11;
import static dev.monitoring.collectors.postgres.Compat.EXPORTER_0_19;

import dev.monitoring.core.model.MetricType;
import java.util.ArrayList;
import java.util.List;

/**
 * All questions but that for the settings. They take no lock beyond ACCESS SHARE on catalogues, and need {@code pg_monitor}.
 * In their sources {@code {databases}} is the bounded list of databases, {@code {tables}} the largest number of tables and
 * {@code {statements}} the schema of pg_stat_statements with a dot.
 */
final class QueryTable {
    private static final int ANY = Integer.MAX_VALUE;
    private static final String WAL_END =
            "CASE WHEN pg_is_in_recovery() THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_lsn() END";
    private static final String DATABASE_OF_TABLE = "current_database()";
    private static final String TOP_TABLES = " ORDER BY relid LIMIT {tables}";

    private static final List<Query> ALL = all();

    private QueryTable() {}

    /** What a server of this major version is asked. */
    static List<Query> of(Compat profile, int version) {
        return ALL.stream()
                .filter(query -> query.suits(profile, version))
                .map(query -> query.forVersion(version))
                .toList();
    }

    private static List<Query> all() {
        List<Query> all = new ArrayList<>();
        locks(all); // first: those that our own questions take are held to the end of the run
        databases(all);
        sessions(all);
        background(all);
        replication(all);
        vacuum(all);
        tables(all);
        instance(all);
        return List.copyOf(all);
    }

    private static void databases(List<Query> all) {
        all.add(Query.of("database", "pg_database_")
                .withServer(EXPORTER_0_11)
                .slow()
                .labels("datname")
                .gauge("size_bytes", "pg_database_size(oid)")
                .from("{databases} AS d WHERE has_database_privilege(oid, 'CONNECT')"
                        + " OR pg_has_role('pg_read_all_stats', 'USAGE')"));
        all.add(Query.of("database", "pg_database_")
                .only(EXPORTER_0_19)
                .labels("datname")
                .gauge("connection_limit", "datconnlimit")
                .from("{databases} AS d"));
        all.add(ofDatabase(EXPORTER_0_11)
                .value(MetricType.UNTYPED, "checksum_failures", "checksum_failures", 12, ANY)
                .value(
                        MetricType.UNTYPED,
                        "checksum_last_failure",
                        "extract(epoch from checksum_last_failure)",
                        12,
                        ANY)
                .value(MetricType.UNTYPED, "session_time", "session_time", 14, ANY)
                .value(MetricType.UNTYPED, "active_time", "active_time", 14, ANY)
                .value(MetricType.UNTYPED, "idle_in_transaction_time", "idle_in_transaction_time", 14, ANY)
                .value(MetricType.UNTYPED, "sessions", "sessions", 14, ANY)
                .value(MetricType.UNTYPED, "sessions_abandoned", "sessions_abandoned", 14, ANY)
                .value(MetricType.UNTYPED, "sessions_fatal", "sessions_fatal", 14, ANY)
                .value(MetricType.UNTYPED, "sessions_killed", "sessions_killed", 14, ANY)
                .from("pg_stat_database WHERE datid = 0 OR datid IN (SELECT oid FROM {databases} AS d)"));
        all.add(ofDatabase(EXPORTER_0_19)
                .value(MetricType.COUNTER, "active_time_seconds_total", "active_time / 1000.0", 14, ANY)
                .from("pg_stat_database WHERE datid IN (SELECT oid FROM {databases} AS d)"));
        all.add(Query.of("stat_database_conflicts", "pg_stat_database_conflicts_")
                .withServer(EXPORTER_0_11, EXPORTER_0_19)
                .labels("datid", "datname")
                .counters("confl_tablespace", "confl_lock", "confl_snapshot", "confl_bufferpin", "confl_deadlock")
                .value(MetricType.UNTYPED, "confl_active_logicalslot", "confl_active_logicalslot", 16, ANY)
                .from("pg_stat_database_conflicts WHERE datid IN (SELECT oid FROM {databases} AS d)"));
        all.add(Query.of("database_wraparound", "pg_database_wraparound_")
                .only(EXPORTER_0_19)
                .labels("datname")
                .gauge("age_datfrozenxid_seconds", "age(datfrozenxid)")
                .gauge("age_datminmxid_seconds", "mxid_age(datminmxid)")
                .from("{databases} AS d WHERE datallowconn"));
    }

    private static Query.Builder ofDatabase(Compat profile) {
        return Query.of("stat_database", "pg_stat_database_")
                .only(profile)
                .withServer(EXPORTER_0_11)
                .labels("datid", "datname")
                .gauges("numbackends")
                .counters("xact_commit", "xact_rollback", "blks_read", "blks_hit", "tup_returned", "tup_fetched")
                .counters("tup_inserted", "tup_updated", "tup_deleted", "conflicts", "temp_files", "temp_bytes")
                .counters("deadlocks", "blk_read_time", "blk_write_time")
                .counter("stats_reset", "extract(epoch from stats_reset)");
    }

    private static void locks(List<Query> all) {
        all.add(Query.of("locks", "pg_locks_")
                .withServer(EXPORTER_0_11)
                .label("datname", "d.datname")
                .label("mode", "lower(m.mode)")
                .gauge("count", "count(l.mode)")
                .from("(VALUES ('AccessShareLock'), ('RowShareLock'), ('RowExclusiveLock'),"
                        + " ('ShareUpdateExclusiveLock'), ('ShareLock'), ('ShareRowExclusiveLock'), ('ExclusiveLock'),"
                        + " ('AccessExclusiveLock'), ('SIReadLock')) AS m(mode) CROSS JOIN {databases} AS d"
                        + " LEFT JOIN pg_locks AS l ON l.database = d.oid AND l.mode = m.mode GROUP BY 1, 2"));
    }

    private static void sessions(List<Query> all) {
        String states = "(VALUES ('active'), ('idle'), ('idle in transaction'), ('idle in transaction (aborted)'),"
                + " ('fastpath function call'), ('disabled')) AS s(state) CROSS JOIN {databases} AS d"
                + " LEFT JOIN pg_stat_activity AS a ON a.datid = d.oid AND a.state = s.state";
        String longest = "greatest(coalesce(max(extract(epoch from now() - a.xact_start)), 0), 0)";
        all.add(Query.of("stat_activity", "pg_stat_activity_")
                .only(EXPORTER_0_11)
                .withServer(EXPORTER_0_11)
                .label("datname", "d.datname")
                .label("state", "s.state")
                .gauge("count", "count(a.pid)")
                .gauge("max_tx_duration", longest)
                .from(states + " GROUP BY 1, 2"));
        all.add(Query.of("stat_activity", "pg_stat_activity_")
                .only(EXPORTER_0_19)
                .withServer(EXPORTER_0_19)
                .label("datname", "d.datname")
                .label("state", "s.state")
                .label("usename", "a.usename")
                .label("application_name", "a.application_name")
                .label("backend_type", "a.backend_type")
                .label("wait_event_type", "a.wait_event_type")
                .label("wait_event", "a.wait_event")
                .gauge("count", "count(a.pid)")
                .gauge("max_tx_duration", longest)
                .from(states + " GROUP BY 1, 2, 3, 4, 5, 6, 7"));
        all.add(Query.of("long_running_transactions", "pg_long_running_")
                .only(EXPORTER_0_19)
                .gauge("transactions", "count(*)")
                .gauge(
                        "transactions_oldest_timestamp_seconds",
                        "coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)")
                .from("pg_stat_activity WHERE xact_start IS NOT NULL AND state IS DISTINCT FROM 'idle'"
                        + " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"));
        all.add(Query.of("roles", "pg_roles_")
                .only(EXPORTER_0_19)
                .labels("rolname")
                .gauge("connection_limit", "rolconnlimit")
                .from("pg_roles ORDER BY rolname ~ '^pg_', oid LIMIT {tables}"));
    }

    private static void background(List<Query> all) {
        all.add(Query.of("stat_bgwriter", "pg_stat_bgwriter_")
                .withServer(EXPORTER_0_11)
                .counter("buffers_clean_total", "buffers_clean")
                .counter("maxwritten_clean_total", "maxwritten_clean")
                .counter("buffers_alloc_total", "buffers_alloc")
                .counter("stats_reset_total", "extract(epoch from stats_reset)")
                .value(MetricType.COUNTER, "checkpoints_timed_total", "checkpoints_timed", 0, 16)
                .value(MetricType.COUNTER, "checkpoints_req_total", "checkpoints_req", 0, 16)
                .value(MetricType.COUNTER, "checkpoint_write_time_total", "checkpoint_write_time", 0, 16)
                .value(MetricType.COUNTER, "checkpoint_sync_time_total", "checkpoint_sync_time", 0, 16)
                .value(MetricType.COUNTER, "buffers_checkpoint_total", "buffers_checkpoint", 0, 16)
                .value(MetricType.COUNTER, "buffers_backend_total", "buffers_backend", 0, 16)
                .value(MetricType.COUNTER, "buffers_backend_fsync_total", "buffers_backend_fsync", 0, 16)
                .from("pg_stat_bgwriter"));
        all.add(Query.of("stat_checkpointer", "pg_stat_checkpointer_")
                .since(17)
                .only(EXPORTER_0_19)
                .counter("num_timed_total", "num_timed")
                .counter("num_requested_total", "num_requested")
                .counter("restartpoints_timed_total", "restartpoints_timed")
                .counter("restartpoints_req_total", "restartpoints_req")
                .counter("restartpoints_done_total", "restartpoints_done")
                .counter("write_time_total", "write_time")
                .counter("sync_time_total", "sync_time")
                .counter("buffers_written_total", "buffers_written")
                .counter("stats_reset_total", "extract(epoch from stats_reset)")
                .from("pg_stat_checkpointer"));
        all.add(Query.of("stat_bgwriter_aliases", "pg_stat_bgwriter_")
                .since(17)
                .withServer(EXPORTER_0_11)
                .counter("checkpoints_timed_total", "c.num_timed")
                .counter("checkpoints_req_total", "c.num_requested")
                .counter("checkpoint_write_time_total", "c.write_time")
                .counter("checkpoint_sync_time_total", "c.sync_time")
                .counter("buffers_checkpoint_total", "c.buffers_written")
                .counter("buffers_backend_total", "io.writes")
                .counter("buffers_backend_fsync_total", "io.fsyncs")
                .from("pg_stat_checkpointer AS c CROSS JOIN (SELECT sum(coalesce(writes, 0) + coalesce(extends, 0))"
                        + " AS writes, sum(coalesce(fsyncs, 0)) AS fsyncs FROM pg_stat_io WHERE object = 'relation'"
                        + " AND backend_type NOT IN ('checkpointer', 'background writer')) AS io"));
        all.add(Query.of("stat_archiver", "pg_stat_archiver_")
                .withServer(EXPORTER_0_11, EXPORTER_0_19)
                .counters("archived_count", "failed_count")
                .gauge("last_archive_age", "coalesce(extract(epoch from now() - last_archived_time), 'NaN'::float8)")
                .from("pg_stat_archiver"));
        all.add(Query.of("wal", "pg_wal_")
                .only(EXPORTER_0_19)
                .gauge("segments", "count(*)")
                .gauge("size_bytes", "coalesce(sum(size), 0)")
                .from("pg_ls_waldir() WHERE name ~ '^[0-9A-F]{24}$'"));
    }

    private static void replication(List<Query> all) {
        String replayAge = "extract(epoch from now() - pg_last_xact_replay_timestamp())";
        String lag = "CASE WHEN NOT pg_is_in_recovery() OR pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()"
                + " THEN 0 ELSE greatest(0, coalesce(" + replayAge + ", 0)) END";
        all.add(Query.of("replication", "pg_replication_")
                .only(EXPORTER_0_19)
                .gauge("is_replica", "pg_is_in_recovery()::int")
                .gauge("lag_seconds", lag)
                .gauge("lag", lag)
                .gauge("last_replay_seconds", "greatest(0, coalesce(" + replayAge + ", 0))")
                .from("(VALUES (1)) AS one(row)"));
        all.add(Query.of("stat_replication", "pg_stat_replication_")
                .withServer(EXPORTER_0_11, EXPORTER_0_19)
                .labels("application_name", "client_addr", "state")
                .gauge("pg_current_wal_lsn_bytes", "max(pg_wal_lsn_diff(" + WAL_END + ", '0/0'))")
                .gauge("pg_wal_lsn_diff", "max(pg_wal_lsn_diff(" + WAL_END + ", replay_lsn))")
                .value(MetricType.UNTYPED, "reply_time", "max(extract(epoch from reply_time))", 12, ANY)
                .from("pg_stat_replication GROUP BY 1, 2, 3"));
        all.add(Query.of("replication_slots", "pg_replication_slots_")
                .withServer(EXPORTER_0_11, EXPORTER_0_19)
                .labels("slot_name", "database")
                .gauge("active", "active::int")
                .gauge("pg_wal_lsn_diff", "pg_wal_lsn_diff(" + WAL_END + ", restart_lsn)")
                .from("pg_replication_slots"));
        all.add(Query.of("replication_slot", "pg_replication_slot_")
                .only(EXPORTER_0_19)
                .labels("slot_name", "slot_type")
                .gauge("slot_current_wal_lsn", "pg_wal_lsn_diff(" + WAL_END + ", '0/0')")
                .gauge("slot_confirmed_flush_lsn", "pg_wal_lsn_diff(coalesce(confirmed_flush_lsn, '0/0'), '0/0')")
                .gauge("slot_is_active", "active::int")
                .optionalGauge("safe_wal_size_bytes", "safe_wal_size", 13)
                .from("pg_replication_slots"));
        all.add(Query.of("replication_slot", "pg_replication_slot_")
                .since(13)
                .only(EXPORTER_0_19)
                .labels("slot_name", "slot_type", "wal_status")
                .gauge("wal_status", "1")
                .from("pg_replication_slots WHERE wal_status IS NOT NULL"));
    }

    private static void vacuum(List<Query> all) {
        String phases = "CROSS JOIN (VALUES (0, 'initializing'), (1, 'scanning heap'), (2, 'vacuuming indexes'),"
                + " (3, 'vacuuming heap'), (4, 'cleaning up indexes'), (5, 'truncating heap'),"
                + " (6, 'performing final cleanup')) AS p(number, phase)";
        String runs = "(SELECT coalesce(d.datname::text, 'unknown') AS datname, CASE WHEN s.datid = c.own"
                + " THEN regexp_replace(s.relid::regclass::text, '^public[.]', '') ELSE s.relid::text END AS relname, s.*"
                + " FROM pg_stat_get_progress_info('VACUUM') AS s LEFT JOIN pg_database AS d ON d.oid = s.datid"
                + " CROSS JOIN (SELECT oid AS own FROM pg_database WHERE datname = current_database()) AS c) AS v ";
        all.add(Query.of("stat_progress_vacuum", "pg_stat_progress_vacuum_")
                .only(EXPORTER_0_19)
                .labels("datname", "relname")
                .gauge("heap_blks", "param2")
                .gauge("heap_blks_scanned", "param3")
                .gauge("heap_blks_vacuumed", "param4")
                .gauge("index_vacuums", "param5")
                .gauge("max_dead_tuples", "param6")
                .gauge("num_dead_tuples", "param7")
                .from(runs));
        all.add(Query.of("stat_progress_vacuum", "pg_stat_progress_vacuum_")
                .only(EXPORTER_0_19)
                .labels("datname", "relname", "phase")
                .gauge("phase", "(param1 = number)::int")
                .from(runs + phases));
    }

    private static void tables(List<Query> all) {
        all.add(ofTable("stat_user_tables", "pg_stat_user_tables_")
                .counters("seq_scan", "seq_tup_read", "idx_scan", "idx_tup_fetch", "n_tup_ins", "n_tup_upd")
                .counters("n_tup_del", "n_tup_hot_upd", "vacuum_count", "autovacuum_count", "analyze_count")
                .counters("autoanalyze_count")
                .gauges("n_live_tup", "n_dead_tup", "n_mod_since_analyze")
                .gauge("last_vacuum", "extract(epoch from last_vacuum)")
                .gauge("last_autovacuum", "extract(epoch from last_autovacuum)")
                .gauge("last_analyze", "extract(epoch from last_analyze)")
                .gauge("last_autoanalyze", "extract(epoch from last_autoanalyze)")
                .from("pg_stat_user_tables" + TOP_TABLES));
        // Sizes wait for whoever holds ACCESS EXCLUSIVE, so that tables locked like that are left alone.
        all.add(ofTable("stat_user_tables", "pg_stat_user_tables_")
                .slow()
                .gauge("table_size_bytes", "pg_table_size(relid)")
                .gauge("index_size_bytes", "pg_indexes_size(relid)")
                .from("(SELECT relid, schemaname, relname FROM pg_stat_user_tables" + TOP_TABLES + ") AS t"
                        + " WHERE NOT EXISTS (SELECT FROM pg_locks AS l WHERE l.relation = t.relid"
                        + " AND l.mode = 'AccessExclusiveLock')"));
        all.add(ofTable("statio_user_tables", "pg_statio_user_tables_")
                .counter("heap_blocks_read", "heap_blks_read")
                .counter("heap_blocks_hit", "heap_blks_hit")
                .counter("idx_blocks_read", "idx_blks_read")
                .counter("idx_blocks_hit", "idx_blks_hit")
                .counter("toast_blocks_read", "toast_blks_read")
                .counter("toast_blocks_hit", "toast_blks_hit")
                .counter("tidx_blocks_read", "tidx_blks_read")
                .counter("tidx_blocks_hit", "tidx_blks_hit")
                .from("pg_statio_user_tables" + TOP_TABLES));
        all.add(statements(0, 12, "total_time", "blk_read_time", "blk_write_time"));
        all.add(statements(13, 16, "total_exec_time", "blk_read_time", "blk_write_time"));
        all.add(statements(17, ANY, "total_exec_time", "shared_blk_read_time", "shared_blk_write_time"));
    }

    private static Query.Builder ofTable(String part, String prefix) {
        return Query.of(part, prefix)
                .only(EXPORTER_0_19)
                .label("datname", DATABASE_OF_TABLE)
                .labels("schemaname", "relname");
    }

    private static Query statements(int since, int until, String time, String reading, String writing) {
        return Query.of("stat_statements", "pg_stat_statements_")
                .since(since)
                .until(until)
                .only(EXPORTER_0_19)
                .where("pg_stat_statements")
                .label("user", "pg_get_userbyid(s.userid)")
                .label("datname", "d.datname")
                .label("queryid", "s.queryid")
                .counter("calls_total", "sum(s.calls)")
                .counter("seconds_total", "sum(s." + time + ") / 1000")
                .counter("rows_total", "sum(s.rows)")
                .counter("block_read_seconds_total", "sum(s." + reading + ") / 1000")
                .counter("block_write_seconds_total", "sum(s." + writing + ") / 1000")
                .from("{statements}pg_stat_statements(false) AS s JOIN pg_database AS d ON d.oid = s.dbid"
                        + " WHERE s.queryid IS NOT NULL GROUP BY 1, 2, 3 ORDER BY 5 DESC LIMIT 100");
    }

    private static void instance(List<Query> all) {
        all.add(Query.of("postmaster", "pg_postmaster_")
                .only(EXPORTER_0_19)
                .gauge("start_time_seconds", "extract(epoch from pg_postmaster_start_time())")
                .from("(VALUES (1)) AS one(row)"));
        // The next transaction's number without taking one.
        all.add(Query.of("txid", "pg_txid_")
                .only(EXPORTER_0_19)
                .gauge("current", "txid_snapshot_xmax(txid_current_snapshot())")
                .from("(VALUES (1)) AS one(row)"));
    }
}

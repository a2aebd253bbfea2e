package dev.monitoring.collectors.redis;

import dev.monitoring.core.model.Family;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which family a field of {@code INFO}, {@code CLUSTER INFO} or a sentinel's {@code INFO} gives, as redis_exporter names and
 * types it. Fields it does not know are left out: each new server has some. Confined to the runs.
 */
final class InfoTable {
    /** How a field's text becomes a value. */
    private enum Reading {
        NUMBER {
            @Override
            double value(String text) {
                return number(text);
            }
        },
        MICROSECONDS {
            @Override
            double value(String text) {
                return number(text) / 1e6;
            }
        },
        /** 1 for {@code ok}. */
        STATUS {
            @Override
            double value(String text) {
                return text.equals("ok") ? 1 : 0;
            }
        };

        /** The value; not a number where the text has none. */
        abstract double value(String text);

        private static double number(String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return Double.NaN; // "-nan" is what C prints for 0/0
            }
        }
    }

    /** What a field gives. */
    record Row(Family family, Reading reading) {
        double value(String text) {
            return reading.value(text);
        }
    }

    /**
     * Field, reading (g gauge, c counter, u gauge of microseconds in seconds, s gauge of a status), family without its
     * prefix, help.
     */
    private static final String ROWS = """
            # Server
            uptime_in_seconds g uptime_in_seconds Seconds since the server started.
            process_id g process_id Process id of the server.
            io_threads_active g io_threads_active Whether the I/O threads are at work.
            hz g hz How often per second background tasks run now.
            configured_hz g configured_hz How often per second background tasks are configured to run.
            server_threads g server_threads_total Threads of a KeyDB server.
            # Clients
            connected_clients g connected_clients Connected clients, replicas not counted.
            blocked_clients g blocked_clients Clients that wait in a blocking command.
            tracking_clients g tracking_clients Clients that cache on their side with the server's help.
            pubsub_clients g pubsub_clients Clients that have subscribed to something.
            watching_clients g watching_clients Clients that watch keys.
            clients_in_timeout_table g clients_in_timeout_table Clients whose blocking command has a timeout.
            cluster_connections g cluster_connections Approximate number of sockets of the cluster bus.
            maxclients g max_clients Connections the server accepts at most.
            total_watched_keys g total_watched_keys Keys that clients watch.
            total_blocking_keys g total_blocking_keys Keys that clients wait for.
            total_blocking_keys_on_nokey g total_blocking_keys_on_nokey Keys that clients wait for and want to be unblocked from when deleted.
            client_longest_output_list g client_longest_output_list Longest output list of a client.
            client_biggest_input_buf g client_biggest_input_buf Largest input buffer of a client.
            client_recent_max_input_buffer g client_recent_max_input_buffer_bytes Largest input buffer a client had recently.
            client_recent_max_output_buffer g client_recent_max_output_buffer_bytes Largest output buffer a client had recently.
            # Memory
            used_memory g memory_used_bytes Bytes the allocator has given to the server.
            used_memory_rss g memory_used_rss_bytes Resident memory of the server.
            used_memory_peak g memory_used_peak_bytes Most bytes the allocator had given at a time.
            used_memory_overhead g memory_used_overhead_bytes Bytes that manage data structures.
            used_memory_startup g memory_used_startup_bytes Bytes used right after the start.
            used_memory_dataset g memory_used_dataset_bytes Bytes of the data itself.
            used_memory_lua g memory_used_lua_bytes Bytes of the Lua engine.
            used_memory_scripts g memory_used_scripts_bytes Bytes of cached scripts and functions.
            used_memory_scripts_eval g memory_used_scripts_eval_bytes Bytes of cached EVAL scripts.
            used_memory_functions g memory_used_functions_bytes Bytes of functions.
            used_memory_vm_eval g memory_used_vm_eval_bytes Bytes of the script engine for EVAL.
            used_memory_vm_functions g memory_used_vm_functions_bytes Bytes of the script engine for functions.
            used_memory_vm_total g memory_used_vm_total Bytes of the script engines in all.
            number_of_cached_scripts g number_of_cached_scripts Cached EVAL scripts.
            number_of_functions g number_of_functions Functions loaded.
            number_of_libraries g number_of_libraries Function libraries loaded.
            maxmemory g memory_max_bytes Memory limit; 0 for none.
            maxmemory_reservation g memory_max_reservation_bytes Memory reserved in a managed service.
            maxmemory_desired_reservation g memory_max_reservation_desired_bytes Memory to be reserved in a managed service.
            maxfragmentationmemory_reservation g memory_max_fragmentation_reservation_bytes Memory reserved for fragmentation in a managed service.
            maxfragmentationmemory_desired_reservation g memory_max_fragmentation_reservation_desired_bytes Memory to be reserved for fragmentation in a managed service.
            total_system_memory g total_system_memory_bytes Memory of the server's machine.
            allocator_allocated g allocator_allocated_bytes Bytes allocated, internal fragmentation included.
            allocator_active g allocator_active_bytes Bytes in active pages of the allocator.
            allocator_resident g allocator_resident_bytes Bytes resident in the allocator.
            allocator_muzzy g allocator_muzzy_bytes Bytes the allocator may give back when asked.
            allocator_frag_ratio g allocator_frag_ratio Active by allocated bytes: external fragmentation.
            allocator_frag_bytes g allocator_frag_bytes Active less allocated bytes.
            allocator_rss_ratio g allocator_rss_ratio Resident by active bytes: what the allocator could give back.
            allocator_rss_bytes g allocator_rss_bytes Resident less active bytes.
            mem_fragmentation_ratio g mem_fragmentation_ratio Resident by used memory.
            mem_fragmentation_bytes g mem_fragmentation_bytes Resident less used memory.
            mem_not_counted_for_evict g mem_not_counted_for_eviction_bytes Bytes of buffers that do not count for eviction.
            mem_replication_backlog g mem_replication_backlog_bytes Bytes of the replication backlog.
            mem_total_replication_buffers g mem_total_replication_buffers_bytes Bytes of all replication buffers.
            mem_clients_slaves g mem_clients_slaves Bytes of the replicas' buffers.
            mem_clients_normal g mem_clients_normal Bytes of the other clients' buffers.
            mem_cluster_links g mem_cluster_links_bytes Bytes of links to other nodes of the cluster.
            mem_aof_buffer g mem_aof_buffer_bytes Bytes of the append-only file's buffers.
            mem_overhead_db_hashtable_rehashing g mem_overhead_db_hashtable_rehashing_bytes Bytes of tables that are being resized.
            active_defrag_running g active_defrag_running Processor share of defragmentation in percent; 0 while it rests.
            lazyfree_pending_objects g lazyfree_pending_objects Objects that wait to be freed.
            lazyfreed_objects g lazyfreed_objects Objects freed in the background.
            # Persistence
            loading g loading_dump_file Whether the server loads its data.
            async_loading g async_loading Whether a replica loads its data while it answers from the old.
            rdb_changes_since_last_save g rdb_changes_since_last_save Changes since the last dump.
            rdb_bgsave_in_progress g rdb_bgsave_in_progress Whether a dump is being written.
            rdb_last_save_time g rdb_last_save_timestamp_seconds When the last dump succeeded, in seconds since 1970.
            rdb_last_bgsave_status s rdb_last_bgsave_status Whether the last dump succeeded.
            rdb_last_bgsave_time_sec g rdb_last_bgsave_duration_sec Seconds the last dump took; -1 before the first.
            rdb_current_bgsave_time_sec g rdb_current_bgsave_duration_sec Seconds the current dump has taken; -1 without one.
            rdb_last_cow_size g rdb_last_cow_size_bytes Bytes copied on write during the last dump.
            rdb_saves g rdb_saves_total Dumps since the start.
            rdb_last_load_keys_expired g rdb_last_load_expired_keys Expired keys dropped at the last load.
            rdb_last_load_keys_loaded g rdb_last_load_loaded_keys Keys loaded at the last load.
            aof_enabled g aof_enabled Whether there is an append-only file.
            aof_rewrite_in_progress g aof_rewrite_in_progress Whether the append-only file is being rewritten.
            aof_rewrite_scheduled g aof_rewrite_scheduled Whether a rewrite follows the current dump.
            aof_last_rewrite_time_sec g aof_last_rewrite_duration_sec Seconds the last rewrite took; -1 before the first.
            aof_current_rewrite_time_sec g aof_current_rewrite_duration_sec Seconds the current rewrite has taken; -1 without one.
            aof_last_bgrewrite_status s aof_last_bgrewrite_status Whether the last rewrite succeeded.
            aof_last_write_status s aof_last_write_status Whether the last write to the append-only file succeeded.
            aof_last_cow_size g aof_last_cow_size_bytes Bytes copied on write during the last rewrite.
            aof_current_size g aof_current_size_bytes Size of the append-only file.
            aof_base_size g aof_base_size_bytes Size of the append-only file after the last rewrite.
            aof_pending_rewrite g aof_pending_rewrite Whether a rewrite waits for the current dump.
            aof_buffer_length g aof_buffer_length Bytes in the append-only file's buffer.
            aof_rewrite_buffer_length g aof_rewrite_buffer_length Bytes in the rewrite's buffer.
            aof_pending_bio_fsync g aof_pending_bio_fsync Syncs of the append-only file that wait.
            aof_delayed_fsync g aof_delayed_fsync Syncs of the append-only file that came late.
            module_fork_in_progress g module_fork_in_progress Whether a module has forked.
            module_fork_last_cow_size g module_fork_last_cow_size Bytes copied on write during a module's last fork.
            # Stats
            total_connections_received c connections_received_total Connections accepted.
            total_commands_processed c commands_processed_total Commands processed.
            total_net_input_bytes c net_input_bytes_total Bytes read from the network.
            total_net_output_bytes c net_output_bytes_total Bytes written to the network.
            total_net_repl_input_bytes c net_repl_input_bytes_total Bytes read for replication.
            total_net_repl_output_bytes c net_repl_output_bytes_total Bytes written for replication.
            rejected_connections c rejected_connections_total Connections refused for the limit of clients.
            sync_full g replica_resyncs_full Full resyncs with replicas.
            sync_partial_ok g replica_partial_resync_accepted Partial resyncs accepted.
            sync_partial_err g replica_partial_resync_denied Partial resyncs denied.
            expired_keys c expired_keys_total Keys that expired.
            expired_subkeys c expired_subkeys_total Hash fields that expired.
            expired_stale_perc g expired_stale_percentage Estimated share of keys that have expired and still take memory, in percent.
            expired_time_cap_reached_count c expired_time_cap_reached_total Times the search for expired keys ran out of time.
            expire_cycle_cpu_milliseconds c expire_cycle_cpu_time_ms_total Milliseconds spent on expired keys.
            evicted_keys c evicted_keys_total Keys evicted for the memory limit.
            evicted_clients c evicted_clients_total Clients evicted for the limit of their memory.
            evicted_scripts c evicted_scripts_total EVAL scripts evicted.
            total_eviction_exceeded_time c eviction_exceeded_time_ms_total Milliseconds above the memory limit.
            current_eviction_exceeded_time g current_eviction_exceeded_time_ms Milliseconds above the memory limit this time.
            keyspace_hits c keyspace_hits_total Look-ups of keys that were there.
            keyspace_misses c keyspace_misses_total Look-ups of keys that were not there.
            pubsub_channels g pubsub_channels Channels with subscribers.
            pubsub_patterns g pubsub_patterns Patterns with subscribers.
            pubsubshard_channels g pubsubshard_channels Shard channels with subscribers.
            latest_fork_usec u latest_fork_seconds Seconds the last fork took.
            migrate_cached_sockets g migrate_cached_sockets_total Sockets open to migrate keys.
            slave_expires_tracked_keys g slave_expires_tracked_keys Keys a writable replica tracks to expire them.
            active_defrag_hits g defrag_hits Values moved by defragmentation.
            active_defrag_misses g defrag_misses Moves of values that defragmentation gave up.
            active_defrag_key_hits g defrag_key_hits Keys defragmented.
            active_defrag_key_misses g defrag_key_misses Keys that defragmentation skipped.
            tracking_total_keys g tracking_total_keys Keys tracked for clients that cache.
            tracking_total_items g tracking_total_items Pairs of tracked key and client.
            tracking_total_prefixes g tracking_total_prefixes Tracked prefixes.
            unexpected_error_replies c unexpected_error_replies Errors while loading or replicating.
            total_error_replies c total_error_replies Error replies.
            dump_payload_sanitizations c dump_payload_sanitizations Deep checks of restored values.
            total_reads_processed c total_reads_processed Reads from clients.
            total_writes_processed c total_writes_processed Writes to clients.
            io_threaded_reads_processed c io_threaded_reads_processed Reads done by I/O threads.
            io_threaded_writes_processed c io_threaded_writes_processed Writes done by I/O threads.
            client_query_buffer_limit_disconnections c client_query_buffer_limit_disconnections_total Clients dropped for the limit of their input buffer.
            client_output_buffer_limit_disconnections c client_output_buffer_limit_disconnections_total Clients dropped for the limit of their output buffer.
            reply_buffer_shrinks c reply_buffer_shrinks_total Times a reply buffer shrank.
            reply_buffer_expands c reply_buffer_expands_total Times a reply buffer grew.
            eventloop_cycles c eventloop_cycles_total Turns of the event loop.
            eventloop_duration_sum c eventloop_duration_sum_usec_total Microseconds of all turns of the event loop.
            eventloop_duration_cmd_sum c eventloop_duration_cmd_sum_usec_total Microseconds the event loop spent in commands.
            instantaneous_eventloop_cycles_per_sec g instantaneous_eventloop_cycles_per_sec Turns of the event loop per second.
            instantaneous_eventloop_duration_usec g instantaneous_eventloop_duration_usec Microseconds a turn of the event loop takes.
            acl_access_denied_auth c acl_access_denied_auth_total Failed logins.
            acl_access_denied_cmd c acl_access_denied_cmd_total Commands refused by access rules.
            acl_access_denied_key c acl_access_denied_key_total Accesses to keys refused by access rules.
            acl_access_denied_channel c acl_access_denied_channel_total Accesses to channels refused by access rules.
            long_lock_waits g long_lock_waits_total Long waits for the lock of a KeyDB server.
            current_client_thread g current_client_thread Thread of a KeyDB server that serves us.
            # Replication
            connected_slaves g connected_slaves Connected replicas.
            master_repl_offset g master_repl_offset Replication offset of the server.
            second_repl_offset g second_repl_offset Offset up to which the second replication id is accepted.
            repl_backlog_size g replication_backlog_bytes Size of the replication backlog.
            repl_backlog_active g repl_backlog_is_active Whether there is a replication backlog.
            repl_backlog_first_byte_offset g repl_backlog_first_byte_offset Offset of the backlog's first byte.
            repl_backlog_histlen g repl_backlog_history_bytes Bytes in the replication backlog.
            slave_priority g slave_priority Rank of the replica when a new master is chosen; 0 for never.
            # CPU
            used_cpu_sys c cpu_sys_seconds_total Processor seconds of the kernel for the server.
            used_cpu_user c cpu_user_seconds_total Processor seconds of the server.
            used_cpu_sys_children c cpu_sys_children_seconds_total Processor seconds of the kernel for the server's children.
            used_cpu_user_children c cpu_user_children_seconds_total Processor seconds of the server's children.
            used_cpu_sys_main_thread c cpu_sys_main_thread_seconds_total Processor seconds of the kernel for the main thread.
            used_cpu_user_main_thread c cpu_user_main_thread_seconds_total Processor seconds of the main thread.
            # Cluster
            cluster_enabled g cluster_enabled Whether the server is a node of a cluster.
            cluster_state s cluster_state Whether the cluster serves requests.
            cluster_slots_assigned g cluster_slots_assigned Slots that belong to a node.
            cluster_slots_ok g cluster_slots_ok Slots whose node is well.
            cluster_slots_pfail g cluster_slots_pfail Slots whose node does not answer this one.
            cluster_slots_fail g cluster_slots_fail Slots whose node the cluster has given up.
            cluster_known_nodes g cluster_known_nodes Nodes the server knows of.
            cluster_size g cluster_size Masters that serve slots.
            cluster_current_epoch g cluster_current_epoch Newest epoch of the cluster.
            cluster_my_epoch g cluster_my_epoch Epoch of the node's slots.
            cluster_stats_messages_sent g cluster_messages_sent_total Messages sent over the cluster bus.
            cluster_stats_messages_received g cluster_messages_received_total Messages received over the cluster bus.
            # Sentinel
            sentinel_masters g sentinel_masters Masters the sentinel watches.
            sentinel_tilt g sentinel_tilt Whether the sentinel distrusts its clock and only watches.
            sentinel_running_scripts g sentinel_running_scripts Scripts the sentinel runs.
            sentinel_scripts_queue_length g sentinel_scripts_queue_length Scripts that wait to be run.
            sentinel_simulate_failure_flags g sentinel_simulate_failure_flags Failures the sentinel is told to play.
            """;

    /** {@code cluster_stats_messages_ping_sent}; a server has some twenty. */
    private static final Pattern BUS_MESSAGES = Pattern.compile("cluster_stats_messages_[a-z]{1,20}_(sent|received)");

    private final Map<String, Row> rows = new HashMap<>();

    InfoTable(Compat compat) {
        for (String line : ROWS.lines().filter(row -> !row.startsWith("#")).toList()) {
            String[] words = line.split(" ", 4);
            String name = "redis_" + words[2];
            boolean counter = words[1].equals("c") && !compat.isGauge(name);
            Family family = counter ? Family.counter(name, words[3]) : Family.gauge(name, words[3]);
            rows.put(words[0], new Row(family, reading(words[1])));
        }
    }

    private static Reading reading(String word) {
        return switch (word) {
            case "u" -> Reading.MICROSECONDS;
            case "s" -> Reading.STATUS;
            default -> Reading.NUMBER;
        };
    }

    /** What a field gives; null for fields that give nothing by themselves. */
    @Nullable
    Row row(String field) {
        Row row = rows.get(field);
        return row == null && BUS_MESSAGES.matcher(field).matches() ? busMessages(field) : row;
    }

    /** The kinds of messages are many and grow with versions. */
    private Row busMessages(String field) {
        String kind = field.substring("cluster_stats_messages_".length()).replace('_', ' ');
        Row row = new Row(Family.gauge("redis_" + field, "Messages of the cluster bus: " + kind + "."), Reading.NUMBER);
        rows.put(field, row);
        return row;
    }
}

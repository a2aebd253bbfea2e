package dev.monitoring.collectors.scrape;

import dev.monitoring.core.model.MetricType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What is known of a page: where it is, which job its dashboards ask for, what to mind. A target's own keys win over all of
 * it. Immutable.
 *
 * @param url the usual address, or the empty text
 * @param job the usual job
 * @param shortestInterval it is read no more often unless asked for
 * @param honorTimestamps whether times on the page are to be kept
 * @param rules come before those of the target
 * @param aliases older names, by the newer ones
 */
record PresetFacts(
        String url,
        String job,
        Duration shortestInterval,
        boolean honorTimestamps,
        List<RelabelRule> rules,
        Map<String, Alias> aliases) {
    private static final Duration ANY = Duration.ZERO;

    /** Cluster figures are computed by walking all drives; MinIO's documentation asks for at most a page a minute. */
    private static final Duration MINIO_INTERVAL = Duration.ofSeconds(60);

    PresetFacts {
        rules = List.copyOf(rules);
        aliases = Map.copyOf(aliases);
    }

    static PresetFacts of(ScrapePreset preset) {
        return switch (preset) {
            case NONE -> plain("", "scrape", ANY);
            case RABBITMQ ->
                new PresetFacts("http://localhost:15692/metrics", "rabbitmq", ANY, true, List.of(), rabbitMqNames());
            case MINIO -> plain("http://localhost:9000/minio/v2/metrics/cluster", "minio-job", MINIO_INTERVAL);
            case NGINX_VTS -> plain("http://localhost/status/format/prometheus", "nginx", ANY);
            // Older releases wrote Hostname where newer write hostname.
            case DCGM ->
                new PresetFacts(
                        "http://localhost:9400/metrics",
                        "dcgm",
                        ANY,
                        true,
                        List.of(
                                RelabelRule.replace("hostname", "(.+)", "Hostname"),
                                RelabelRule.replace("Hostname", "(.+)", "hostname")),
                        Map.of());
            // Its times are those of its own rounds: series would neither end nor be aligned with others.
            case CADVISOR ->
                new PresetFacts("http://localhost:8080/metrics", "cadvisor", ANY, false, List.of(), Map.of());
        };
    }

    private static PresetFacts plain(String url, String job, Duration shortestInterval) {
        return new PresetFacts(url, job, shortestInterval, true, List.of(), Map.of());
    }

    /** The names that RabbitMQ 3 had for what RabbitMQ 4 names otherwise; by the pages of 3.10.8 and 4.3.6. */
    private static Map<String, Alias> rabbitMqNames() {
        return List.of(
                        gauge("erlang_vm_atoms", "erlang_vm_atom_count"),
                        gauge("erlang_vm_memory_atom_bytes", "erlang_vm_memory_atom_bytes_total"),
                        gauge("erlang_vm_memory_bytes", "erlang_vm_memory_bytes_total"),
                        gauge("erlang_vm_memory_processes_bytes", "erlang_vm_memory_processes_bytes_total"),
                        gauge("erlang_vm_memory_system_bytes", "erlang_vm_memory_system_bytes_total"),
                        gauge("erlang_vm_ports", "erlang_vm_port_count"),
                        gauge("erlang_vm_processes", "erlang_vm_process_count"),
                        counter("erlang_vm_statistics_context_switches"),
                        counter("erlang_vm_statistics_garbage_collection_bytes_reclaimed"),
                        counter("erlang_vm_statistics_garbage_collection_number_of_gcs"),
                        counter("erlang_vm_statistics_garbage_collection_words_reclaimed"),
                        milliseconds("erlang_vm_statistics_runtime"),
                        milliseconds("erlang_vm_statistics_wallclock_time"),
                        gauge("rabbitmq_raft_commit_latency_seconds", "rabbitmq_raft_entry_commit_latency_seconds"),
                        gauge("rabbitmq_raft_commit_index", "rabbitmq_raft_log_commit_index"),
                        gauge("rabbitmq_raft_last_applied", "rabbitmq_raft_log_last_applied_index"),
                        gauge("rabbitmq_raft_last_written_index", "rabbitmq_raft_log_last_written_index"),
                        gauge("rabbitmq_raft_snapshot_index", "rabbitmq_raft_log_snapshot_index"),
                        new Alias("rabbitmq_raft_term", "rabbitmq_raft_term_total", MetricType.COUNTER, 1))
                .stream()
                .collect(Collectors.toMap(Alias::family, Function.identity()));
    }

    private static Alias gauge(String family, String alias) {
        return new Alias(family, alias, MetricType.GAUGE, 1);
    }

    /** A counter that had no {@code _total} at its end. */
    private static Alias counter(String alias) {
        return new Alias(alias + "_total", alias, MetricType.COUNTER, 1);
    }

    private static Alias milliseconds(String name) {
        return new Alias(name + "_seconds_total", name + "_milliseconds", MetricType.COUNTER, 1000);
    }
}

package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the commands besides {@code INFO} say: the slow log, latency spikes, the configuration. */
final class MonitorFamilies {
    private static final String BUFFER_LIMITS = "client-output-buffer-limit";

    /** The parameters asked for: those the exporter shows. Never all of them, since passwords are among them. */
    static final List<String> PARAMETERS =
            List.of("databases", "maxmemory", "maxclients", "io-threads", "repl-backlog-size", BUFFER_LIMITS);

    private static final Family SLOWLOG_LENGTH = Family.gauge("redis_slowlog_length", "Entries in the slow log.");
    private static final Family SLOWLOG_LAST_ID = Family.gauge("redis_slowlog_last_id", "Id of the newest entry.");
    private static final Family LAST_SLOW = Family.gauge(
            "redis_last_slow_execution_duration_seconds", "How long the newest command in the slow log took.");
    private static final Family SPIKE_TIME = Family.gauge(
            "redis_latency_spike_last", "When the newest latency spike was, in seconds since 1970, by event.");
    private static final Family SPIKE_SECONDS =
            Family.gauge("redis_latency_spike_duration_seconds", "How long the newest latency spike was, by event.");
    private static final Family BUFFER_LIMIT =
            Family.gauge("redis_config_client_output_buffer_limit_bytes", "Limit of output buffers by kind of client.");
    private static final Family BUFFER_LIMIT_SECONDS = Family.gauge(
            "redis_config_client_output_buffer_limit_overcome_seconds",
            "How long an output buffer may be above its soft limit, by kind of client.");

    private static final Map<String, Family> NUMBERS = Map.of(
            "maxmemory", Family.gauge("redis_config_maxmemory", "Memory limit; 0 for none."),
            "maxclients", Family.gauge("redis_config_maxclients", "Connections accepted at most."),
            "io-threads", Family.gauge("redis_config_io_threads", "Threads for I/O, the main one included."),
            "repl-backlog-size", Family.gauge("redis_config_repl_backlog_size", "Size of the replication backlog."));

    private final LabelCache events = new LabelCache("event_name");
    private final LabelCache limits = new LabelCache("class", "limit");

    /** Gives what {@code SLOWLOG LEN} and {@code SLOWLOG GET 1} say; commands and arguments are not looked at. */
    void emitSlowlog(Reply length, Reply newest, MetricSink sink) {
        InfoFamilies.add(SLOWLOG_LENGTH, Labels.EMPTY, length.asNumber().orElse(Double.NaN), sink);
        Reply entry = newest.item(0);
        if (!newest.isList()) {
            return;
        }
        sink.add(SLOWLOG_LAST_ID, Labels.EMPTY, entry.item(0).asNumber().orElse(0));
        sink.add(LAST_SLOW, Labels.EMPTY, entry.item(2).asNumber().orElse(0) / 1e6);
    }

    /** Gives what {@code LATENCY LATEST} says: event, time in seconds, milliseconds of the newest, of the longest. */
    void emitSpikes(Reply latest, MetricSink sink) {
        for (Reply spike : latest.items()) {
            Labels labels = events.of(spike.item(0).text());
            InfoFamilies.add(SPIKE_TIME, labels, spike.item(1).asNumber().orElse(Double.NaN), sink);
            InfoFamilies.add(SPIKE_SECONDS, labels, spike.item(2).asNumber().orElse(Double.NaN) / 1e3, sink);
        }
    }

    /** Gives what {@code CONFIG GET} says. */
    void emitConfig(Map<String, String> config, MetricSink sink) {
        for (String name : PARAMETERS) {
            Family family = NUMBERS.get(name);
            if (family != null && config.containsKey(name)) {
                InfoFamilies.add(family, Labels.EMPTY, number(config.getOrDefault(name, "")), sink);
            }
        }
        emitBufferLimits(config.getOrDefault(BUFFER_LIMITS, ""), sink);
    }

    /** Of the form {@code normal 0 0 0 slave 268435456 67108864 60}: class, hard limit, soft limit, seconds. */
    private void emitBufferLimits(String text, MetricSink sink) {
        String[] words = text.split(" ");
        for (int i = 0; i + 3 < words.length; i += 4) {
            Labels soft = limits.of(words[i], "soft");
            InfoFamilies.add(BUFFER_LIMIT, limits.of(words[i], "hard"), number(words[i + 1]), sink);
            InfoFamilies.add(BUFFER_LIMIT, soft, number(words[i + 2]), sink);
            InfoFamilies.add(BUFFER_LIMIT_SECONDS, soft, number(words[i + 3]), sink);
        }
    }

    /** The parameters in replies to {@code CONFIG GET}, each a list of alternating names and values. */
    static Map<String, String> config(List<Reply> replies) {
        Map<String, String> config = new HashMap<>();
        for (Reply reply : replies) {
            List<Reply> items = reply.items();
            for (int i = 0; i + 1 < items.size(); i += 2) {
                config.put(items.get(i).text(), items.get(i + 1).text());
            }
        }
        return config;
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}

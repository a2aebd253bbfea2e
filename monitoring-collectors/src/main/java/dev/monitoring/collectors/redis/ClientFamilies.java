package dev.monitoring.collectors.redis;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One by one, the clients of {@code CLIENT LIST}: {@code id=3 addr=127.0.0.1:52555 name= age=8 idle=0 flags=N db=0 …}. */
final class ClientFamilies {
    private static final String PREFIX = "redis_connected_client_";
    private static final Family INFO = Family.gauge(PREFIX + "info", "A client as text.");
    private static final Family CREATED =
            Family.gauge(PREFIX + "created_at_timestamp", "When the client connected, in seconds since 1970.");
    private static final Family IDLE = Family.gauge(
            PREFIX + "idle_since_timestamp", "When the client last sent a command, in seconds since 1970.");
    private static final Map<String, Family> NUMBERS = numbers(
            "sub channel_subscriptions_count Channels the client has subscribed to.",
            "psub pattern_matching_subscriptions_count Patterns the client has subscribed to.",
            "ssub shard_channel_subscriptions_count Shard channels the client has subscribed to.",
            "watch shard_channel_watched_keys Keys the client watches.",
            "qbuf query_buffer_length_bytes Bytes in the client's input buffer.",
            "qbuf-free query_buffer_free_space_bytes Bytes free in the client's input buffer.",
            "obl output_buffer_length_bytes Bytes in the client's output buffer.",
            "oll output_list_length Replies that wait for room in the client's output buffer.",
            "omem output_buffer_memory_usage_bytes Memory of the client's output buffer.",
            "tot-mem total_memory_consumed_bytes Memory of the client in all.");

    private final int limit;
    private final LabelCache clients = new LabelCache("id", "name");
    private final LabelCache infos = new LabelCache("id", "name", "user", "flags", "db", "host", "resp");

    /**
     * Families of a bounded number of clients.
     *
     * @param limit how many clients are given; the further ones are only said to be missing
     */
    ClientFamilies(int limit) {
        this.limit = limit;
    }

    private static Map<String, Family> numbers(String... rows) {
        Map<String, Family> numbers = new LinkedHashMap<>();
        for (String row : rows) {
            String[] words = row.split(" ", 3);
            numbers.put(words[0], Family.gauge(PREFIX + words[1], words[2]));
        }
        return numbers;
    }

    void emit(String clientList, double epochSeconds, MetricSink sink) {
        List<String> lines = clientList
                .lines()
                .filter(line -> !line.isBlank())
                .limit(limit + 1L)
                .toList();
        if (lines.size() > limit) {
            sink.missing(
                    "clients beyond the limit",
                    new IOException("there are more clients than " + limit
                            + "; raise client-list-limit, or switch client-list off"));
        }
        for (String line : lines.subList(0, Math.min(limit, lines.size()))) {
            emit(Attributes.parse(line, ' '), Math.floor(epochSeconds), sink);
        }
    }

    private void emit(Attributes client, double epochSeconds, MetricSink sink) {
        String address = client.text("addr");
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        String id = client.text("id");
        String name = client.text("name");
        Labels labels = clients.of(id, name);
        sink.add(
                INFO,
                infos.of(
                        id,
                        name,
                        client.text("user"),
                        client.text("flags"),
                        client.text("db"),
                        host,
                        client.text("resp")),
                1);
        InfoFamilies.add(CREATED, labels, epochSeconds - client.number("age"), sink);
        InfoFamilies.add(IDLE, labels, epochSeconds - client.number("idle"), sink);
        NUMBERS.forEach((field, family) -> InfoFamilies.add(family, labels, client.number(field), sink));
    }
}

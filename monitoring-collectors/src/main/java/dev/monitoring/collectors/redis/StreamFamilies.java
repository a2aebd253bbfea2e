package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Streams, their consumer groups and the groups' consumers. */
final class StreamFamilies implements KeyReader {
    private static final Map<String, Family> OF_STREAM = families(
            "length length Entries of a stream.",
            "radix-tree-keys radix_tree_keys Keys of the tree that holds a stream.",
            "radix-tree-nodes radix_tree_nodes Nodes of the tree that holds a stream.",
            "last-generated-id last_generated_id Milliseconds of the newest id a stream has given.",
            "max-deleted-entry-id max_deleted_entry_id Milliseconds of the greatest id removed from a stream.",
            "first-entry first_entry_id Milliseconds of the id of a stream's first entry.",
            "last-entry last_entry_id Milliseconds of the id of a stream's last entry.",
            "groups groups Consumer groups of a stream.");
    private static final Map<String, Family> OF_GROUP = families(
            "consumers group_consumers Consumers of a group.",
            "pending group_messages_pending Entries delivered to a group and not yet acknowledged.",
            "last-delivered-id group_last_delivered_id Milliseconds of the id of the last entry delivered to a group.",
            "entries-read group_entries_read Entries a group has read, as far as is known.",
            "lag group_lag Entries not yet delivered to a group, as far as is known.");
    private static final Family CONSUMER_PENDING = Family.gauge(
            "redis_stream_group_consumer_messages_pending", "Entries delivered to a consumer and not acknowledged.");
    private static final Family CONSUMER_IDLE =
            Family.gauge("redis_stream_group_consumer_idle_seconds", "Seconds since a consumer last asked.");

    /** A label of more characters would not be kept. */
    private static final int MAX_LABEL = 512;

    private record Figure(Family family, Labels labels, double value) {}

    private final LabelCache streams = new LabelCache("db", "stream");
    private final LabelCache groups = new LabelCache("db", "stream", "group");
    private final LabelCache consumers = new LabelCache("db", "stream", "group", "consumer");
    private final int limit;
    private List<Figure> current = List.of();
    private List<Figure> next = new ArrayList<>();

    /**
     * A reader that has read nothing yet.
     *
     * @param limit how many groups are looked at in a round at most
     */
    StreamFamilies(int limit) {
        this.limit = limit;
    }

    private static Map<String, Family> families(String... rows) {
        Map<String, Family> families = new LinkedHashMap<>();
        for (String row : rows) {
            String[] words = row.split(" ", 3);
            families.put(words[0], Family.gauge("redis_stream_" + words[1], words[2]));
        }
        return families;
    }

    @Override
    public void begin() {
        next = new ArrayList<>();
    }

    @Override
    public void finish() {
        current = next;
        next = new ArrayList<>();
    }

    @Override
    public void read(int database, List<Key> keys, KeyConversation conversation) throws IOException {
        List<Key> found = streams(database, keys, conversation);
        List<Command> questions = new ArrayList<>();
        for (Key key : found) {
            questions.add(Command.of("XINFO", "STREAM").with(key.name().bytes()));
            questions.add(Command.of("XINFO", "GROUPS").with(key.name().bytes()));
        }
        List<Reply> replies = conversation.ask(database, questions);
        String db = "db" + database;
        List<Command> ofGroups = new ArrayList<>();
        List<String[]> labelsOfGroups = new ArrayList<>();
        for (int i = 0; i < found.size(); i++) {
            Key key = found.get(i);
            keep(OF_STREAM, streams.of(db, key.label()), required(replies.get(2 * i)));
            for (Reply group : required(replies.get(2 * i + 1)).items()) {
                if (labelsOfGroups.size() < limit) {
                    String name = cut(group.named("name").text());
                    keep(OF_GROUP, groups.of(db, key.label(), name), group);
                    labelsOfGroups.add(new String[] {db, key.label(), name});
                    ofGroups.add(Command.of("XINFO", "CONSUMERS")
                            .with(key.name().bytes())
                            .with(group.named("name").bytes()));
                }
            }
        }
        List<Reply> byGroup = conversation.ask(database, ofGroups);
        for (int i = 0; i < byGroup.size(); i++) {
            keepConsumers(labelsOfGroups.get(i), byGroup.get(i));
        }
    }

    /** Those of the keys that are streams; what is asked of other keys would count as an error of the server. */
    private static List<Key> streams(int database, List<Key> keys, KeyConversation conversation) throws IOException {
        List<Command> questions = new ArrayList<>();
        for (Key key : keys) {
            questions.add(Command.of("TYPE").with(key.name().bytes()));
        }
        List<Reply> types = conversation.ask(database, questions);
        List<Key> found = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            if (types.get(i).isRefusal() && !types.get(i).isRefusal("MOVED")) {
                required(types.get(i));
            }
            if (types.get(i).text().equals("stream")) {
                found.add(keys.get(i));
            }
        }
        return found;
    }

    private static Reply required(Reply reply) throws IOException {
        if (reply.isRefusal("NOPERM")) {
            throw new IOException("streams cannot be looked at: " + reply.text()
                    + "; grant +type +xinfo|stream +xinfo|groups +xinfo|consumers and the keys");
        }
        return reply;
    }

    private void keep(Map<String, Family> families, Labels labels, Reply named) {
        families.forEach((name, family) -> {
            Reply value = named.named(name);
            double number = value.isList() ? milliseconds(value.item(0)) : milliseconds(value);
            if (!Double.isNaN(number)) {
                next.add(new Figure(family, labels, number));
            }
        });
    }

    private void keepConsumers(String[] group, Reply reply) {
        for (Reply consumer : reply.items()) {
            if (next.size() >= 10 * limit) {
                return;
            }
            Labels labels = consumers.of(
                    group[0], group[1], group[2], cut(consumer.named("name").text()));
            next.add(new Figure(
                    CONSUMER_PENDING,
                    labels,
                    consumer.named("pending").asNumber().orElse(Double.NaN)));
            next.add(new Figure(
                    CONSUMER_IDLE, labels, consumer.named("idle").asNumber().orElse(Double.NaN) / 1e3));
        }
    }

    /** A number, or of an id such as {@code 1526569495631-0} the part that is a time. */
    private static double milliseconds(Reply value) {
        String text = value.text();
        int dash = text.indexOf('-');
        if (dash > 0) {
            return Reply.text(text.substring(0, dash)).asNumber().orElse(Double.NaN);
        }
        return value.asNumber().orElse(Double.NaN);
    }

    private static String cut(String text) {
        return text.length() <= MAX_LABEL ? text : new Key(Reply.text(text), false).label();
    }

    @Override
    public void emit(MetricSink sink) {
        for (Figure figure : current) {
            InfoFamilies.add(figure.family, figure.labels, figure.value, sink);
        }
    }
}

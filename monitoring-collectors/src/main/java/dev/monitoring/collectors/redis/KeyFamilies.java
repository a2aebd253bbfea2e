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
import java.util.Objects;

/**
 * Size, memory and value of keys. Never fetches what may be large: the value is looked at only of strings so short that they
 * may be a number.
 */
final class KeyFamilies implements KeyReader {
    private static final Family SIZE =
            Family.gauge("redis_key_size", "Items or bytes of a key; 0 where a key that is named does not exist.");
    private static final Family MEMORY = Family.gauge("redis_key_memory_usage_bytes", "Memory of a key.");
    private static final Family VALUE = Family.gauge("redis_key_value", "The number that a key holds as text.");

    /** The longest text of a double. */
    private static final int MAX_NUMBER_LENGTH = 32;

    private static final Map<String, String> SIZE_COMMANDS = Map.of(
            "string", "STRLEN",
            "list", "LLEN",
            "set", "SCARD",
            "zset", "ZCARD",
            "hash", "HLEN",
            "stream", "XLEN");

    /** What was read of a key; not a number where it does not apply. */
    private record Figures(double size, double memory, double value) {}

    private final LabelCache labels = new LabelCache("db", "key");
    private Map<Labels, Figures> current = Map.of();
    private Map<Labels, Figures> next = new LinkedHashMap<>();

    @Override
    public void begin() {
        next = new LinkedHashMap<>();
    }

    @Override
    public void finish() {
        current = next;
        next = new LinkedHashMap<>();
    }

    /** What was found out of a key so far. */
    private static final class Reading {
        private final Key key;
        private Reply type = Reply.NIL;
        private double memory = Double.NaN;
        private double size = Double.NaN;
        private double value = Double.NaN;

        private Reading(Key key) {
            this.key = key;
        }

        private boolean hasSize() {
            return SIZE_COMMANDS.containsKey(type.text());
        }

        private Command sizeQuestion() {
            return on(Objects.requireNonNull(SIZE_COMMANDS.get(type.text())), key);
        }

        private boolean mayBeNumber() {
            return type.text().equals("string") && size > 0 && size <= MAX_NUMBER_LENGTH;
        }
    }

    @Override
    public void read(int database, List<Key> keys, KeyConversation conversation) throws IOException {
        List<Reading> all = keys.stream().map(Reading::new).toList();
        askForTypeAndMemory(all, database, conversation);
        List<Reading> sized = all.stream().filter(Reading::hasSize).toList();
        List<Reply> sizes = conversation.ask(
                database, sized.stream().map(Reading::sizeQuestion).toList());
        for (int i = 0; i < sized.size(); i++) {
            sized.get(i).size = number(sizes.get(i));
        }
        List<Reading> numbers = sized.stream().filter(Reading::mayBeNumber).toList();
        List<Reply> values = conversation.ask(
                database,
                numbers.stream()
                        .map(each -> on("GETRANGE", each.key).with("0").with(String.valueOf(MAX_NUMBER_LENGTH)))
                        .toList());
        for (int i = 0; i < numbers.size(); i++) {
            numbers.get(i).value = number(values.get(i));
        }
        for (Reading each : all) {
            keep(database, each);
        }
    }

    private static void askForTypeAndMemory(List<Reading> all, int database, KeyConversation conversation)
            throws IOException {
        List<Command> questions = new ArrayList<>();
        for (Reading each : all) {
            questions.add(on("TYPE", each.key));
            questions.add(Command.of("MEMORY", "USAGE").with(each.key.name().bytes()));
        }
        List<Reply> replies = conversation.ask(database, questions);
        for (int i = 0; i < all.size(); i++) {
            all.get(i).type = replies.get(2 * i);
            all.get(i).memory = number(replies.get(2 * i + 1));
        }
    }

    private static double number(Reply reply) {
        return reply.asNumber().orElse(Double.NaN);
    }

    private void keep(int database, Reading reading) throws IOException {
        Reply type = reading.type;
        if (type.isRefusal("MOVED") || type.isRefusal("ASK")) {
            return; // another node of the cluster has it
        }
        if (type.isRefusal()) {
            throw new IOException("keys cannot be looked at: " + type.text()
                    + "; grant +type +memory|usage +strlen +getrange +llen +scard +zcard +hlen +xlen and the keys");
        }
        boolean absent = type.text().equals("none");
        if (absent && !reading.key.isNamed()) {
            return; // gone since it was found
        }
        next.put(
                labels.of("db" + database, reading.key.label()),
                new Figures(absent ? 0 : reading.size, reading.memory, reading.value));
    }

    private static Command on(String name, Key key) {
        return Command.of(name).with(key.name().bytes());
    }

    @Override
    public void emit(MetricSink sink) {
        current.forEach((ofKey, figures) -> {
            InfoFamilies.add(SIZE, ofKey, figures.size, sink);
            InfoFamilies.add(MEMORY, ofKey, figures.memory, sink);
            InfoFamilies.add(VALUE, ofKey, figures.value, sink);
        });
    }
}

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

    @Override
    public void read(int database, List<Key> keys, KeyConversation conversation) throws IOException {
        List<Command> first = new ArrayList<>();
        for (Key key : keys) {
            first.add(on("TYPE", key));
            first.add(Command.of("MEMORY", "USAGE").with(key.name().bytes()));
        }
        List<Reply> types = conversation.ask(database, first);
        List<Command> second = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            String command = SIZE_COMMANDS.get(types.get(2 * i).text());
            if (command != null) {
                second.add(on(command, keys.get(i)));
            }
        }
        List<Reply> sizes = conversation.ask(database, second);
        List<Command> third = new ArrayList<>();
        int next2 = 0;
        double[] sizeOf = new double[keys.size()];
        boolean[] isShort = new boolean[keys.size()];
        for (int i = 0; i < keys.size(); i++) {
            String type = types.get(2 * i).text();
            boolean sized = SIZE_COMMANDS.containsKey(type);
            sizeOf[i] = sized ? sizes.get(next2++).asNumber().orElse(Double.NaN) : Double.NaN;
            isShort[i] = type.equals("string") && sizeOf[i] > 0 && sizeOf[i] <= MAX_NUMBER_LENGTH;
            if (isShort[i]) {
                third.add(Command.of("GETRANGE")
                        .with(keys.get(i).name().bytes())
                        .with("0")
                        .with(String.valueOf(MAX_NUMBER_LENGTH)));
            }
        }
        List<Reply> values = conversation.ask(database, third);
        int next3 = 0;
        for (int i = 0; i < keys.size(); i++) {
            double value = isShort[i] ? values.get(next3++).asNumber().orElse(Double.NaN) : Double.NaN;
            keep(database, keys.get(i), types.get(2 * i), types.get(2 * i + 1), sizeOf[i], value);
        }
    }

    private void keep(int database, Key key, Reply type, Reply memory, double size, double value) throws IOException {
        if (type.isRefusal("MOVED") || type.isRefusal("ASK")) {
            return; // another node of the cluster has it
        }
        if (type.isRefusal()) {
            throw new IOException("keys cannot be looked at: " + type.text()
                    + "; grant +type +memory|usage +strlen +getrange +llen +scard +zcard +hlen +xlen and the keys");
        }
        boolean absent = type.text().equals("none");
        if (absent && !key.isNamed()) {
            return; // gone since it was found
        }
        double shown = absent ? 0 : size;
        next.put(
                labels.of("db" + database, key.label()),
                new Figures(shown, memory.asNumber().orElse(Double.NaN), value));
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

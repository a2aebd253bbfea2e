package dev.monitoring.collectors.clients;

import dev.monitoring.collectors.naming.LabelValues;
import dev.monitoring.collectors.redis.connection.Command;
import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the clients that a key holds, whatever its type, a thousand at a time: no call holds up the server, however many there
 * are. Confined to a run.
 */
final class ClientKeys {
    private static final int STEP = 1_000;
    private static final String GRANT = "; grant +type +hscan +sscan +zscan +lrange and the key";

    /** The longest id that is told apart: more would not be kept as a label. */
    private static final int MAX_ID = 256;

    private final RedisLink link;
    private final Deadline deadline;
    private final int limit;

    /**
     * What a key holds.
     *
     * @param values by client, what a hash has for it, and an empty text of other types
     * @param isHash whether the key is a hash
     * @param isWhole whether that is all; false where there are more clients than the limit
     */
    record Contents(Map<String, String> values, boolean isHash, boolean isWhole) {}

    /** A reader of at most {@code limit} clients of each key. */
    ClientKeys(RedisLink link, Deadline deadline, int limit) {
        this.link = link;
        this.deadline = deadline;
        this.limit = limit;
    }

    /**
     * The clients of a key; none where there is no such key.
     *
     * @throws IOException the connection failed, the server refused, or the key is of a type that has no members
     */
    Contents read(String key) throws IOException {
        String type = ask(Command.of("TYPE", key), key).text();
        return switch (type) {
            case "none" -> new Contents(Map.of(), false, true);
            case "hash" -> scan("HSCAN", key, 2);
            case "set" -> scan("SSCAN", key, 1);
            case "zset" -> scan("ZSCAN", key, 2);
            case "list" -> list(key);
            default ->
                throw new IOException("key " + key + " is a " + type
                        + ", which has no clients in it; name a hash, list, set or sorted set");
        };
    }

    /** Goes through a key; {@code width} is how many replies there are per client. */
    private Contents scan(String command, String key, int width) throws IOException {
        boolean isHash = command.equals("HSCAN");
        Map<String, String> values = new LinkedHashMap<>();
        byte[] cursor = {'0'};
        do {
            Reply reply =
                    ask(Command.of(command, key).with(cursor).with("COUNT").with(String.valueOf(STEP)), key);
            List<Reply> items = reply.item(1).items();
            for (int i = 0; i + width <= items.size(); i += width) {
                if (values.size() >= limit) {
                    return new Contents(values, isHash, false);
                }
                values.put(id(items.get(i)), isHash ? items.get(i + 1).text() : "");
            }
            cursor = reply.item(0).bytes();
        } while (cursor.length > 0 && !(cursor.length == 1 && cursor[0] == '0'));
        return new Contents(values, isHash, true);
    }

    private Contents list(String key) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        for (int begin = 0; begin < limit; begin += STEP) {
            List<Reply> items = ask(
                            Command.of("LRANGE", key, String.valueOf(begin), String.valueOf(begin + STEP - 1)), key)
                    .items();
            items.forEach(item -> values.put(id(item), ""));
            if (items.size() < STEP) {
                return new Contents(values, false, true);
            }
        }
        return new Contents(values, false, false);
    }

    private static String id(Reply item) {
        return LabelValues.cut(item.text(), MAX_ID);
    }

    private Reply ask(Command command, String key) throws IOException {
        Reply reply = link.ask(command, deadline);
        if (reply.isRefusal("MOVED")) {
            throw new IOException("key " + key + " lies on another node of the cluster: " + reply.text()
                    + "; give the address of that node");
        }
        if (reply.isRefusal()) {
            throw new IOException("key " + key + " cannot be read: " + reply.text()
                    + (reply.isRefusal("NOPERM") ? GRANT : "")
                    + (reply.isRefusal("NOAUTH") ? "; set the password of the target" : ""));
        }
        return reply;
    }
}

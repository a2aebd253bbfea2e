package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.naming.LabelValues;
import dev.monitoring.collectors.redis.connection.Reply;
import java.nio.charset.StandardCharsets;

/**
 * A key that was found or named. Its bytes need not be text; labels show what of them is.
 *
 * @param name as the server gave it
 * @param isNamed whether the settings name it, so that its absence is worth showing
 */
record Key(Reply name, boolean isNamed) {
    /** A label of more characters would not be kept. */
    private static final int MAX_LABEL = 512;

    static Key named(String name) {
        return new Key(Reply.text(name.getBytes(StandardCharsets.UTF_8)), true);
    }

    static Key found(Reply name) {
        return new Key(name, false);
    }

    /** The name as a label value. */
    String label() {
        return LabelValues.cut(name.text(), MAX_LABEL);
    }
}

package dev.monitoring.collectors.redis;

import java.time.Duration;
import java.util.List;

/**
 * What to show of a server besides what is always shown. Immutable.
 *
 * @param compat the exporter to imitate
 * @param aliases whether to give families under former or expected names too
 * @param parts the commands to use besides {@code INFO}
 * @param keys the keys to look at
 * @param streams the streams to look at
 * @param checkInterval how often to look at keys and streams
 * @param checkLimit how many keys, and how many streams, to look at
 * @param clientListLimit how many clients to show one by one; 0 for none
 */
record RedisOptions(
        Compat compat,
        boolean aliases,
        List<Part> parts,
        List<KeyPattern> keys,
        List<KeyPattern> streams,
        Duration checkInterval,
        int checkLimit,
        int clientListLimit) {
    /** A group of commands that a server may refuse. */
    enum Part {
        CONFIG,
        SLOWLOG,
        LATENCY,
        CLUSTER;

        /** As the setting has it. */
        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** What redis_exporter shows without options. */
    static final RedisOptions DEFAULT = new RedisOptions(
            Compat.REDIS_EXPORTER_1_86,
            true,
            List.of(Part.values()),
            List.of(),
            List.of(),
            Duration.ofSeconds(60),
            1_000,
            0);

    RedisOptions {
        parts = List.copyOf(parts);
        keys = List.copyOf(keys);
        streams = List.copyOf(streams);
    }
}

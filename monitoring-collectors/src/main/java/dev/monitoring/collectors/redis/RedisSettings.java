package dev.monitoring.collectors.redis;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The keys of a target besides those of its connection, and how they are read. */
final class RedisSettings {
    private static final Setting<Compat> COMPAT = Setting.choice(
            "compat",
            Compat.REDIS_EXPORTER_1_86,
            Compat::word,
            "The exporter whose names and types to use: redis_exporter/1.86, or redis_exporter/1.45 as Debian 12 has it.");
    private static final Setting<Boolean> ALIASES = Setting.flag(
            "aliases", true, "Whether to give redis_memory_fragmentation_ratio too, which mixins ask for.");
    private static final Setting<List<String>> PARTS = Setting.list(
            "parts",
            Arrays.stream(RedisOptions.Part.values())
                    .map(RedisOptions.Part::word)
                    .collect(Collectors.toList()),
            "The commands to use besides INFO: config, slowlog, latency, cluster.");
    private static final Setting<List<String>> CHECK_KEYS = Setting.list(
            "check-keys",
            List.of(),
            "Keys whose size, memory and number to show: names, or patterns searched for with SCAN; db3=jobs:* looks into"
                    + " database 3.");
    private static final Setting<List<String>> CHECK_STREAMS = Setting.list(
            "check-streams", List.of(), "Streams whose groups and consumers to show, written as check-keys.");
    private static final Setting<Duration> CHECK_INTERVAL = Setting.duration(
            "check-interval",
            Duration.ofSeconds(60),
            Duration.ofSeconds(1),
            "How often to look at the keys and streams to check.");
    private static final Setting<Integer> CHECK_LIMIT =
            Setting.integer("check-limit", 1_000, 1, 100_000, "How many keys, and how many streams, to show at most.");
    private static final Setting<Boolean> CLIENT_LIST =
            Setting.flag("client-list", false, "Whether to show each client; a series each for a dozen figures.");
    private static final Setting<Integer> CLIENT_LIST_LIMIT =
            Setting.integer("client-list-limit", 200, 1, 10_000, "How many clients to show at most.");

    /** All keys of a target besides those of its connection. */
    static final List<Setting<?>> ALL = List.of(
            COMPAT,
            ALIASES,
            PARTS,
            CHECK_KEYS,
            CHECK_STREAMS,
            CHECK_INTERVAL,
            CHECK_LIMIT,
            CLIENT_LIST,
            CLIENT_LIST_LIMIT);

    private RedisSettings() {}

    /** What a target's section says; what is wrong in it is recorded there. */
    static RedisOptions read(Settings target, int database) {
        return new RedisOptions(
                target.get(COMPAT),
                target.get(ALIASES),
                parts(target),
                patterns(target, CHECK_KEYS, database),
                patterns(target, CHECK_STREAMS, database),
                target.get(CHECK_INTERVAL),
                target.get(CHECK_LIMIT),
                target.get(CLIENT_LIST) ? target.get(CLIENT_LIST_LIMIT) : 0);
    }

    private static List<RedisOptions.Part> parts(Settings target) {
        List<RedisOptions.Part> parts = new ArrayList<>();
        for (String word : target.get(PARTS)) {
            Arrays.stream(RedisOptions.Part.values())
                    .filter(part -> part.word().equals(word))
                    .findFirst()
                    .ifPresentOrElse(
                            parts::add,
                            () -> target.fault(
                                    PARTS,
                                    "\"" + word + "\" is none of the parts; use some of "
                                            + PARTS.defaultText().orElse("")));
        }
        return parts;
    }

    private static List<KeyPattern> patterns(Settings target, Setting<List<String>> setting, int database) {
        List<KeyPattern> patterns = new ArrayList<>();
        for (String text : target.get(setting)) {
            try {
                patterns.add(KeyPattern.parse(text, database));
            } catch (IllegalArgumentException e) {
                target.fault(setting, String.valueOf(e.getMessage()));
            }
        }
        return patterns;
    }
}

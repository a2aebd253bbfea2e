package dev.monitoring.collectors.rabbitmq;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.List;
import java.util.Optional;

/** The keys of a target about what to show, and how they are read. */
final class RabbitSettings {
    static final Setting<List<String>> QUEUES = Setting.list(
            "queues",
            List.of(),
            "Queues of the virtual host to ask for over AMQP, by passive declare, where management cannot be read.");

    private static final Setting<Compat> COMPAT = Setting.choice(
            "compat",
            Compat.RABBITMQ_4_3,
            Compat::word,
            "The broker whose plugin's names to use: rabbitmq/4.3, or rabbitmq/3.10 as Debian 12 has it.");
    private static final Setting<QueueSeries> SERIES = Setting.choice(
            "queue-series",
            QueueSeries.DETAILED,
            "How to show queues: aggregated as one sum; detailed, which has rabbitmq_detailed_queue_* of each besides; or"
                    + " per-object, which has rabbitmq_queue_* of each instead.");
    private static final Setting<Integer> QUEUE_LIMIT = Setting.integer(
            "queue-limit",
            200,
            1,
            5_000,
            "How many queues to read in a run at most; of the rest the sums of messages and consumers are shown.");
    private static final Setting<List<String>> VIRTUAL_HOSTS =
            Setting.list("virtual-hosts", List.of(), "The virtual hosts whose queues count; all where there is none.");
    private static final Setting<String> INCLUDE = Setting.text(
            "include-queues", null, "A regular expression that the whole name of a queue must match to count.");
    private static final Setting<String> EXCLUDE = Setting.text(
            "exclude-queues", null, "A regular expression; a queue whose whole name matches it does not count.");

    /** All of them. */
    static final List<Setting<?>> ALL = List.of(COMPAT, SERIES, QUEUE_LIMIT, VIRTUAL_HOSTS, INCLUDE, EXCLUDE, QUEUES);

    private RabbitSettings() {}

    /** What a target's section says; what is wrong in it is recorded there. */
    static RabbitOptions read(Settings target) {
        return new RabbitOptions(
                target.get(COMPAT),
                target.get(SERIES),
                new QueueFilter(target.get(VIRTUAL_HOSTS), pattern(target, INCLUDE), pattern(target, EXCLUDE)),
                target.get(QUEUE_LIMIT),
                target.get(QUEUES));
    }

    private static Optional<Pattern> pattern(Settings target, Setting<String> setting) {
        try {
            return target.find(setting).filter(text -> !text.isEmpty()).map(Pattern::compile);
        } catch (PatternSyntaxException e) {
            target.fault(
                    setting,
                    "the pattern cannot be read: " + e.getDescription()
                            + "; write it in the syntax of RE2, and a dot as" + " \\.");
            return Optional.empty();
        }
    }
}

package dev.monitoring.collectors.celery;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The keys of a target about what to keep and to show, and how they are read. */
final class CelerySettings {
    private static final String COMPAT_WORD = "celery-exporter/0.12";

    private static final Setting<String> COMPAT = Setting.text(
            "compat", COMPAT_WORD, "The exporter whose names to use besides Flower's: celery-exporter/0.12.");
    private static final Setting<Dialect> FAMILIES = Setting.choice(
            "families",
            Dialect.BOTH,
            "Under whose names to show tasks and workers: those of celery-exporter (celery_*), of flower (flower_*), or"
                    + " both.");
    private static final Setting<List<String>> QUEUES = Setting.list(
            "queues",
            CeleryOptions.DEFAULT.queues(),
            "Queues whose length to show, besides those that tasks are seen sent to.");
    private static final Setting<Integer> TASK_LIMIT = Setting.integer(
            "task-limit",
            CeleryOptions.DEFAULT.taskLimit(),
            1,
            5_000,
            "How many combinations of worker, task and queue have series of their own, some 70 each; the others are one,"
                    + " named other. Raise sample-limit with it.");
    private static final Setting<Integer> WORKER_LIMIT = Setting.integer(
            "worker-limit",
            CeleryOptions.DEFAULT.workerLimit(),
            1,
            5_000,
            "How many workers and sending hosts are told apart; the others are one, named other.");
    private static final Setting<Long> TASK_MEMORY = Setting.bytes(
            "task-memory",
            CeleryOptions.DEFAULT.taskBytes(),
            64 << 10,
            "What the tasks under way may take in memory, some 400 bytes each; beyond it those go of which nothing was"
                    + " heard for longest.");
    private static final Setting<Duration> RETENTION = Setting.duration(
            "forget-workers-after",
            CeleryOptions.DEFAULT.retention(),
            Duration.ofSeconds(10),
            "How long after its last event a worker's series are kept.");
    private static final Setting<List<String>> PRIORITY_STEPS = Setting.list(
            "priority-steps",
            CeleryOptions.DEFAULT.prioritySteps().stream().map(String::valueOf).toList(),
            "The application's priority_steps, which have lists of their own in Redis.");
    private static final Setting<String> KEY_PREFIX = Setting.text(
            "key-prefix", "", "The application's global_keyprefix, which is before its keys and channels in Redis.");

    /** All of them. */
    static final List<Setting<?>> ALL = List.of(
            COMPAT, FAMILIES, QUEUES, TASK_LIMIT, WORKER_LIMIT, TASK_MEMORY, RETENTION, PRIORITY_STEPS, KEY_PREFIX);

    private CelerySettings() {}

    /** What a target's section says; what is wrong in it is recorded there. */
    static CeleryOptions read(Settings target) {
        String word = target.get(COMPAT);
        if (!word.equals(COMPAT_WORD)) {
            target.fault(COMPAT, "\"" + word + "\" is not a profile; use " + COMPAT_WORD);
        }
        return new CeleryOptions(
                target.get(FAMILIES),
                target.get(QUEUES),
                target.isSet(QUEUES),
                target.get(TASK_LIMIT),
                target.get(WORKER_LIMIT),
                target.get(TASK_MEMORY),
                target.get(RETENTION),
                steps(target),
                target.get(KEY_PREFIX));
    }

    private static List<Integer> steps(Settings target) {
        List<Integer> steps = new ArrayList<>();
        steps.add(0); // the lowest always has the queue's own name
        for (String text : target.get(PRIORITY_STEPS)) {
            String digits = text.strip();
            if (!digits.matches("\\d{1,3}")) {
                target.fault(PRIORITY_STEPS, "\"" + text + "\" is no priority; use whole numbers from 0 to 255");
            } else if (!steps.contains(Integer.valueOf(digits))) {
                steps.add(Integer.valueOf(digits));
            }
        }
        if (steps.size() > 20) {
            target.fault(PRIORITY_STEPS, "there are more than 20 priorities; name those that the application has");
            return CeleryOptions.DEFAULT.prioritySteps();
        }
        return steps;
    }
}

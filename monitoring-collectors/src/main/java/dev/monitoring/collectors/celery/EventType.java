package dev.monitoring.collectors.celery;

import java.util.Optional;

/**
 * What an event tells.
 *
 * @see <a href="https://docs.celeryq.dev/en/stable/userguide/monitoring.html#event-reference">Celery: event reference</a>
 */
enum EventType {
    TASK_SENT(0, "task-sent"),
    TASK_RECEIVED(1, "task-received"),
    TASK_STARTED(2, "task-started"),
    TASK_SUCCEEDED(3, "task-succeeded"),
    TASK_FAILED(4, "task-failed"),
    TASK_REJECTED(5, "task-rejected"),
    TASK_REVOKED(6, "task-revoked"),
    TASK_RETRIED(7, "task-retried"),
    /** An event of the application's own about a task: {@code task-progress}. */
    TASK_OTHER(8, "task-other"),
    WORKER_ONLINE(9, "worker-online"),
    WORKER_HEARTBEAT(10, "worker-heartbeat"),
    WORKER_OFFLINE(11, "worker-offline");

    private static final EventType[] VALUES = values();

    /** How many of them are about tasks; those come first. */
    static final int TASK_TYPES = 9;

    private final int index;
    private final String word;

    EventType(int index, String word) {
        this.index = index;
        this.word = word;
    }

    /** Its place in tables of all types, from 0. */
    int index() {
        return index;
    }

    static EventType at(int index) {
        return VALUES[index];
    }

    /** Its name in the event. */
    String word() {
        return word;
    }

    boolean isOfTask() {
        return index < TASK_TYPES;
    }

    /** Whether a task that had it is done with, unless it is sent or received again. */
    boolean isLast() {
        return this == TASK_SUCCEEDED || this == TASK_FAILED || this == TASK_REJECTED || this == TASK_REVOKED;
    }

    /** Whether a task that is not known begins with it. */
    boolean isFirst() {
        return this == TASK_SENT || this == TASK_RECEIVED;
    }

    /**
     * Whether a task that was done with begins anew with it. Not with its sending: senders tell of that behind the message itself,
     * and a quick task is done by then.
     */
    boolean revives() {
        return this == TASK_RECEIVED;
    }

    /** The type by its name; nothing for those of others about something else than tasks. */
    static Optional<EventType> of(String word) {
        for (EventType type : VALUES) {
            if (type.word.equals(word)) {
                return Optional.of(type);
            }
        }
        return word.startsWith("task-") ? Optional.of(TASK_OTHER) : Optional.empty();
    }
}

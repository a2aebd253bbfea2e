package dev.monitoring.collectors.celery;

import java.util.Iterator;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that are under way, by id, and those done with lately, so that late and repeated events of theirs are known as
 * such. All take no more than a number of bytes: then the one goes that was done with first, and where there is none the one
 * of which nothing was heard for longest. Confined to whoever holds the lock of the state.
 */
final class TaskTable {
    private final long maxBytes;
    private final LinkedHashMap<String, Task> running = new LinkedHashMap<>(16, 0.75f, true);
    private final LinkedHashMap<String, Task> finished = new LinkedHashMap<>();
    private long bytes;
    private long forgotten;

    TaskTable(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Nullable
    Task find(String uuid) {
        Task task = running.get(uuid);
        return task == null ? finished.get(uuid) : task;
    }

    Task create(String uuid) {
        Task task = new Task(uuid);
        running.put(uuid, task);
        bytes += task.bytes();
        while (bytes > maxBytes && !(finished.isEmpty() && running.size() <= 1)) {
            drop();
        }
        return task;
    }

    private void drop() {
        boolean done = !finished.isEmpty();
        Iterator<Task> eldest = (done ? finished : running).values().iterator();
        remove(eldest, eldest.next());
        if (!done) {
            forgotten++;
        }
    }

    private void remove(Iterator<Task> place, Task task) {
        place.remove();
        bytes -= task.bytes();
        task.release();
    }

    /** It is done with. */
    void finish(Task task) {
        task.release();
        if (!task.finished && running.remove(task.uuid) != null) {
            task.finished = true;
            finished.put(task.uuid, task);
        }
    }

    /** It was done with, and begins anew. */
    void revive(Task task) {
        if (task.finished && finished.remove(task.uuid) != null) {
            task.finished = false;
            running.put(task.uuid, task);
        }
    }

    /** Lets go of those done with before a time. */
    void forgetFinishedBefore(double seconds) {
        Iterator<Task> each = finished.values().iterator();
        while (each.hasNext()) {
            Task task = each.next();
            if (task.end() >= seconds) {
                return;
            }
            remove(each, task);
        }
    }

    /** How many are under way. */
    int running() {
        return running.size();
    }

    /** How many are known, those done with included. */
    int size() {
        return running.size() + finished.size();
    }

    /** How many were let go while they were under way. */
    long forgotten() {
        return forgotten;
    }

    /** What all take in memory. */
    long bytes() {
        return bytes;
    }
}

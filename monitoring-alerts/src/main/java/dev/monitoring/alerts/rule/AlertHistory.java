package dev.monitoring.alerts.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/** The latest transitions of all alerts, the oldest forgotten first. Thread-safe. */
public final class AlertHistory {
    private final int capacity;
    private final Deque<AlertTransition> transitions = new ArrayDeque<>(); // guarded by itself

    public AlertHistory(int capacity) {
        this.capacity = capacity;
    }

    void add(AlertTransition transition) {
        synchronized (transitions) {
            if (transitions.size() == capacity) {
                transitions.removeFirst();
            }
            transitions.addLast(transition);
        }
    }

    /**
     * What is remembered, the newest first.
     *
     * @param rule the name of the rule; empty for all
     * @param sinceMillis from when on, in epoch milliseconds
     * @param limit how many at most
     */
    public List<AlertTransition> newest(String rule, long sinceMillis, int limit) {
        List<AlertTransition> found = new ArrayList<>();
        synchronized (transitions) {
            for (Iterator<AlertTransition> backwards = transitions.descendingIterator();
                    backwards.hasNext() && found.size() < limit; ) {
                AlertTransition one = backwards.next();
                if (one.timeMillis() >= sinceMillis && (rule.isEmpty() || rule.equals(one.rule()))) {
                    found.add(one);
                }
            }
        }
        return found;
    }

    /** What is remembered, the oldest first. */
    public List<AlertTransition> transitions() {
        synchronized (transitions) {
            return new ArrayList<>(transitions);
        }
    }
}

package dev.monitoring.alerts.rule;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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

    /** What is remembered, the oldest first. */
    public List<AlertTransition> transitions() {
        synchronized (transitions) {
            return new ArrayList<>(transitions);
        }
    }
}

package dev.monitoring.alerts.notify;

/**
 * How an integration fared so far. Immutable.
 *
 * @param integration which one
 * @param delivered notifications that arrived
 * @param failed notifications that were given up, for one time
 * @param tries how often it was tried, in vain or not
 * @param tryNanos how long the tries took together
 * @param waiting notifications that wait now
 */
public record DeliveryCounts(
        Integration integration, long delivered, long failed, long tries, long tryNanos, int waiting) {}

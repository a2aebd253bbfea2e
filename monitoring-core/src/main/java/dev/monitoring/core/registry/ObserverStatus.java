package dev.monitoring.core.registry;

/**
 * How an observer is keeping up. Immutable.
 *
 * @param name the name it was registered under
 * @param failures how many calls it threw from
 * @param dropped how many calls it never got because its queue was full; 0 for a direct observer
 * @param queued how many calls wait for it now; 0 for a direct observer
 */
public record ObserverStatus(String name, long failures, long dropped, int queued) {}

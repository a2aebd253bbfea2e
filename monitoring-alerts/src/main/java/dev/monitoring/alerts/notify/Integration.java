package dev.monitoring.alerts.notify;

/**
 * One of the ways in which a receiver is told. Immutable, its notifier aside.
 *
 * @param receiver the receiver's name
 * @param kind of channel, {@code webhook}
 * @param index its place among those of its kind in the receiver, from 0
 * @param sendResolved whether it is told of resolved alerts
 * @param notifier tells
 */
public record Integration(String receiver, String kind, int index, boolean sendResolved, Notifier notifier) {
    /** Names it among all: {@code team/webhook[0]}. */
    public String id() {
        return receiver + "/" + place();
    }

    /** Names it among those of its receiver: {@code webhook[0]}. */
    public String place() {
        return kind + "[" + index + "]";
    }
}

package dev.monitoring.alerts.notify.http;

import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;

/** Tells a service with one message to one address. As thread-safe as a {@link Notifier} is. */
public final class MessageNotifier implements Notifier {
    /** How a notification becomes a message. Immutable and thread-safe. */
    @FunctionalInterface
    public interface Message {
        /** The body of the request. */
        byte[] of(Notification notification) throws TemplateException;
    }

    private final HttpSender sender;
    private final Message message;
    private final AnswerReading reading;

    /** A notifier that closes its sender. */
    public MessageNotifier(HttpSender sender, Message message, AnswerReading reading) {
        this.sender = sender;
        this.message = message;
        this.reading = reading;
    }

    @Override
    public Delivery tell(Notification notification, Deadline deadline) {
        byte[] body;
        try {
            body = message.of(notification);
        } catch (TemplateException e) {
            return refused(e);
        }
        return sender.post(body, deadline, reading);
    }

    /** What becomes of a notification whose texts cannot be made. */
    public static Delivery refused(TemplateException e) {
        return Delivery.refused(
                "a template of the receiver fails: " + Shortening.excerpt(String.valueOf(e.getMessage()), 300));
    }

    @Override
    public Duration longestTry() {
        return sender.timeout().orElseGet(Notifier.super::longestTry);
    }

    @Override
    public String target() {
        return sender.target();
    }

    @Override
    public void close() {
        sender.close();
    }
}

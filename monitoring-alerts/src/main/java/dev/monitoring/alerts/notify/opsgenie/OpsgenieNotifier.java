package dev.monitoring.alerts.notify.opsgenie;

import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.http.AnswerReading;
import dev.monitoring.alerts.notify.http.HttpSender;
import dev.monitoring.alerts.notify.http.MessageNotifier;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.core.time.Deadline;
import java.time.Duration;

/**
 * Creates an alert of Opsgenie's for a group that fires, and closes it when the group is resolved. Where that is wanted, the
 * texts of one that is there already are brought up to date. As thread-safe as a {@link Notifier} is.
 *
 * @see <a href="https://docs.opsgenie.com/docs/alert-api">Alert API</a>
 */
final class OpsgenieNotifier implements Notifier {
    private static final String ALERTS = "v2/alerts";
    private static final String BY_ALIAS = "?identifierType=alias";

    private final HttpSender sender;
    private final String root;
    private final OpsgenieMessages messages;
    private final boolean updates;

    /**
     * @param root the path of the API, with a slash at its end
     * @param updates whether alerts that are there are brought up to date
     */
    OpsgenieNotifier(HttpSender sender, String root, OpsgenieMessages messages, boolean updates) {
        this.sender = sender;
        this.root = root;
        this.messages = messages;
        this.updates = updates;
    }

    @Override
    public Delivery tell(Notification notification, Deadline deadline) {
        String alert = root + ALERTS + "/" + notification.deduplicationKey();
        try {
            if (notification.isResolved()) {
                return sender.post(
                        alert + "/close" + BY_ALIAS, messages.close(notification), deadline, AnswerReading.byStatus());
            }
            Delivery created =
                    sender.post(root + ALERTS, messages.create(notification), deadline, AnswerReading.byStatus());
            if (!updates || !created.equals(Delivery.delivered())) {
                return created;
            }
            Delivery renamed = sender.put(
                    alert + "/message" + BY_ALIAS, messages.message(notification), deadline, AnswerReading.byStatus());
            return renamed.equals(Delivery.delivered())
                    ? sender.put(
                            alert + "/description" + BY_ALIAS,
                            messages.description(notification),
                            deadline,
                            AnswerReading.byStatus())
                    : renamed;
        } catch (TemplateException e) {
            return MessageNotifier.refused(e);
        }
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

package dev.monitoring.alerts;

import dev.monitoring.alerts.notify.DeliveryCounts;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/** What notifications say about themselves. Thread-safe. */
final class NotificationMetrics implements SelfMetrics.Contributor {
    private static final Family DELIVERED =
            Family.counter("monitoring_notifications_total", "Notifications that arrived.");
    private static final Family FAILED = Family.counter(
            "monitoring_notifications_failed_total",
            "Notifications that were given up until their group is due again.");
    private static final Family TRIES =
            Family.counter("monitoring_notification_tries_total", "Tries to deliver a notification, in vain or not.");
    private static final Family SECONDS =
            Family.counter("monitoring_notification_seconds_total", "How long the tries took together.");
    private static final Family WAITING =
            Family.gauge("monitoring_notifications_waiting", "Notifications that wait for their receiver.");
    private static final Family REFUSED = Family.counter(
            "monitoring_alerts_refused_total", "Alerts, in books or in groups, for which there was no room.");

    private static final double NANOS = 1e9;

    private final Notifications notifications;

    NotificationMetrics(Notifications notifications) {
        this.notifications = notifications;
    }

    @Override
    public void contribute(MetricSink sink) {
        for (DeliveryCounts counts : notifications.counts()) {
            Labels labels = Labels.of(
                    "integration",
                    counts.integration().kind() + "[" + counts.integration().index() + "]",
                    "receiver",
                    counts.integration().receiver());
            sink.add(DELIVERED, labels, counts.delivered());
            sink.add(FAILED, labels, counts.failed());
            sink.add(TRIES, labels, counts.tries());
            sink.add(SECONDS, labels, counts.tryNanos() / NANOS);
            sink.add(WAITING, labels, counts.waiting());
        }
        sink.add(
                REFUSED,
                Labels.EMPTY,
                notifications.book().refused()
                        + notifications.dispatcher().dropped()
                        + notifications.mutes().inhibition().refused());
    }
}

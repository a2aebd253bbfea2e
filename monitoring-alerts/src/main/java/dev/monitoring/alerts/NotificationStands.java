package dev.monitoring.alerts;

import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.alerts.notify.Mutes;
import dev.monitoring.alerts.notify.Outbox;
import dev.monitoring.alerts.route.Route;
import dev.monitoring.alerts.why.NotificationView;
import dev.monitoring.core.model.Labels;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How alerts stand in the notifications of this process, for explanations. Thread-safe. */
final class NotificationStands implements NotificationView {
    private static final int MAX_DELIVERIES = 5;

    /** Whoever asks for a moment this close asks for now. */
    private static final long PRESENT_MILLIS = 30_000;

    private final Supplier<@Nullable Notifications> notifications;
    private final Labels externalLabels;

    /** @param notifications gives null where there are none */
    NotificationStands(Supplier<@Nullable Notifications> notifications, Labels externalLabels) {
        this.notifications = notifications;
        this.externalLabels = externalLabels;
    }

    @Override
    public boolean isConfigured() {
        return notifications.get() != null;
    }

    @Override
    public List<RouteStand> routes(Labels own, long timeMillis) {
        Notifications running = notifications.get();
        if (running == null) {
            return List.of();
        }
        Labels alert = externalLabels.withAll(own);
        return running.config().routes().match(alert).stream()
                .map(route -> new RouteStand(
                        route.key(),
                        route.receiver(),
                        isPast(running, timeMillis)
                                ? OptionalLong.empty()
                                : running.dispatcher().nextDueMillis(route, alert),
                        mutes(running, route, alert, timeMillis),
                        deliveries(running.outbox(), route, alert, timeMillis)))
                .toList();
    }

    private static boolean isPast(Notifications running, long timeMillis) {
        return timeMillis < running.clock().epochMillis() - PRESENT_MILLIS;
    }

    private static List<Mute> mutes(Notifications running, Route route, Labels alert, long timeMillis) {
        Mutes all = running.mutes();
        List<Mute> mutes = new ArrayList<>();
        if (!isPast(running, timeMillis)) { // which alerts kept others quiet is not remembered
            all.inhibitor(alert)
                    .ifPresent(source ->
                            mutes.add(new Mute(Mute.Kind.INHIBITION, "alert " + source, OptionalLong.empty())));
        }
        for (String interval : all.mutedBy(route, timeMillis)) {
            mutes.add(new Mute(Mute.Kind.TIME_INTERVAL, "time interval " + interval, OptionalLong.empty()));
        }
        for (Silence silence : all.silences().silencing(alert, timeMillis)) {
            String by = "silence " + silence.id() + " of " + silence.createdBy() + ": " + silence.comment();
            mutes.add(new Mute(Mute.Kind.SILENCE, by, OptionalLong.of(silence.endsAtMillis())));
        }
        return mutes;
    }

    /** What was tried for the alert's group, as far as it had been by then. */
    private static List<DeliveryStand> deliveries(Outbox outbox, Route route, Labels alert, long timeMillis) {
        String group = route.groupKey(route.grouping().of(alert));
        return outbox.entries().stream()
                .filter(entry -> entry.receiver().equals(route.receiver())
                        && entry.groupKey().equals(group)
                        && entry.createdMillis() <= timeMillis)
                .filter(entry -> entry.status() != Outbox.Status.WAITING
                        || entry.lastError().isPresent())
                .limit(MAX_DELIVERIES)
                .map(entry -> new DeliveryStand(
                        entry.integration(),
                        entry.changedMillis(),
                        entry.status() == Outbox.Status.DELIVERED,
                        entry.status() == Outbox.Status.DELIVERED
                                ? ""
                                : entry.lastError().orElse("no reason given"),
                        entry.nextTryMillis()))
                .toList();
    }
}

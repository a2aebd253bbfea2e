package dev.monitoring.alerts;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.alerts.notify.Integration;
import dev.monitoring.alerts.notify.Mutes;
import dev.monitoring.alerts.notify.Outbox;
import dev.monitoring.alerts.route.Route;
import dev.monitoring.alerts.route.SentRecord;
import dev.monitoring.alerts.why.NotificationView;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.settings.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How alerts stand in the notifications of this process, for explanations. Thread-safe. */
final class NotificationStands implements NotificationView {
    private static final int MAX_DELIVERIES = 20;

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
    public List<RouteStand> routes(Alert own, long timeMillis) {
        Notifications running = notifications.get();
        if (running == null) {
            return List.of();
        }
        Labels labels = externalLabels.withAll(own.labels());
        Alert alert = new Alert(labels, own.annotations(), own.value(), own.state());
        boolean past = timeMillis < running.clock().epochMillis() - PRESENT_MILLIS;
        Asked asked = new Asked(running, alert, timeMillis, past);
        return running.config().routes().match(labels).stream()
                .map(asked::stand)
                .toList();
    }

    /** An alert at a moment. Immutable. */
    private record Asked(Notifications running, Alert alert, long timeMillis, boolean isPast) {
        RouteStand stand(Route route) {
            List<DeliveryStand> deliveries = deliveries(route);
            return new RouteStand(
                    route.key(),
                    route.receiver(),
                    isPast ? OptionalLong.empty() : running.dispatcher().nextDueMillis(route, alert.labels()),
                    mutes(route, deliveries.isEmpty()),
                    deliveries);
        }

        private List<Mute> mutes(Route route, boolean isNews) {
            Mutes all = running.mutes();
            List<Mute> mutes = new ArrayList<>();
            if (running.integrations(route.receiver()).isEmpty()) {
                String by = "receiver " + route.receiver() + ", which has no way to tell anybody";
                mutes.add(new Mute(Mute.Kind.NO_INTEGRATION, by, OptionalLong.empty()));
            }
            if (!isPast) { // which alerts kept others quiet is not remembered
                all.inhibitor(alert.labels())
                        .ifPresent(source ->
                                mutes.add(new Mute(Mute.Kind.INHIBITION, "alert " + source, OptionalLong.empty())));
            }
            for (String interval : all.mutedBy(route, timeMillis)) {
                mutes.add(new Mute(Mute.Kind.TIME_INTERVAL, "time interval " + interval, OptionalLong.empty()));
            }
            for (Silence silence : all.silences().silencing(alert.labels(), timeMillis)) {
                String by = "silence " + silence.id() + " of " + silence.createdBy() + ": " + silence.comment();
                mutes.add(new Mute(Mute.Kind.SILENCE, by, OptionalLong.of(silence.endsAtMillis())));
            }
            if (isNews) {
                escalation(route).ifPresent(mutes::add);
            }
            return mutes;
        }

        /** What keeps the alert from a route that is for those which nobody looks after. */
        private Optional<Mute> escalation(Route route) {
            Duration patience = route.escalateAfter();
            if (patience.isZero() || !(alert.state() instanceof Firing firing)) {
                return Optional.empty();
            }
            Optional<String> by = isPast
                    ? Optional.empty()
                    : running.acknowledgements().find(alert.labels()).map(found -> found.by() + ", who looks after it");
            if (by.isPresent()) {
                return Optional.of(new Mute(Mute.Kind.ESCALATION, by.get(), OptionalLong.empty()));
            }
            long due = firing.firedAtMillis() + patience.toMillis();
            String rule = "escalate_after: " + Durations.format(patience);
            return timeMillis < due
                    ? Optional.of(new Mute(Mute.Kind.ESCALATION, rule, OptionalLong.of(due)))
                    : Optional.empty();
        }

        /**
         * What was tried to tell of the alert, as far as it had been by then. A notification of its group from before it fired is
         * not of it; nor, as far as is known, one that it was kept out of.
         */
        private List<DeliveryStand> deliveries(Route route) {
            String group = route.groupKey(route.grouping().of(alert.labels()));
            List<Outbox.Entry> tried = running.outbox().entries().stream()
                    .filter(entry -> entry.receiver().equals(route.receiver())
                            && entry.groupKey().equals(group)
                            && entry.createdMillis() >= firedMillis()
                            && entry.createdMillis() <= timeMillis)
                    .filter(entry -> entry.status() != Outbox.Status.WAITING
                            || entry.lastError().isPresent())
                    .limit(MAX_DELIVERIES)
                    .toList();
            if (isPast) {
                return tried.stream().map(Asked::stand).toList();
            }
            List<DeliveryStand> stands = new ArrayList<>();
            for (Integration integration : running.integrations(route.receiver())) {
                Optional<SentRecord> told = running.sent()
                        .find(integration.id(), group)
                        .filter(record -> record.firing().contains(alert.labels()));
                List<DeliveryStand> own = tried.stream()
                        .filter(entry -> entry.integration().equals(integration.place()))
                        .filter(entry -> entry.status() != Outbox.Status.DELIVERED || told.isPresent())
                        .map(Asked::stand)
                        .toList();
                stands.addAll(own);
                if (told.isPresent() && own.stream().noneMatch(DeliveryStand::isDelivered)) { // by the process before
                    stands.add(new DeliveryStand(
                            integration.place(), told.get().timeMillis(), true, "", OptionalLong.empty()));
                }
            }
            stands.sort(Comparator.comparingLong(DeliveryStand::timeMillis).reversed());
            return stands;
        }

        private long firedMillis() {
            return alert.state() instanceof Firing firing
                    ? firing.firedAtMillis()
                    : alert.state().activeAtMillis();
        }

        private static DeliveryStand stand(Outbox.Entry entry) {
            boolean delivered = entry.status() == Outbox.Status.DELIVERED;
            return new DeliveryStand(
                    entry.integration(),
                    entry.changedMillis(),
                    delivered,
                    delivered ? "" : entry.lastError().orElse("no reason given"),
                    entry.nextTryMillis());
        }
    }
}

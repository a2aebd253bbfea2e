package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.route.DueGroup;
import dev.monitoring.alerts.route.GroupListener;
import dev.monitoring.alerts.route.SentRecord;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The way from a group that is due to its receiver: mutes, then what was told before, then telling with as many tries as it
 * takes, then remembering what was told. {@link #due} is called on the event loop, which alone touches the queues; the rest is
 * thread-safe.
 *
 * <h2>What is promised</h2>
 *
 * A notification arrives at least once, or is seen as failed in the {@link Outbox}; a failed one is told again when its group is due
 * again. What was told is remembered after it arrived, so that one that is cut off in between arrives twice. Each integration is
 * told one notification at a time, on the workers; one that is slow or dead delays nobody but itself, as long as there are as many
 * workers as integrations.
 */
public final class Pipeline implements GroupListener, AutoCloseable {
    /** How long a group is tried at least, where its interval is shorter. */
    private static final Duration SHORTEST_TIME = Duration.ofSeconds(10);

    private static final int RECORD_LIFE = 2;

    private final Function<Integration, IntegrationQueue> queueing;

    /** Replaced as a whole, by the event loop. */
    private volatile Map<String, List<IntegrationQueue>> receivers;

    private volatile List<IntegrationQueue> retired = List.of();
    private Mutes mutes;
    private final SentRecords sent;
    private final Outbox outbox;
    private final NotificationTexts texts;
    private final Predicate<Labels> acknowledged;
    private final Clock clock;
    private final EventLoop.Wakeup wakeup;
    private final Deque<Runnable> asked = new ArrayDeque<>(); // guarded by itself

    /**
     * What a pipeline is made of.
     *
     * @param mutes what keeps alerts quiet
     * @param sent what was told before
     * @param outbox shows what becomes of each notification
     * @param acknowledged whether somebody looks after an alert already, so that it is not told again and again
     * @param externalUrl where this service is reached from outside
     * @param generatorUrl where the rule of an alert is seen
     */
    public record Parts(
            Mutes mutes,
            SentRecords sent,
            Outbox outbox,
            Predicate<Labels> acknowledged,
            String externalUrl,
            Function<Alert, String> generatorUrl) {}

    /**
     * A pipeline that waits for groups.
     *
     * @param integrations the ways in which receivers are told; each receiver's in the order of the list
     * @param loop that of the dispatcher; closed by the caller
     * @param workers tell; closed by the caller
     * @param random gives numbers from 0 to 1, for pauses
     */
    public Pipeline(
            List<Integration> integrations,
            Parts parts,
            EventLoop loop,
            Executor workers,
            Clock clock,
            DoubleSupplier random) {
        this.mutes = parts.mutes();
        this.sent = parts.sent();
        this.outbox = parts.outbox();
        this.acknowledged = parts.acknowledged();
        this.texts = new NotificationTexts(parts.externalUrl(), parts.generatorUrl());
        this.clock = clock;
        this.wakeup = loop.wakeup(this::turn);
        this.queueing =
                integration -> new IntegrationQueue(integration, outbox, clock, workers, random, this.wakeup::now);
        this.receivers = receivers(integrations, queueing);
    }

    private static Map<String, List<IntegrationQueue>> receivers(
            List<Integration> integrations, Function<Integration, IntegrationQueue> queueing) {
        Map<String, List<IntegrationQueue>> receivers = new LinkedHashMap<>();
        for (Integration integration : integrations) {
            receivers
                    .computeIfAbsent(integration.receiver(), unused -> new ArrayList<>())
                    .add(queueing.apply(integration));
        }
        return receivers;
    }

    /**
     * Tells in the ways of another configuration from now on. What waits for an integration that is in it, too, is told in its
     * new way; what waits for others has failed. Thread-safe.
     *
     * @param then is called on the event loop afterwards
     */
    public void replace(List<Integration> integrations, Mutes newMutes, Runnable then) {
        ask(() -> {
            Map<String, IntegrationQueue> before = new LinkedHashMap<>();
            receivers
                    .values()
                    .forEach(queues -> queues.forEach(
                            queue -> before.put(queue.integration().id(), queue)));
            receivers = receivers(integrations, integration -> {
                IntegrationQueue queue = before.remove(integration.id());
                if (queue == null) {
                    return queueing.apply(integration);
                }
                queue.replace(integration);
                return queue;
            });
            mutes = newMutes;
            before.values().forEach(IntegrationQueue::retire);
            List<IntegrationQueue> leaving = new ArrayList<>(retired);
            leaving.addAll(before.values());
            retired = leaving;
            then.run();
        });
    }

    private void ask(Runnable request) {
        synchronized (asked) {
            asked.add(request);
        }
        wakeup.now();
    }

    @Override
    public void due(DueGroup group) {
        List<Alert> alerts = mutes.audible(group.route(), group.alerts(), group.timeMillis());
        List<IntegrationQueue> queues = receivers.getOrDefault(group.route().receiver(), List.of());
        Telling telling = new Telling(group);
        if (!alerts.isEmpty()) {
            for (IntegrationQueue queue : queues) {
                tell(queue, group, alerts, telling);
            }
        }
        telling.begun();
        wakeup.now();
    }

    /** The tellings of one group that are still under way. Confined to the event loop. */
    private static final class Telling {
        private final DueGroup group;
        private int underWay = 1;
        private boolean succeeded = true;

        Telling(DueGroup group) {
            this.group = group;
        }

        void begins() {
            underWay++;
        }

        /** All that there are have begun. */
        void begun() {
            ends(true);
        }

        void ends(boolean success) {
            succeeded &= success;
            if (--underWay == 0) {
                group.done(succeeded);
            }
        }
    }

    private void tell(IntegrationQueue queue, DueGroup group, List<Alert> alerts, Telling telling) {
        Integration integration = queue.integration();
        Duration repeat = group.route().times().repeatInterval();
        SentRecord due = SentRecord.of(alerts, group.timeMillis());
        Optional<SentRecord.Reason> reason =
                SentRecord.reason(sent.find(integration.id(), group.key()), due, integration.sendResolved(), repeat);
        if (reason.isEmpty() || reason.get() == SentRecord.Reason.REPEAT && isLookedAfter(alerts)) {
            return;
        }
        Runnable remember = () -> sent.put(integration.id(), group.key(), due, repeat.multipliedBy(RECORD_LIFE));
        List<Alert> wanted = integration.sendResolved()
                ? alerts
                : alerts.stream()
                        .filter(alert -> !(alert.state() instanceof Resolved))
                        .toList();
        if (wanted.isEmpty()) {
            remember.run();
            return;
        }
        Notification notification = new Notification(
                group.key(), texts.data(integration.receiver(), group.labels(), wanted), group.timeMillis());
        telling.begins();
        add(queue, notification, group.labels(), reason, time(group), delivery -> {
            boolean delivered = delivery instanceof Delivery.Delivered;
            if (delivered) {
                remember.run();
            }
            telling.ends(delivered);
        });
    }

    /** Whether somebody looks after all that fires. */
    private boolean isLookedAfter(List<Alert> alerts) {
        return alerts.stream()
                .filter(alert -> !(alert.state() instanceof Resolved))
                .allMatch(alert -> acknowledged.test(alert.labels()));
    }

    private static Duration time(DueGroup group) {
        Duration interval = group.route().times().groupInterval();
        return interval.compareTo(SHORTEST_TIME) < 0 ? SHORTEST_TIME : interval;
    }

    private void add(
            IntegrationQueue queue,
            Notification notification,
            Labels groupLabels,
            Optional<SentRecord.Reason> reason,
            Duration time,
            java.util.function.Consumer<Delivery> whenDone) {
        long id = outbox.add(queue.integration(), notification, groupLabels, reason);
        queue.add(new Attempt(notification, id, Deadline.after(time, clock), clock.nanoTime(), whenDone));
    }

    /**
     * Sends a test to all integrations of a receiver, past mutes and what was told before. Thread-safe.
     *
     * @param alert what is told
     * @return how many integrations there are; what becomes of each is seen in the outbox
     */
    public int test(String receiver, Alert alert) {
        List<IntegrationQueue> queues = receivers.getOrDefault(receiver, List.of());
        ask(() -> {
            long now = clock.epochMillis();
            Notification notification = new Notification(
                    "{}:{test=\"" + now + "\"}", texts.data(receiver, alert.labels(), List.of(alert)), now);
            queues.forEach(
                    queue -> add(queue, notification, alert.labels(), Optional.empty(), SHORTEST_TIME, unused -> {}));
        });
        return queues.size();
    }

    private void turn() {
        List<Runnable> requests;
        synchronized (asked) {
            requests = List.copyOf(asked);
            asked.clear();
        }
        requests.forEach(Runnable::run);
        long now = clock.nanoTime();
        OptionalLong wait = OptionalLong.empty();
        for (List<IntegrationQueue> queues : receivers.values()) {
            for (IntegrationQueue queue : queues) {
                OptionalLong moment = queue.turn();
                if (moment.isPresent()) {
                    long nanos = moment.getAsLong() - now;
                    wait = OptionalLong.of(wait.isPresent() ? Math.min(wait.getAsLong(), nanos) : nanos);
                }
            }
        }
        retired.forEach(IntegrationQueue::turn);
        retired = retired.stream().filter(IntegrationQueue::isBusy).toList();
        if (wait.isPresent()) {
            wakeup.at(now + Math.max(0, wait.getAsLong()));
        } else {
            wakeup.cancel();
        }
    }

    /** Frees those that wait for a receiver. */
    @Override
    public void close() {
        receivers.values().forEach(queues -> queues.forEach(IntegrationQueue::close));
        retired.forEach(IntegrationQueue::close);
    }

    /** How each integration fares. */
    public List<DeliveryCounts> counts() {
        return receivers.values().stream()
                .flatMap(List::stream)
                .map(IntegrationQueue::counts)
                .toList();
    }
}

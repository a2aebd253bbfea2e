package dev.monitoring.alerts.testing;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.config.AlertingConfig;
import dev.monitoring.alerts.config.ReceiverConfig;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.alerts.mute.Inhibition;
import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.alerts.mute.Silences;
import dev.monitoring.alerts.notify.AlertBook;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Integration;
import dev.monitoring.alerts.notify.Mutes;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.notify.Outbox;
import dev.monitoring.alerts.notify.Pipeline;
import dev.monitoring.alerts.notify.SentRecords;
import dev.monitoring.alerts.route.Dispatcher;
import dev.monitoring.alerts.route.Route;
import dev.monitoring.alerts.route.SentRecord;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The receivers of a routing file, which write down what they are told. Confined to one thread. */
final class ToldReceivers {
    private static final int LIMIT = 100_000;
    private static final int OUTBOX = 1_000;
    private static final double MIDDLE = 0.5;
    private static final Duration SHORTEST_END = Duration.ofMinutes(4);
    private static final int STEPS_TO_END = 4;

    private final ManualClock clock;
    private final long startMillis;
    private final Labels externalLabels;
    private final AlertingConfig config;
    private final Duration step;
    private final Silences silences;
    private final Inhibition inhibition;
    private final Dispatcher dispatcher;
    private final AlertBook book;
    private final List<Told> told = new ArrayList<>();

    /**
     * @param step how far evaluations are apart
     * @param clock at the beginning
     * @param loop goes by it
     */
    ToldReceivers(
            AlertingConfig config, Labels externalLabels, Duration step, ManualClock clock, ManualEventLoop loop) {
        this.clock = clock;
        this.startMillis = clock.epochMillis();
        this.externalLabels = externalLabels;
        this.config = config;
        this.step = step;
        this.silences = new Silences(clock, LIMIT);
        this.inhibition = new Inhibition(config.inhibitRules(), LIMIT);
        List<Integration> integrations = config.receivers().values().stream()
                .flatMap(receiver -> receiver.integrations().stream().map(way -> integration(receiver.name(), way)))
                .toList();
        Pipeline pipeline = new Pipeline(
                integrations,
                new Pipeline.Parts(
                        new Mutes(inhibition, silences, config.timeIntervals()),
                        new Records(),
                        new Outbox(OUTBOX),
                        alert -> false,
                        "",
                        alert -> ""),
                loop,
                Runnable::run,
                clock,
                () -> MIDDLE);
        this.dispatcher =
                new Dispatcher(config.routes(), loop, clock, Dispatcher.Limits.DEFAULT, alert -> false, pipeline);
        this.book = new AlertBook(clock, loop, config.resolveTimeout(), AlertBook.Limits.DEFAULT, this::changed);
    }

    private Integration integration(String receiver, ReceiverConfig.Integration way) {
        String place = way.kind() + "[" + way.index() + "]";
        return new Integration(receiver, way.kind(), way.index(), way.sendResolved(), new WritingDown(receiver, place));
    }

    /** Takes everything. */
    private final class WritingDown implements Notifier {
        private final String receiver;
        private final String place;

        WritingDown(String receiver, String place) {
            this.receiver = receiver;
            this.place = place;
        }

        @Override
        public Delivery tell(Notification notification, Deadline deadline) {
            told.add(new Told(Duration.ofMillis(clock.epochMillis() - startMillis), receiver, place, notification));
            return Delivery.delivered();
        }

        @Override
        public String target() {
            return "a scenario";
        }
    }

    /** For as long as a scenario lasts. */
    private static final class Records implements SentRecords {
        private final Map<List<String>, SentRecord> records = new HashMap<>();

        @Override
        public Optional<SentRecord> find(String integration, String groupKey) {
            return Optional.ofNullable(records.get(List.of(integration, groupKey)));
        }

        @Override
        public void put(String integration, String groupKey, SentRecord record, Duration keep) {
            records.put(List.of(integration, groupKey), record);
        }
    }

    private void changed(Alert alert) {
        inhibition.observe(alert);
        dispatcher.accept(alert);
    }

    void evaluated(long timeMillis, List<Alert> alerts) {
        Duration end = step.multipliedBy(STEPS_TO_END);
        long endsAt = timeMillis + (end.compareTo(SHORTEST_END) < 0 ? SHORTEST_END : end).toMillis();
        book.evaluated(alerts.stream().map(this::labelled).toList(), "", endsAt);
    }

    private Alert labelled(Alert own) {
        return new Alert(externalLabels.withAll(own.labels()), own.annotations(), own.value(), own.state());
    }

    void silence(String matchers, Duration length) {
        long now = clock.epochMillis();
        silences.set(new Silence("", Matchers.parse(matchers), now, now + length.toMillis(), "test", "test"));
    }

    List<Told> told() {
        return List.copyOf(told);
    }

    List<String> receivers(Labels alert) {
        return config.routes().match(externalLabels.withAll(alert)).stream()
                .map(Route::receiver)
                .toList();
    }

    Optional<Labels> inhibitor(Labels alert) {
        return inhibition.inhibitor(externalLabels.withAll(alert));
    }
}

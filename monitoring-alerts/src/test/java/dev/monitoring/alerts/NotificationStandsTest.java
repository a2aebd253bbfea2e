package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.alerts.mute.Silences;
import dev.monitoring.alerts.notify.Acknowledgements;
import dev.monitoring.alerts.notify.Acknowledgements.Acknowledgement;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.NotificationLog;
import dev.monitoring.alerts.notify.Receivers;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.why.NotificationView.DeliveryStand;
import dev.monitoring.alerts.why.NotificationView.Mute;
import dev.monitoring.alerts.why.NotificationView.RouteStand;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** What explanations learn of notifications is what became of the alert that they are about. */
class NotificationStandsTest {
    private static final long START = 1_700_000_000_000L;
    private static final AlertRule RULE = AlertRule.of("A", "x > 0");
    private static final RuleGroup GROUP = RuleGroup.of("g", Duration.ofSeconds(5), RULE);

    private static final String ROUTING = """
            route:
              receiver: ops
              group_by: [alertname]
              group_wait: 10s
              group_interval: 5m
              routes:
              - {receiver: nobody, matchers: ['host="lab"']}
              - {receiver: ops, matchers: ['host="night"'], mute_time_intervals: [always]}
              - {receiver: first, matchers: ['host="db"'], continue: true}
              - {receiver: boss, matchers: ['host="db"'], escalate_after: 15m}
            receivers:
            - {name: ops, callback_configs: [{name: one}, {name: two}]}
            - {name: first, callback_configs: [{name: one}]}
            - {name: boss, callback_configs: [{name: two}]}
            - name: nobody
            inhibit_rules:
            - {source_matchers: ['host="rack"'], target_matchers: ['host="server"']}
            time_intervals:
            - {name: always, time_intervals: [{times: [{start_time: '00:00', end_time: '24:00'}]}]}
            """;

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final ManualEventLoop loop = new ManualEventLoop(clock);
    private final Set<String> failing = new HashSet<>();
    private final Journal journal = Journal.inMemory(clock);
    private final Acknowledgements acknowledgements = new Acknowledgements(10, journal);
    private final NotificationLog log = new NotificationLog(clock, journal, 10);

    private Notifications notifications() {
        Map<String, Consumer<Notification>> callbacks = new LinkedHashMap<>();
        for (String name : List.of("one", "two")) {
            callbacks.put(name, notification -> {
                if (failing.contains(name)) {
                    throw new IllegalStateException("is busy");
                }
            });
        }
        Notifications.Reading reading = Notifications.Plan.read(
                Optional.empty(), ROUTING, "routing.yml", new Receivers(Channels.all(callbacks)), clock);
        Notifications.Plan plan = reading.plan()
                .orElseThrow(() -> new AssertionError(reading.faults().toString()));
        return new Notifications(
                plan,
                Labels.of("site", "berlin"),
                new Silences(clock, 10),
                log,
                acknowledgements,
                "",
                loop,
                Runnable::run,
                clock);
    }

    private Alert fires(Notifications notifications, String host) {
        long now = clock.epochMillis();
        Alert alert = new Alert(Labels.of("alertname", "A", "host", host), Map.of(), 1, Firing.since(now, now));
        notifications.evaluated(GROUP, RULE, now, List.of(alert));
        return alert;
    }

    /** Lets time pass while alerts go on firing. */
    private void pass(Notifications notifications, int seconds, Alert... alerts) {
        for (int passed = 0; passed < seconds; passed += 10) {
            notifications.evaluated(GROUP, RULE, clock.epochMillis(), List.of(alerts));
            loop.advance(Duration.ofSeconds(10));
        }
    }

    private List<RouteStand> stands(Notifications notifications, Alert alert, long timeMillis) {
        return new NotificationStands(() -> notifications, Labels.of("site", "berlin")).routes(alert, timeMillis);
    }

    private RouteStand stand(Notifications notifications, Alert alert) {
        return stands(notifications, alert, clock.epochMillis()).get(0);
    }

    private static List<String> told(RouteStand stand) {
        return stand.deliveries().stream()
                .map(one -> one.integration()
                        + (one.isDelivered() ? " told " : " failed ")
                        + (one.timeMillis() - START) / 1_000)
                .sorted()
                .toList();
    }

    @Test
    void anAlertThatJoinsAGroupWasNotToldWithThoseBeforeIt() {
        Notifications notifications = notifications();
        Alert early = fires(notifications, "a");
        pass(notifications, 60, early);
        Alert late = fires(notifications, "b");
        pass(notifications, 60, early, late);

        assertEquals(List.of("callback[0] told 10", "callback[1] told 10"), told(stand(notifications, early)));
        assertEquals(List.of(), told(stand(notifications, late)));
        assertEquals(START + 310_000, stand(notifications, late).nextDueMillis().orElse(0));

        pass(notifications, 200, early, late);

        assertEquals(List.of("callback[0] told 310", "callback[1] told 310"), told(stand(notifications, late)));
    }

    @Test
    void eachWayToTellStandsForItself() {
        failing.add("one");
        Notifications notifications = notifications();
        Alert alert = fires(notifications, "a");

        loop.advance(Duration.ofSeconds(12));

        List<DeliveryStand> deliveries = stand(notifications, alert).deliveries();
        assertEquals(2, deliveries.size(), deliveries::toString);
        DeliveryStand failed = deliveries.stream()
                .filter(one -> !one.isDelivered())
                .findFirst()
                .orElseThrow();
        assertEquals("callback[0]", failed.integration());
        assertEquals("the callback threw java.lang.IllegalStateException: is busy", failed.reason());
        assertEquals(true, failed.nextTryMillis().orElse(0) > clock.epochMillis());
    }

    @Test
    void whatTheProcessBeforeToldIsKnown() {
        Notifications before = notifications();
        Alert alert = fires(before, "a");
        loop.advance(Duration.ofSeconds(20));
        before.close();

        assertEquals(List.of("callback[0] told 10", "callback[1] told 10"), told(stand(notifications(), alert)));
    }

    @Test
    void whatKeepsAnAlertQuietIsNamed() {
        Notifications notifications = notifications();
        Alert server = fires(notifications, "server");
        Alert night = fires(notifications, "night");
        Alert web = fires(notifications, "web");
        Silence silence = notifications
                .mutes()
                .silences()
                .set(new Silence("", Matchers.parse("host=web"), START, START + 60_000, "ann", "disk swap"));
        assertEquals(List.of(), mutes(stand(notifications, server)));

        fires(notifications, "rack");

        assertEquals(
                List.of("INHIBITED alert {alertname=\"A\", host=\"rack\", site=\"berlin\"}"),
                mutes(stand(notifications, server)));
        assertEquals(List.of("MUTED BY TIME time interval always"), mutes(stand(notifications, night)));
        assertEquals(
                List.of("SILENCED silence " + silence.id() + " of ann: disk swap"), mutes(stand(notifications, web)));
        assertEquals(
                START + 60_000,
                stand(notifications, web).mutes().get(0).untilMillis().orElse(0));

        pass(notifications, 70, web);

        assertEquals(List.of(), mutes(stand(notifications, web)));
        assertEquals(List.of(), told(stand(notifications, web)), "the group was due while it was silenced");
    }

    @Test
    void aReceiverWithoutAWayToTellDropsTheAlert() {
        Notifications notifications = notifications();

        assertEquals(
                List.of("DROPPED receiver nobody, which has no way to tell anybody"),
                mutes(stand(notifications, fires(notifications, "lab"))));
    }

    @Test
    void anEscalationWaitsForItsTimeAndForThoseWhoLookAfterTheAlert() {
        Notifications notifications = notifications();
        Alert alert = fires(notifications, "db");
        pass(notifications, 20, alert);

        List<RouteStand> waiting = stands(notifications, alert, clock.epochMillis());
        acknowledgements.add(
                Labels.of("site", "berlin").withAll(alert.labels()), new Acknowledgement("ann", "", START));
        List<RouteStand> lookedAfter = stands(notifications, alert, clock.epochMillis());
        acknowledgements.remove(Labels.of("site", "berlin").withAll(alert.labels()));
        pass(notifications, 920, alert);
        List<RouteStand> escalated = stands(notifications, alert, clock.epochMillis());

        assertEquals(List.of(), mutes(waiting.get(0)));
        assertEquals(List.of("HELD BACK escalate_after: 15m"), mutes(waiting.get(1)));
        assertEquals(
                START + 900_000, waiting.get(1).mutes().get(0).untilMillis().orElse(0));
        assertEquals(List.of("HELD BACK ann, who looks after it"), mutes(lookedAfter.get(1)));
        assertEquals(List.of(), mutes(escalated.get(1)));
        assertEquals(List.of("callback[0] told 900"), told(escalated.get(1)));
    }

    @Test
    void ofThePastOnlyWhatHadBeenTriedByThen() {
        Notifications notifications = notifications();
        Alert alert = fires(notifications, "a");
        loop.advance(Duration.ofMinutes(10));

        assertEquals(List.of(), told(stands(notifications, alert, START + 5_000).get(0)));
        assertEquals(
                List.of("callback[0] told 10", "callback[1] told 10"),
                told(stands(notifications, alert, START + 15_000).get(0)));
    }

    private static List<String> mutes(RouteStand stand) {
        return stand.mutes().stream()
                .map((Mute mute) -> mute.kind().word().toUpperCase(Locale.ROOT) + " " + mute.by())
                .toList();
    }
}

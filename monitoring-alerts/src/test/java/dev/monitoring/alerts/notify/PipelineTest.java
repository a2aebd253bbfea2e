package dev.monitoring.alerts.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.alerts.mute.InhibitRule;
import dev.monitoring.alerts.mute.Inhibition;
import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.alerts.mute.Silences;
import dev.monitoring.alerts.mute.TimeInterval;
import dev.monitoring.alerts.route.Dispatcher;
import dev.monitoring.alerts.route.Grouping;
import dev.monitoring.alerts.route.Route;
import dev.monitoring.alerts.route.SentRecord;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.testing.RecordedLogs;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PipelineTest {
    private static final long START = 1_700_000_000_000L;

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final ManualEventLoop loop = new ManualEventLoop(clock);
    private final Outbox outbox = new Outbox(100);
    private final Silences silences = new Silences(clock, 100);
    private final Inhibition inhibition = new Inhibition(
            List.of(new InhibitRule(
                    "", Matchers.parse("severity=critical"), Matchers.parse("severity=info"), Set.of())),
            100);
    private final Set<Labels> acknowledged = new HashSet<>();
    private final List<String> told = new ArrayList<>();
    private final RememberedRecords records = new RememberedRecords();
    private Executor workers = Runnable::run;
    private @Nullable Pipeline pipeline;

    /** What was told, in a map. */
    private static final class RememberedRecords implements SentRecords {
        final Map<String, SentRecord> records = new HashMap<>();

        @Override
        public Optional<SentRecord> find(String integration, String groupKey) {
            return Optional.ofNullable(records.get(integration + groupKey));
        }

        @Override
        public void put(String integration, String groupKey, SentRecord record, Duration keep) {
            records.put(integration + groupKey, record);
        }
    }

    /** Notes what it is told, and answers as the test wants: the last answer again and again. */
    private final class Noting implements Notifier {
        final String name;
        final List<Delivery> answers;

        Noting(String name, Delivery... answers) {
            this.name = name;
            this.answers = new ArrayList<>(List.of(answers));
        }

        @Override
        public Delivery tell(Notification notification, Deadline deadline) {
            StringBuilder text = new StringBuilder()
                    .append((clock.epochMillis() - START) / 1_000)
                    .append(' ')
                    .append(name);
            notification
                    .data()
                    .alerts()
                    .forEach(alert -> text.append(' ')
                            .append(alert.labels().get("a"))
                            .append(alert.status().equals("firing") ? "+" : "-"));
            told.add(text.toString());
            return answers.size() > 1 ? answers.remove(0) : answers.get(0);
        }

        @Override
        public String target() {
            return "memory";
        }
    }

    private Dispatcher dispatcher(Notifier... notifiers) {
        List<Integration> integrations = new ArrayList<>();
        for (int i = 0; i < notifiers.length; i++) {
            integrations.add(new Integration("team", "fake", i, true, notifiers[i]));
        }
        return dispatcher(integrations);
    }

    private Dispatcher dispatcher(List<Integration> integrations) {
        Mutes mutes = new Mutes(inhibition, silences, Map.of("always", List.of(TimeInterval.ALWAYS)));
        Pipeline.Parts parts =
                new Pipeline.Parts(mutes, records, outbox, acknowledged::contains, "http://us", alert -> "");
        Pipeline made = new Pipeline(integrations, parts, loop, workers, clock, () -> 0.5);
        pipeline = made;
        Route.Builder root = new Route.Builder()
                .receiver("team")
                .grouping(Grouping.NONE)
                .groupWait(Duration.ofSeconds(10))
                .groupInterval(Duration.ofSeconds(60))
                .repeatInterval(Duration.ofSeconds(600))
                .child(new Route.Builder().matchers(Matchers.parse("night=yes")).muteIntervals(List.of("always")));
        return new Dispatcher(root.tree(), loop, clock, Dispatcher.Limits.DEFAULT, acknowledged::contains, made);
    }

    private Alert firing(String... labels) {
        long now = clock.epochMillis();
        return new Alert(Labels.of(labels), Map.of(), 1, Firing.since(now, now));
    }

    private Alert resolved(String... labels) {
        long now = clock.epochMillis();
        return new Alert(Labels.of(labels), Map.of(), 1, new Resolved(START, START, now));
    }

    private void advance(int seconds) {
        loop.advance(Duration.ofSeconds(seconds));
    }

    private Outbox.Entry newest() {
        return outbox.entries().get(0);
    }

    @Test
    void tellsOfWhatIsNewAndOfTheSameOnlyAfterTheRepeatInterval() {
        Dispatcher dispatcher = dispatcher(new Noting("x", Delivery.delivered()));

        dispatcher.accept(firing("a", "1"));
        advance(100);
        dispatcher.accept(firing("a", "2"));
        advance(900);
        dispatcher.accept(resolved("a", "1"));
        advance(30);
        dispatcher.accept(resolved("a", "2"));
        advance(400);

        assertEquals(List.of("10 x 1+", "130 x 1+ 2+", "790 x 1+ 2+", "1030 x 1- 2+", "1090 x 2-"), told);
        assertEquals(Outbox.Status.DELIVERED, newest().status());
        assertEquals(Optional.of(SentRecord.Reason.ALL_RESOLVED), newest().reason());
    }

    @Test
    void triesAgainAfterEverLongerPauses() {
        Dispatcher dispatcher = dispatcher(new Noting(
                "x",
                Delivery.postponed("down"),
                Delivery.postponed("down"),
                Delivery.postponed("down"),
                Delivery.delivered()));

        dispatcher.accept(firing("a", "1"));
        advance(11);

        assertEquals(Outbox.Status.WAITING, newest().status());
        assertEquals(Optional.of("down"), newest().lastError());
        assertEquals(START + 11_250, newest().nextTryMillis().orElseThrow()); // 0.5 s and then 0.75 s later

        advance(5);

        assertEquals(List.of("10 x 1+", "10 x 1+", "11 x 1+", "12 x 1+"), told);
        assertEquals(Outbox.Status.DELIVERED, newest().status());
        assertEquals(4, newest().attempts());
    }

    @Test
    void givesUpWhenTheGroupIsDueAgainAndTellsAnew() {
        Dispatcher dispatcher = dispatcher(new Noting("x", Delivery.postponed("down")));

        dispatcher.accept(firing("a", "1"));
        advance(71);

        assertEquals(Outbox.Status.FAILED, outbox.entries().get(1).status());
        assertEquals(Optional.of("down"), outbox.entries().get(1).lastError());
        assertEquals(Outbox.Status.WAITING, newest().status());
        assertEquals(1, Objects.requireNonNull(pipeline).counts().get(0).failed());
    }

    @Test
    void leavesAReceiverAloneForAsLongAsItWants() {
        Delivery busy = new Delivery.Postponed("busy", Optional.of(Duration.ofSeconds(40)));
        Dispatcher dispatcher = dispatcher(new Noting("x", busy, Delivery.delivered()));

        dispatcher.accept(firing("a", "1"));
        advance(100);

        assertEquals(List.of("10 x 1+", "50 x 1+"), told);
    }

    @Test
    void doesNotTryAgainWhatWasRefusedUntilTheGroupIsDueAgain() {
        Dispatcher dispatcher = dispatcher(new Noting("x", Delivery.refused("no such channel"), Delivery.delivered()));

        dispatcher.accept(firing("a", "1"));
        advance(69);

        assertEquals(List.of("10 x 1+"), told);
        assertEquals(Outbox.Status.FAILED, newest().status());
        assertEquals(Optional.of("no such channel"), newest().lastError());

        advance(1);

        assertEquals(List.of("10 x 1+", "70 x 1+"), told);
    }

    @Test
    void logsEachReasonOnceAnHour() {
        String why = "no channel " + PipelineTest.class.getName();
        Dispatcher dispatcher = dispatcher(
                new Noting("x", Delivery.refused(why), Delivery.delivered()), new Noting("y", Delivery.refused(why)));

        dispatcher.accept(firing("a", "1"));
        advance(1_800);

        assertEquals(
                1,
                RecordedLogs.linesWith("team/fake[0] was not told of alerts: " + why)
                        .size());
        assertEquals(
                1,
                RecordedLogs.linesWith("team/fake[1] was not told of alerts: " + why)
                        .size());

        advance(2_000);

        List<String> lines = RecordedLogs.linesWith("team/fake[1] was not told of alerts: " + why);
        assertEquals(2, lines.size());
        assertTrue(lines.get(1).contains("(59 more failures since the last such line)"), lines.get(1));
    }

    @Test
    void keepsResolvedAlertsUntilEveryIntegrationHeardOfThem() {
        Dispatcher dispatcher = dispatcher(
                new Noting("x", Delivery.delivered()),
                new Noting("y", Delivery.delivered(), Delivery.refused("no"), Delivery.delivered()));

        dispatcher.accept(firing("a", "1"));
        advance(20);
        dispatcher.accept(resolved("a", "1"));
        advance(200);

        assertEquals(List.of("10 x 1+", "10 y 1+", "70 x 1-", "70 y 1-", "130 y 1-"), told);
    }

    @Test
    void oneThatDoesNotAnswerHoldsUpNobodyElse() {
        List<Runnable> stuck = new ArrayList<>();
        workers = work -> {
            if (stuck.isEmpty()) {
                stuck.add(work);
            } else {
                work.run();
            }
        };
        Dispatcher dispatcher =
                dispatcher(new Noting("dead", Delivery.delivered()), new Noting("x", Delivery.delivered()));

        dispatcher.accept(firing("a", "1"));
        advance(20);

        assertEquals(List.of("10 x 1+"), told);

        stuck.get(0).run();
        advance(1);

        assertEquals(List.of("10 x 1+", "20 dead 1+"), told);
    }

    @Test
    void tellsNobodyOfWhatIsInhibitedSilencedOrOutOfHours() {
        Dispatcher dispatcher = dispatcher(new Noting("x", Delivery.delivered()));
        Alert critical = firing("a", "1", "severity", "critical");
        inhibition.observe(critical);
        silences.set(new Silence("", Matchers.parse("a=3"), START, START + 100_000, "me", "known"));

        dispatcher.accept(critical);
        dispatcher.accept(firing("a", "2", "severity", "info"));
        dispatcher.accept(firing("a", "3"));
        dispatcher.accept(firing("a", "4", "night", "yes"));
        advance(60);

        assertEquals(List.of("10 x 1+"), told);

        advance(100); // the silence ends

        assertEquals(List.of("10 x 1+", "130 x 3+ 1+"), told);
    }

    @Test
    void doesNotTellOfResolvedAlertsWhereNobodyWantsThem() {
        Dispatcher dispatcher =
                dispatcher(List.of(new Integration("team", "fake", 0, false, new Noting("x", Delivery.delivered()))));

        dispatcher.accept(firing("a", "1"));
        dispatcher.accept(firing("a", "2"));
        advance(20);
        dispatcher.accept(resolved("a", "1"));
        advance(100);
        dispatcher.accept(resolved("a", "2"));
        advance(100);
        dispatcher.accept(firing("a", "2"));
        advance(100);

        assertEquals(List.of("10 x 1+ 2+", "230 x 2+"), told);
    }

    @Test
    void doesNotRepeatWhatSomebodyLooksAfter() {
        Dispatcher dispatcher = dispatcher(new Noting("x", Delivery.delivered()));

        dispatcher.accept(firing("a", "1"));
        advance(20);
        acknowledged.add(Labels.of("a", "1"));
        advance(2_000);

        assertEquals(List.of("10 x 1+"), told);

        dispatcher.accept(resolved("a", "1"));
        advance(100);

        assertEquals(List.of("10 x 1+", "2050 x 1-"), told);
    }

    @Test
    void aTryTakesAsLongAsItsReceiverMayWantButNoLongerThanTheGroup() {
        List<Duration> given = new ArrayList<>();
        List<Notifier> notifiers = new ArrayList<>();
        for (int seconds : new int[] {30, 45, 900}) {
            notifiers.add(new Notifier() {
                @Override
                public Delivery tell(Notification notification, Deadline deadline) {
                    given.add(deadline.remaining());
                    return Delivery.delivered();
                }

                @Override
                public Duration longestTry() {
                    return Duration.ofSeconds(seconds);
                }

                @Override
                public String target() {
                    return "memory";
                }
            });
        }
        Dispatcher dispatcher = dispatcher(notifiers.toArray(Notifier[]::new));

        dispatcher.accept(firing("a", "1"));
        advance(11);

        assertEquals(List.of(Duration.ofSeconds(30), Duration.ofSeconds(45), Duration.ofSeconds(60)), given);
    }

    @Test
    void aNotifierThatThrowsIsAFailureLikeOthers() {
        Notifier broken = new Notifier() {
            @Override
            public Delivery tell(Notification notification, Deadline deadline) {
                throw new IllegalStateException("bug");
            }

            @Override
            public String target() {
                return "nowhere";
            }
        };
        Dispatcher dispatcher = dispatcher(broken);

        dispatcher.accept(firing("a", "1"));
        advance(20);

        assertEquals(Outbox.Status.FAILED, newest().status());
        assertTrue(newest().lastError().orElseThrow().contains("bug"));
    }

    @Test
    void sendsATestPastMutes() {
        dispatcher(new Noting("x", Delivery.delivered()), new Noting("y", Delivery.refused("no")));

        int asked = Objects.requireNonNull(pipeline).test("team", firing("a", "test"));
        advance(1);

        assertEquals(2, asked);
        assertEquals(List.of("0 x test+", "0 y test+"), told);
        assertEquals(Outbox.Status.FAILED, newest().status());
        assertTrue(newest().reason().isEmpty());
        assertTrue(records.records.isEmpty());
        assertEquals(0, Objects.requireNonNull(pipeline).test("nobody", firing("a", "test")));
    }

    @Test
    void theOutboxForgetsTheOldestButNothingThatWaits() {
        Outbox small = new Outbox(2);
        Integration integration = new Integration("team", "fake", 0, true, new Noting("x", Delivery.delivered()));
        NotificationTexts texts = new NotificationTexts("", alert -> "");
        Notification notification =
                new Notification("{}:{}", texts.data("team", Labels.EMPTY, List.of(firing("a", "1"))), START);

        long first = small.add(integration, notification, Labels.EMPTY, Optional.empty());
        long second = small.add(integration, notification, Labels.EMPTY, Optional.empty());
        small.change(second, Outbox.Status.DELIVERED, 1, Optional.empty(), START, java.util.OptionalLong.empty());
        long third = small.add(integration, notification, Labels.EMPTY, Optional.empty());

        assertEquals(
                List.of(third, first),
                small.entries().stream().map(Outbox.Entry::id).toList());

        long fourth = small.add(integration, notification, Labels.EMPTY, Optional.empty());
        long fifth = small.add(integration, notification, Labels.EMPTY, Optional.empty());
        assertEquals(4, small.entries().size(), "all of them wait");
        for (long id : new long[] {first, third, fourth, fifth}) {
            small.change(id, Outbox.Status.DELIVERED, 1, Optional.empty(), START, java.util.OptionalLong.empty());
        }
        long sixth = small.add(integration, notification, Labels.EMPTY, Optional.empty());

        assertEquals(
                List.of(sixth, fifth),
                small.entries().stream().map(Outbox.Entry::id).toList(),
                "what waited once is forgotten later");
    }

    @Test
    void tellsTheReceiversNameAsAnExpressionAsAlertmanagerDoes() {
        NotificationTexts texts = new NotificationTexts("", alert -> "");

        assertEquals(
                "te\\.am \\[1\\]-x",
                texts.data("te.am [1]-x", Labels.EMPTY, List.of(firing("a", "1")))
                        .receiver());
    }

    @Test
    void tellsInTheWayOfANewConfigurationAndNobodyTwice() {
        List<Runnable> underWay = new ArrayList<>();
        workers = underWay::add;
        Noting old = new Noting("old", Delivery.delivered());
        Noting gone = new Noting("gone", Delivery.postponed("busy"));
        Dispatcher dispatcher = dispatcher(old, gone);
        dispatcher.accept(firing("a", "1"));
        advance(10);

        Mutes mutes = new Mutes(inhibition, silences, Map.of());
        Integration next = new Integration("team", "fake", 0, true, new Noting("new", Delivery.delivered()));
        Objects.requireNonNull(pipeline).replace(List.of(next), mutes, () -> {});
        advance(1);
        underWay.forEach(Runnable::run);
        underWay.clear();
        advance(1);
        workers = Runnable::run;
        advance(60);

        assertEquals(List.of("11 old 1+", "11 gone 1+"), told, "what was told in the old way is not told in the new");
        assertEquals(
                List.of("busy"),
                outbox.entries().stream()
                        .flatMap(entry -> entry.lastError().stream())
                        .distinct()
                        .toList());
    }
}

package dev.monitoring.alerts.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final long START = 1_700_000_000_000L;

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final ManualEventLoop loop = new ManualEventLoop(clock);
    private final List<String> told = new ArrayList<>();
    private final List<DueGroup> open = new ArrayList<>();
    private final Set<Labels> acknowledged = new HashSet<>();
    private boolean answers = true;

    private Dispatcher dispatcher(int groups, int alerts) {
        RouteTree tree = new Route.Builder()
                .receiver("team")
                .grouping(Grouping.by(Set.of("a")))
                .groupWait(Duration.ofSeconds(10))
                .groupInterval(Duration.ofSeconds(60))
                .child(new Route.Builder().receiver("other").matchers(Matchers.parse("b=x")))
                .child(new Route.Builder()
                        .receiver("first")
                        .matchers(Matchers.parse("b=y"))
                        .continues(true))
                .child(new Route.Builder()
                        .receiver("boss")
                        .matchers(Matchers.parse("b=y"))
                        .escalateAfter(Duration.ofSeconds(300)))
                .tree();
        return dispatcher(tree, groups, alerts);
    }

    private Dispatcher dispatcher(RouteTree tree, int groups, int alerts) {
        return new Dispatcher(
                tree, loop, clock, new Dispatcher.Limits(groups, alerts), acknowledged::contains, this::due);
    }

    private void due(DueGroup group) {
        StringBuilder text = new StringBuilder();
        text.append((group.timeMillis() - START) / 1_000)
                .append(' ')
                .append(group.route().receiver());
        for (Alert alert : group.alerts()) {
            text.append(' ').append(alert.labels()).append(alert.state() instanceof Resolved ? "-" : "+");
        }
        told.add(text.toString());
        if (answers) {
            group.done(true);
        } else {
            open.add(group);
        }
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

    @Test
    void waitsForMoreThenTellsAtEveryInterval() {
        Dispatcher dispatcher = dispatcher(10, 10);

        dispatcher.accept(firing("a", "1", "c", "1"));
        advance(5);
        dispatcher.accept(firing("a", "1", "c", "2"));
        dispatcher.accept(firing("a", "1", "b", "x"));
        advance(100);

        assertEquals(
                List.of(
                        "10 team {a=\"1\", c=\"1\"}+ {a=\"1\", c=\"2\"}+",
                        "15 other {a=\"1\", b=\"x\"}+",
                        "70 team {a=\"1\", c=\"1\"}+ {a=\"1\", c=\"2\"}+",
                        "75 other {a=\"1\", b=\"x\"}+"),
                told);
    }

    @Test
    void knowsWhenAGroupIsDueNext() {
        RouteTree tree = tree();
        Dispatcher dispatcher = dispatcher(tree, 10, 10);
        Labels alert = Labels.of("a", "1");
        assertEquals(OptionalLong.empty(), dispatcher.nextDueMillis(tree.root(), alert));

        dispatcher.accept(firing("a", "1"));
        advance(5);
        assertEquals(OptionalLong.of(START + 10_000), dispatcher.nextDueMillis(tree.root(), alert));

        advance(10);
        assertEquals(OptionalLong.of(START + 70_000), dispatcher.nextDueMillis(tree.root(), alert));
    }

    /** All to one receiver, or, with further routes, those with a value of b elsewhere. */
    private static RouteTree tree(String... receiversOfB) {
        Route.Builder root = new Route.Builder()
                .receiver("team")
                .grouping(Grouping.by(Set.of("a")))
                .groupWait(Duration.ofSeconds(10))
                .groupInterval(Duration.ofSeconds(60));
        for (String receiver : receiversOfB) {
            root.child(new Route.Builder().receiver(receiver).matchers(Matchers.parse("b=" + receiver)));
        }
        return root.tree();
    }

    @Test
    void goesOnWithTheMomentsOfGroupsWhoseRouteIsInAnotherTreeToo() {
        Dispatcher dispatcher = dispatcher(tree("gone"), 10, 10);
        dispatcher.accept(firing("a", "1"));
        advance(30);
        dispatcher.accept(firing("a", "2"));
        advance(5);

        dispatcher.replace(tree("new"));
        advance(60);

        assertEquals(
                List.of("10 team {a=\"1\"}+", "40 team {a=\"2\"}+", "70 team {a=\"1\"}+"),
                told,
                "neither waits anew, and neither is told at once");
    }

    @Test
    void movesAlertsToTheRoutesThatTheyTakeInAnotherTree() {
        Dispatcher dispatcher = dispatcher(tree("gone"), 10, 10);
        dispatcher.accept(firing("a", "1", "b", "gone"));
        dispatcher.accept(firing("a", "1", "b", "new"));
        advance(20);

        dispatcher.replace(tree("new"));
        advance(51);

        assertEquals(
                List.of(
                        "10 gone {a=\"1\", b=\"gone\"}+",
                        "10 team {a=\"1\", b=\"new\"}+",
                        "20 new {a=\"1\", b=\"new\"}+",
                        "70 team {a=\"1\", b=\"gone\"}+"),
                told);
        assertEquals(
                2,
                dispatcher.groups().stream()
                        .mapToInt(group -> group.alerts().size())
                        .sum());
    }

    @Test
    void aTellingThatIsUnderWayEndsAsIfNothingHadHappened() {
        Dispatcher dispatcher = dispatcher(tree("gone"), 10, 10);
        answers = false;
        dispatcher.accept(firing("a", "1", "b", "gone"));
        dispatcher.accept(firing("a", "2"));
        advance(10);

        dispatcher.replace(tree());
        advance(1);
        open.forEach(group -> group.done(true));
        advance(60);

        assertEquals(
                List.of("10 gone {a=\"1\", b=\"gone\"}+", "10 team {a=\"2\"}+"), told.subList(0, 2), told.toString());
        assertEquals(2, dispatcher.groups().size());
    }

    @Test
    void tellsAtOnceOfWhatHasFiredForLong() {
        Dispatcher dispatcher = dispatcher(10, 10);

        Alert old = new Alert(Labels.of("a", "1"), Map.of(), 1, Firing.since(START - 11_000, START - 11_000));
        dispatcher.accept(old);
        advance(1);

        assertEquals(List.of("0 team {a=\"1\"}+"), told);
    }

    @Test
    void forgetsResolvedAlertsOnceToldAndTheGroupAfterThat() {
        Dispatcher dispatcher = dispatcher(10, 10);

        dispatcher.accept(firing("a", "1"));
        advance(20);
        dispatcher.accept(resolved("a", "1"));
        advance(200);
        dispatcher.accept(firing("a", "1"));
        advance(9);

        assertEquals(List.of("10 team {a=\"1\"}+", "70 team {a=\"1\"}-"), told);

        advance(1);

        assertEquals("230 team {a=\"1\"}+", told.get(2));
    }

    @Test
    void tellsAgainOfResolvedAlertsWhereTellingFailed() {
        Dispatcher dispatcher = dispatcher(10, 10);
        answers = false;

        dispatcher.accept(firing("a", "1"));
        dispatcher.accept(resolved("a", "1"));
        advance(300);
        assertEquals(List.of("10 team {a=\"1\"}-"), told, "not due again while under way");
        open.get(0).done(false);
        advance(1);

        assertEquals(List.of("10 team {a=\"1\"}-", "300 team {a=\"1\"}-"), told);
    }

    @Test
    void keepsWhatFiredAgainWhileItsResolvedStateWasTold() {
        Dispatcher dispatcher = dispatcher(10, 10);
        answers = false;

        dispatcher.accept(resolved("a", "1"));
        advance(10);
        dispatcher.accept(firing("a", "1"));
        open.get(0).done(true);
        advance(60);

        assertEquals(List.of("10 team {a=\"1\"}-", "70 team {a=\"1\"}+"), told);
    }

    @Test
    void ordersByJobThenInstanceThenLabels() {
        Dispatcher dispatcher = dispatcher(10, 10);

        dispatcher.accept(firing("z", "1"));
        dispatcher.accept(firing("job", "b"));
        dispatcher.accept(firing("job", "a", "instance", "2"));
        dispatcher.accept(firing("job", "a", "instance", "1", "z", "1"));
        dispatcher.accept(firing("job", "a"));
        advance(10);

        assertEquals(
                List.of("10 team {instance=\"1\", job=\"a\", z=\"1\"}+ {instance=\"2\", job=\"a\"}+ {job=\"a\"}+"
                        + " {job=\"b\"}+ {z=\"1\"}+"),
                told);
    }

    @Test
    void dropsAndCountsWhatExceedsItsLimits() {
        Dispatcher dispatcher = dispatcher(2, 3);

        for (int i = 0; i < 4; i++) {
            dispatcher.accept(firing("a", "" + i));
        }
        dispatcher.accept(firing("a", "0", "c", "1"));
        dispatcher.accept(firing("a", "0", "c", "2"));
        dispatcher.accept(resolved("a", "0"));
        advance(10);

        assertEquals(3, dispatcher.dropped());
        assertEquals(List.of("10 team {a=\"0\"}- {a=\"0\", c=\"1\"}+", "10 team {a=\"1\"}+"), told);
    }

    @Test
    void showsItsGroupsWithTheirAlertsInOrder() {
        Dispatcher dispatcher = dispatcher(10, 10);
        dispatcher.accept(firing("a", "1", "job", "z"));
        dispatcher.accept(firing("a", "1", "job", "b"));
        dispatcher.accept(firing("a", "2"));
        advance(1);

        assertEquals(
                List.of("team {a=\"1\"} [{a=\"1\", job=\"b\"}, {a=\"1\", job=\"z\"}]", "team {a=\"2\"} [{a=\"2\"}]"),
                dispatcher.groups().stream()
                        .map(group -> group.route().receiver() + " " + group.labels() + " "
                                + group.alerts().stream().map(Alert::labels).toList())
                        .toList());
    }

    @Test
    void escalatesWhatNobodyLooksAfter() {
        Dispatcher dispatcher = dispatcher(10, 10);

        Alert alert = firing("a", "1", "b", "y");
        dispatcher.accept(alert);
        advance(299);
        assertEquals(0, told.stream().filter(text -> text.contains("boss")).count());
        advance(1);

        assertEquals("300 boss {a=\"1\", b=\"y\"}+", told.get(told.size() - 1));

        dispatcher.accept(resolved("a", "1", "b", "y"));
        advance(100);

        assertEquals(2, told.stream().filter(text -> text.endsWith("}-")).count(), "both levels hear of the end");
    }

    @Test
    void doesNotEscalateWhatSomebodyLooksAfterOrWhatIsOver() {
        Dispatcher dispatcher = dispatcher(10, 10);

        dispatcher.accept(firing("a", "1", "b", "y"));
        dispatcher.accept(firing("a", "2", "b", "y"));
        advance(100);
        acknowledged.add(Labels.of("a", "1", "b", "y"));
        dispatcher.accept(resolved("a", "2", "b", "y"));
        advance(900);

        assertEquals(0, told.stream().filter(text -> text.contains("boss")).count());
    }
}

package dev.monitoring.alerts.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Annotations;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Pending;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.core.time.ManualEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AlertBookTest {
    private static final long START = 1_700_000_000_000L;
    private static final long MINUTE = 60_000;
    private static final Labels LAG = Labels.of("alertname", "Lag");

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final ManualEventLoop loop = new ManualEventLoop(clock);
    private final List<String> told = new ArrayList<>();
    private final AlertBook book = book(AlertBook.Limits.DEFAULT);

    private AlertBook book(AlertBook.Limits limits) {
        return new AlertBook(clock, loop, Duration.ofMinutes(5), limits, this::tell);
    }

    private void tell(Alert alert) {
        told.add((clock.epochMillis() - START) / 1_000 + " " + alert.labels().valueOrEmpty(Alert.NAME)
                + (alert.state() instanceof Resolved ? "-" : "+"));
    }

    private static PostedAlert posted(OptionalLong start, OptionalLong end) {
        return new PostedAlert(LAG, Map.of(), start, end, "");
    }

    private static PostedAlert posted(long start, long end) {
        return posted(OptionalLong.of(start), OptionalLong.of(end));
    }

    private static PostedAlert posted() {
        return posted(OptionalLong.empty(), OptionalLong.empty());
    }

    private static PostedAlert named(String name, String text) {
        return new PostedAlert(
                Labels.of("alertname", name), Map.of("text", text), OptionalLong.empty(), OptionalLong.empty(), "");
    }

    private KnownAlert known() {
        return book.find(LAG).orElseThrow();
    }

    private void evaluated(AlertState state) {
        evaluated(state, "lags");
    }

    private void evaluated(AlertState state, String summary) {
        Alert alert = new Alert(LAG, Map.of("summary", summary), 1, state);
        book.evaluated(List.of(alert), "http://here/rule", clock.epochMillis() + 4 * MINUTE);
    }

    @Test
    void firesFromNowOnAndUntilTheResolveTimeoutUnlessToldOtherwise() {
        book.post(posted());

        assertEquals(START, known().startsAtMillis());
        assertEquals(START + 5 * MINUTE, known().endsAtMillis());
        assertEquals(START, known().updatedAtMillis());
        assertEquals(Firing.since(START, START), known().alert().state());
    }

    @Test
    void startsAtItsEndWhereOnlyThatIsSaid() {
        book.post(posted(OptionalLong.empty(), OptionalLong.of(START - MINUTE)));

        assertEquals(
                new Resolved(START - MINUTE, START - MINUTE, START - MINUTE),
                known().alert().state());
    }

    @Test
    void isOverOnceItsEndPassesWithoutNews() {
        book.post(posted());
        loop.advance(Duration.ofMinutes(4));
        book.post(posted(OptionalLong.of(START), OptionalLong.empty()));
        loop.advance(Duration.ofMinutes(10));

        assertEquals(List.of("0 Lag+", "240 Lag+", "540 Lag-"), told);
        assertEquals(
                new Resolved(START, START, START + 9 * MINUTE), known().alert().state());
    }

    @Test
    void isForgottenAQuarterOfAnHourAfterItsEnd() {
        book.post(posted(START - MINUTE, START));
        loop.advance(Duration.ofMinutes(14));
        assertEquals(1, book.list().size());

        loop.advance(Duration.ofMinutes(2));

        assertEquals(List.of(), book.list());
        assertEquals(List.of("0 Lag-"), told);
    }

    @Test
    void hasFiredSinceTheEarlierStartWhereNewsOverlap() {
        book.post(posted(START - 3 * MINUTE, START + 10 * MINUTE));

        book.post(posted(START - MINUTE, START + 20 * MINUTE));

        assertEquals(START - 3 * MINUTE, known().startsAtMillis());
        assertEquals(START + 20 * MINUTE, known().endsAtMillis());
    }

    @Test
    void keepsALaterEndThatSomebodySaid() {
        book.post(posted(START, START + 10 * MINUTE));

        book.post(posted(START + 1, START + 2 * MINUTE));

        assertEquals(START + 10 * MINUTE, known().endsAtMillis());
    }

    @Test
    void givesUpAnAssumedEndForOneThatSomebodySaid() {
        book.post(posted());

        book.post(posted(START + 1, START + 2 * MINUTE));

        assertEquals(START + 2 * MINUTE, known().endsAtMillis());
    }

    @Test
    void endsEarlierThanSaidWhereItIsToldToBeOver() {
        book.post(posted(START - MINUTE, START + 10 * MINUTE));

        book.post(posted(START - MINUTE, START - 1));

        assertEquals(START - 1, known().endsAtMillis());
        assertEquals(List.of("0 Lag+", "0 Lag-"), told);
    }

    @Test
    void beginsAnewAfterItsEnd() {
        book.post(posted(START - 3 * MINUTE, START - 2 * MINUTE));

        book.post(posted(START - MINUTE, START + MINUTE));

        assertEquals(START - MINUTE, known().startsAtMillis());
    }

    @Test
    void hearsOfOwnAlertsWhenTheyChangeAndOnceAMinute() {
        evaluated(new Pending(START));
        evaluated(Firing.since(START, START));
        for (int i = 0; i < 24; i++) {
            loop.advance(Duration.ofSeconds(5));
            evaluated(Firing.since(START, START), "lags by " + i);
        }
        evaluated(Firing.since(START, START), "lags more");
        assertEquals(
                "lags by 23", known().alert().annotations().get("summary"), "what it said when it was told of last");
        evaluated(new Resolved(START, START, START + 2 * MINUTE));
        evaluated(new Resolved(START, START, START + 2 * MINUTE));

        assertEquals(List.of("0 Lag+", "60 Lag+", "120 Lag+", "120 Lag-"), told);
        assertEquals("http://here/rule", known().generatorUrl());
    }

    @Test
    void leavesTextsUnmadeThatNobodyReads() {
        Annotations texts = Annotations.madeFrom(Annotations.of(Map.of("summary", "{{ $value }}")), () -> {
            throw new AssertionError("nobody asked");
        });
        book.evaluated(List.of(new Alert(LAG, texts, 1, Firing.since(START, START))), "", START + MINUTE);

        loop.advance(Duration.ofMinutes(30));

        assertEquals(List.of("0 Lag+", "60 Lag-"), told);
        assertEquals(List.of(), book.list());
    }

    @Test
    void endsOwnAlertsWhoseRuleIsGone() {
        evaluated(Firing.since(START - MINUTE, START));

        loop.advance(Duration.ofMinutes(5));

        assertEquals(List.of("0 Lag+", "240 Lag-"), told);
        assertEquals(
                new Resolved(START - MINUTE, START, START + 4 * MINUTE),
                known().alert().state());
    }

    @Test
    void refusesWhatIsNoAlert() {
        assertTrue(book.fault(posted(START, START - 1)).orElseThrow().contains("start time must be before"));
        assertTrue(book.fault(posted(OptionalLong.of(START + 10 * MINUTE), OptionalLong.empty()))
                .isPresent());
        PostedAlert bare = new PostedAlert(Labels.EMPTY, Map.of(), OptionalLong.empty(), OptionalLong.empty(), "");
        assertTrue(book.fault(bare).orElseThrow().contains("no labels"));
        assertTrue(book.fault(named("A", "x".repeat(64 << 10))).orElseThrow().contains("at most 65536"));
        assertThrows(IllegalArgumentException.class, () -> book.post(bare));
    }

    @Test
    void keepsItsLimitsAndRoomForOwnAlerts() {
        AlertBook small = book(new AlertBook.Limits(2, 100, 60));
        assertTrue(small.post(named("A", "x")));
        assertTrue(small.post(named("B", "x")));
        assertFalse(small.post(named("C", "x")), "a third");
        assertTrue(small.post(named("A", "y")), "no third");
        assertFalse(small.post(named("A", "y".repeat(40))), "more than 60 characters");
        assertEquals(
                "y",
                small.find(Labels.of("alertname", "A"))
                        .orElseThrow()
                        .alert()
                        .annotations()
                        .get("text"));
        assertEquals(2, small.refused());

        small.evaluated(List.of(new Alert(LAG, Map.of(), 1, Firing.since(START, START))), "", START + MINUTE);

        assertEquals(3, small.list().size());
        loop.advance(Duration.ofMinutes(30));
        assertEquals(List.of(), small.list());
        assertTrue(small.post(named("C", "x")), "there is room again");
    }
}

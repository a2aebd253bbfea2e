package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Pending;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.rule.AlertMemory;
import dev.monitoring.alerts.rule.RuleIdentity;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class JournaledAlertsTest {
    private static final long START = 1_700_000_000_000L;
    private static final RuleIdentity RULE =
            new RuleIdentity("rules.yml", "g", "Down", Map.of("severity", "{{ $labels.s }}"), "up == 0", 1);
    private static final RuleIdentity OTHER = new RuleIdentity("rules.yml", "g", "Down", Map.of(), "up == 0", 0);

    private final ManualClock clock = ManualClock.atEpochMillis(START);
    private final Journal journal = Journal.inMemory(clock);
    private final JournaledAlerts alerts = new JournaledAlerts(journal, clock);

    private static Alert alert(String job, AlertState state) {
        Map<String, String> annotations = Map.of("summary", "\u0000 ü \"{{", "empty", "");
        return new Alert(Labels.of("alertname", "Down", "job", job), annotations, Double.NaN, state);
    }

    private AlertMemory.Remembered recall() {
        return alerts.recall(); // from the journal, as another process would
    }

    @Test
    void recallsEveryStateBitByBit() {
        List<Alert> kept = List.of(
                alert("a", new Pending(START)),
                alert("b", Firing.since(START - 9, START - 3)),
                alert("c", new Firing(START - 9, START - 3, OptionalLong.of(START - 1))),
                alert("d", new Resolved(START - 9, START - 3, START - 2)));
        kept.forEach(alert -> alerts.keep(RULE, alert));
        alerts.keep(OTHER, kept.get(0));

        assertEquals(Map.of(RULE, kept, OTHER, kept.subList(0, 1)), recall().alerts());
    }

    @Test
    void recallsTheLatestStateAndNothingThatIsForgotten() {
        alerts.keep(RULE, alert("a", new Pending(START)));
        alerts.keep(RULE, alert("a", Firing.since(START, START)));
        alerts.keep(RULE, alert("b", new Pending(START)));
        alerts.forget(RULE, alert("b", new Pending(START)).labels());

        assertEquals(Map.of(RULE, List.of(alert("a", Firing.since(START, START)))), recall().alerts());
    }

    @Test
    void keepsAlertsWithoutARuleForADay() {
        Alert alert = alert("a", new Pending(START));
        alerts.keep(RULE, alert);
        alerts.leave(RULE, List.of(alert));
        clock.advance(Duration.ofHours(20));
        alerts.leave(RULE, List.of(alert));

        assertEquals(1, recall().alerts().size());
        clock.advance(Duration.ofHours(5));
        assertEquals(Map.of(), recall().alerts());

        alerts.keep(RULE, alert);
        clock.advance(Duration.ofDays(9));
        assertEquals(1, recall().alerts().size(), "it has its rule again");
    }

    @Test
    void knowsWhenRulesWereEvaluatedLast() {
        assertEquals(OptionalLong.empty(), recall().evaluatedMillis());
        alerts.evaluated(START);
        assertEquals(OptionalLong.empty(), recall().evaluatedMillis(), "nothing depends on it yet");
        alerts.keep(RULE, alert("a", new Pending(START)));
        alerts.evaluated(START + 4_000);
        alerts.evaluated(START + 5_000);
        assertEquals(OptionalLong.of(START + 4_000), recall().evaluatedMillis(), "to some seconds");

        alerts.close();

        assertEquals(OptionalLong.of(START + 5_000), recall().evaluatedMillis());
    }

    @Test
    void leavesOutWhatIsNoAlert() {
        alerts.keep(RULE, alert("a", new Pending(START)));
        journal.put("alert", "torn", new byte[7]);
        journal.put("alert", "later", new byte[] {0, 0, 0, 0, 0, 0, 0, 2});
        journal.put("time", "evaluated", new byte[3]);

        assertEquals(1, recall().alerts().size());
        assertEquals(1, journal.entries("alert").size());
    }
}

package dev.monitoring.alerts.why;

import static dev.monitoring.alerts.why.WatchedRules.rule;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.rule.AlertMemory;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.NoDataPolicy;
import dev.monitoring.alerts.rule.RecordingRule;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.RuleIdentity;
import dev.monitoring.alerts.why.NotificationView.DeliveryStand;
import dev.monitoring.alerts.why.NotificationView.Mute;
import dev.monitoring.alerts.why.NotificationView.RouteStand;
import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people are told, for the usual reasons of an alert that does not fire, or fires unexpectedly. */
class VerdictTest {
    private WatchedRules watched = new WatchedRules();

    @AfterEach
    void close() {
        watched.close();
    }

    private WatchedRules watch(Rule... rules) {
        watched.close();
        watched = new WatchedRules(rules);
        return watched;
    }

    @Test
    void noSuchMetric() {
        watch(rule("redis_upp == 0")).step("redis_up{job=\"redis\"} 0");

        assertEquals(
                "Not firing: no series match `redis_upp`: no series is named redis_upp; did you mean redis_up?",
                watched.verdict());
    }

    @Test
    void labelWithAnotherValue() {
        watch(rule("redis_up{job=\"x\"} == 0")).step("redis_up{job=\"redis\"} 0");

        assertEquals(
                "Not firing: no series match `redis_up{job=\"x\"}`: label job has no value that fits job=\"x\"; it has \"redis\"; there is `redis_up{job=\"redis\"}`.",
                watched.verdict());
    }

    @Test
    void labelMistyped() {
        watch(rule("redis_up{jbo=\"redis\"} == 0")).step("redis_up{job=\"redis\"} 0");

        assertEquals(
                "Not firing: no series match `redis_up{jbo=\"redis\"}`: no such series has a label jbo; did you mean job? There is `redis_up{job=\"redis\"}`.",
                watched.verdict());
    }

    @Test
    void valueBelowTheThreshold() {
        watch(rule("load > 80", 300)).times(3, "load{host=\"a\"} 12", "load{host=\"b\"} 71.5");

        assertEquals(
                "Not firing: `load` of {host=\"b\"} is 71.5 and must be > 80 (off by 8.5); that is the nearest of 2 series.",
                watched.verdict());
    }

    @Test
    void forNotElapsed() {
        watch(rule("load > 80", 300)).step("load 12").times(3, "load 91");

        assertEquals(
                "Pending since 22:13:25, fires at 22:18:25 if it keeps holding. `load` is 91 (> 80).",
                watched.verdict());
    }

    @Test
    void resetByAValue() {
        watch(rule("load > 80", 60)).times(5, "load 91").step("load 79").times(3, "load 91");

        assertEquals(
                "Pending since 22:13:50, fires at 22:14:50 if it keeps holding; the alert before it ended at 22:13:45 after 25s: `load` was 79 and must be > 80 (off by 1). `load` is 91 (> 80).",
                watched.verdict());
    }

    @Test
    void resetByOneMissingSample() {
        watch(rule("rate(requests_total[10s]) > 0", 60));
        watched.step("requests_total 0")
                .step("requests_total 10")
                .step("requests_total 20")
                .step("requests_total 30")
                .step()
                .step("requests_total 50")
                .step("requests_total 60");

        assertEquals(
                "Pending since 22:13:50, fires at 22:14:50 if it keeps holding; the alert before it ended at 22:13:40 after 15s: `requests_total[10s]` has one sample in its window, and rate needs two. `rate(requests_total[10s])` is 2 (> 0).",
                watched.verdict());
    }

    @Test
    void resetBySeriesThatEnded() {
        watch(rule("load > 80", 60)).times(4, "load 91").step("load stale");

        assertEquals(
                "Not firing: no series match `load`: 1 series fit, but all have ended, the last one 0s ago. The last alert ended at 22:13:40 after 20s: the last sample of `load` is from 22:13:35, then the series ended.",
                watched.verdict());
    }

    @Test
    void resetBySeriesThatWentSilent() {
        watch(rule("load > 80", 3600)).times(4, "load 91");
        watched.times(62);

        assertEquals(
                "Not firing: no series match `load`: 1 series fit, but the newest sample of any is 310s old; look at an earlier moment, or at what writes them. The last alert ended at 22:18:35 after 5m15s: the last sample of `load` is from 22:13:35, and samples count for 5m.",
                watched.verdict());
    }

    @Test
    void windowTooShortForRate() {
        watch(rule("rate(requests_total[4s]) > 0")).times(5, "requests_total 5");

        assertEquals(
                "Not firing: `rate(requests_total[4s])` yields nothing: the series has one sample in the window, and rate needs two; make the window at least twice as long as the interval between samples.",
                watched.verdict());
    }

    @Test
    void absentMetricIsThere() {
        watch(rule("absent(up{job=\"db\"})", 60)).times(2, "up{job=\"db\"} 0");

        assertEquals(
                "Not firing: `up{job=\"db\"}` is there (1 series), and `absent(up{job=\"db\"})` waits for it to be missing.",
                watched.verdict());
    }

    @Test
    void firesForWantOfData() {
        watch(rule("absent(up{job=\"db\"})")).times(2, "up{job=\"web\"} 1");

        assertEquals(
                "Firing since 22:13:20; no series match `up{job=\"db\"}`. No routing is configured, so nobody is told.",
                watched.verdict());
    }

    @Test
    void firesByTheNoDataPolicy() {
        watch(rule("load > 80").withNoData(NoDataPolicy.ALERTING))
                .step("load 5")
                .step("load stale");

        assertEquals(
                "Firing since 22:13:25; no selector finds a series, and the rule says no_data: alerting. No routing is configured, so nobody is told.",
                watched.verdict());
    }

    @Test
    void staysByTheNoDataPolicy() {
        watch(rule("load > 80").withNoData(NoDataPolicy.KEEP)).step("load 91").step("load stale");

        assertEquals(
                "Firing since 22:13:20; no selector finds a series, and the rule says no_data: keep. No routing is configured, so nobody is told.",
                watched.verdict());
    }

    @Test
    void staysFromBeforeARestart() {
        AlertRule load = rule("load > 80");
        watched.close();
        watched = new WatchedRules(100, new Remembering(load), load);
        watched.times(2, "other 1");

        assertEquals(
                "Firing since 22:12:20; its condition is not seen to hold, but it is from before the restart, and goes on until the history is long enough to tell, 15m at most. No routing is configured, so nobody is told.",
                watched.verdict());

        watched.times(2, "load 7");

        assertEquals("Not firing: `load` is 7 and must be > 80 (off by 73).", watched.verdict());
    }

    /** One alert of a process that ended half a minute ago. */
    private record Remembering(AlertRule rule) implements AlertMemory {
        @Override
        public Remembered recall() {
            long began = WatchedRules.START - 60_000;
            Alert alert = new Alert(Labels.of("alertname", "A"), Map.of(), 91, Firing.since(began, began));
            RuleIdentity identity = new RuleIdentity("", "g", rule.name(), rule.labels(), rule.expression(), 0);
            return new Remembered(OptionalLong.of(WatchedRules.START - 30_000), Map.of(identity, List.of(alert)));
        }

        @Override
        public void keep(RuleIdentity identity, Alert alert) {}

        @Override
        public void forget(RuleIdentity identity, Labels alert) {}

        @Override
        public void leave(RuleIdentity identity, List<Alert> alerts) {}

        @Override
        public void evaluated(long timeMillis) {}
    }

    @Test
    void groupMissedEvaluations() {
        watch(rule("load > 80", 60)).times(3, "load 91");
        watched.clock.advance(Duration.ofMinutes(3));

        assertEquals(
                "The last evaluation was at 22:13:30, 3m before, though group g is evaluated every 5s. Active alerts: 1.",
                watched.verdict());
    }

    @Test
    void ruleWasNeverEvaluated() {
        watch(rule("load > 80"));

        assertEquals(
                "The rule was not evaluated yet; group g is evaluated every 5s, for the first time at TIME.",
                watched.verdict().replaceAll("at \\d\\d:\\d\\d:\\d\\d", "at TIME"));
    }

    @Test
    void sidesHaveNothingInCommon() {
        watch(rule("errors / on(job) requests > 0.1")).step("errors{job=\"web\"} 5", "requests{job=\"api\"} 10");

        assertEquals(
                "Not firing: left and right of `errors / on (job) requests` have no elements that belong together: left has {job=\"web\"}, right has {job=\"api\"}.",
                watched.verdict());
    }

    @Test
    void evaluationFails() {
        watch(rule("errors / on(job) requests > 0.1"))
                .step("errors{job=\"a\"} 5", "requests{job=\"a\", x=\"1\"} 10", "requests{job=\"a\", x=\"2\"} 10");

        assertEquals(
                "The evaluation at 22:13:20 failed, and alerts stay as they were: found duplicate series for the match group {job=\"a\"} on the right hand-side of the operation: [{__name__=\"requests\", job=\"a\", x=\"1\"}, {__name__=\"requests\", job=\"a\", x=\"2\"}];many-to-many matching not allowed: matching labels must be unique on one side.",
                watched.verdict());
    }

    @Test
    void unlessTakesEverythingAway() {
        watch(rule("load > 80 unless on(host) maintenance")).step("load{host=\"a\"} 91", "maintenance{host=\"a\"} 1");

        assertEquals(
                "Not firing: every element left of unless in `load > 80 unless on (host) maintenance` is on its right, too.",
                watched.verdict());
    }

    @Test
    void ofAlternativesOneThatIsFalseSaysMoreThanOneThatWaits() {
        watch(rule("absent(up{job=\"db\"}) or up{job=\"db\"} == 0")).step("up{job=\"db\"} 1");
        assertEquals("Not firing: `up{job=\"db\"}` of {job=\"db\"} is 1 and must be == 0.", watched.verdict());

        watch(rule("sum(x) > 5 or sum(yy) > 5")).step("x 1", "y 1");
        assertEquals("Not firing: no series match `yy`: no series is named yy.", watched.verdict());
    }

    @Test
    void notANumberIsNotOffByAnything() {
        watch(rule("a / b > 1")).step("a 0", "b 0");

        assertEquals("Not firing: `a / b` is NaN and must be > 1.", watched.verdict());
    }

    @Test
    void firesWhateverTheValue() {
        String verdict =
                "Firing since 22:13:20; the expression yields an element, and no comparison could take it away. No routing is configured, so nobody is told.";
        watch(rule("x > bool 1")).times(2, "x 0");
        assertEquals(verdict, watched.verdict());

        watch(rule("vector(1)")).times(2);
        assertEquals(verdict, watched.verdict());
    }

    @Test
    void limitDropsTheAlerts() {
        watched.engine.replace(
                List.of(new RuleGroup("f", "g", WatchedRules.STEP, Duration.ofSeconds(10), 1, List.of(rule("x > 1")))));
        watched.times(3, "x{i=\"1\"} 5").times(3, "x{i=\"1\"} 5", "x{i=\"2\"} 5");

        assertEquals(
                "The evaluation at 22:13:45 failed: exceeded limit of 1 with 2 alerts; all alerts of the rule are dropped, raise the group's limit or narrow the expression.",
                watched.verdict());
        assertEquals(
                "Evaluated at 22:13:40 as of 22:13:30 (query_offset 10s), every 5s.",
                watched.why(WhyQuestion.of("g", "A").at(WatchedRules.START + 22_000))
                        .rung(Rung.Question.EVALUATED)
                        .sentence());
    }

    @Test
    void beforeAnythingWasEvaluated() {
        watch(rule("load > 80")).times(2, "load 91");

        assertEquals(
                "This process did not evaluate the rule then, and this is what the history says. Not firing: no series match `load`: no series is named load.",
                watched.why(WhyQuestion.of("g", "A").at(WatchedRules.START - 60_000))
                        .verdict());
    }

    @Test
    void labelsCarryTheValue() {
        watch(rule("load > 80", 60).withLabel("now", "{{ $value }}"))
                .step("load 91")
                .step("load 92")
                .step("load 93");

        assertEquals(
                "Pending since 22:13:30, fires at 22:14:30 if it keeps holding; the alert before it ended at 22:13:30 after 5s: label `now` changed from \"92\" to \"93\", which makes it another alert. `load` is 93 (> 80).",
                watched.verdict());
    }

    @Test
    void historyRefusesTheSeriesOfAlerts() {
        watched.close();
        watched = new WatchedRules(
                3, AlertMemory.NONE, rule("load > 80"), rule("load > 90").withLabel("high", "yes"));
        watched.times(2, "load{host=\"a\"} 91", "load{host=\"b\"} 95", "load{host=\"c\"} 7");

        assertEquals(
                "Evaluated at 22:13:25 in 0 ms, every 5s.",
                watched.why().rung(Rung.Question.EVALUATED).sentence());
        assertEquals(
                "Evaluated at 22:13:25 in 0 ms, every 5s. The history refused the series ALERTS of 1 of 2 alerts; raise monitoring.history.max-series-per-family or monitoring.history.max-series.",
                watched.why(WhyQuestion.of("g", "A")
                                .about(Labels.of("high", "yes"))
                                .at(watched.clock.epochMillis() - 5_000))
                        .rung(Rung.Question.EVALUATED)
                        .sentence());
    }

    @Test
    void firesAsItShould() {
        watch(rule("load > 80", 10)).times(5, "load{host=\"a\"} 91", "load{host=\"b\"} 95");

        assertEquals(
                "Firing since 22:13:30; `load` is 91 (> 80). No routing is configured, so nobody is told. That is {host=\"a\"}, one of 2 active alerts.",
                watched.verdict());
    }

    @Test
    void keepsFiringFor() {
        watch(rule("load > 80").keepingFiringFor(Duration.ofMinutes(1)))
                .step("load 91")
                .step("load 7");

        assertEquals(
                "Firing since 22:13:20; the condition has ceased, and `keep_firing_for` keeps it until 22:14:25. No routing is configured, so nobody is told.",
                watched.verdict());
    }

    @Test
    void resolved() {
        watch(rule("load > 80")).times(3, "load 91").times(2, "load 7");

        assertEquals(
                "Not firing: `load` is 7 and must be > 80 (off by 73). The last alert ended at 22:13:35 after 15s: `load` was 7 and must be > 80 (off by 73).",
                watched.verdict());
    }

    @Test
    void silenced() {
        notified(new RouteStand(
                "{}/{team=\"db\"}",
                "db-team",
                OptionalLong.of(WatchedRules.START + 30_000),
                List.of(new Mute(
                        Mute.Kind.SILENCE,
                        "silence 3f2a of ann: disk swap",
                        OptionalLong.of(WatchedRules.START + 3_600_000))),
                List.of()));

        assertEquals(
                "Firing since 22:13:20; `load` is 91 (> 80). Silenced until 23:13:20 by silence 3f2a of ann: disk swap, so nobody is told.",
                watched.verdict());
    }

    @Test
    void inhibited() {
        notified(new RouteStand(
                "{}",
                "ops",
                OptionalLong.empty(),
                List.of(new Mute(Mute.Kind.INHIBITION, "{alertname=\"DatacenterDown\"}", OptionalLong.empty())),
                List.of()));

        assertEquals(
                "Firing since 22:13:20; `load` is 91 (> 80). Inhibited by {alertname=\"DatacenterDown\"}, so nobody is told.",
                watched.verdict());
    }

    @Test
    void mutedByTime() {
        notified(new RouteStand(
                "{}/{severity=\"info\"}",
                "ops",
                OptionalLong.empty(),
                List.of(new Mute(
                        Mute.Kind.TIME_INTERVAL, "time interval nights", OptionalLong.of(WatchedRules.START + 40_000))),
                List.of()));

        assertEquals(
                "Firing since 22:13:20; `load` is 91 (> 80). Muted by time until 22:14:00 by time interval nights, so nobody is told.",
                watched.verdict());
    }

    @Test
    void goesToAnotherReceiver() {
        notified(new RouteStand(
                "{}",
                "default-mail",
                OptionalLong.of(WatchedRules.START + 30_000),
                List.of(),
                List.of(new DeliveryStand("email", WatchedRules.START + 2_000, true, "", OptionalLong.empty()))));

        assertEquals(
                "Firing since 22:13:20; `load` is 91 (> 80). Told default-mail by email at 22:13:22.",
                watched.verdict());
        assertEquals(
                "Goes to default-mail by route {}, due at 22:13:50.",
                watched.why().rung(Rung.Question.ROUTE).sentence());
    }

    @Test
    void deliveryFails() {
        notified(new RouteStand(
                "{}",
                "ops",
                OptionalLong.of(WatchedRules.START + 30_000),
                List.of(),
                List.of(new DeliveryStand(
                        "webhook",
                        WatchedRules.START + 2_000,
                        false,
                        "HTTP 503",
                        OptionalLong.of(WatchedRules.START + 9_000)))));

        assertEquals(
                "Firing since 22:13:20; `load` is 91 (> 80). Telling ops by webhook failed at 22:13:22: HTTP 503; next try at 22:13:29.",
                watched.verdict());
    }

    @Test
    void oneOfTwoDeliveriesFails() {
        notified(new RouteStand(
                "{}",
                "ops",
                OptionalLong.of(WatchedRules.START + 30_000),
                List.of(),
                List.of(
                        new DeliveryStand("slack[0]", WatchedRules.START + 3_000, true, "", OptionalLong.empty()),
                        new DeliveryStand(
                                "email[0]", WatchedRules.START + 2_000, false, "no such user", OptionalLong.empty()),
                        new DeliveryStand(
                                "slack[0]", WatchedRules.START + 1_000, false, "old", OptionalLong.empty()))));

        assertEquals(
                "Firing since 22:13:20; `load` is 91 (> 80). Telling ops by email[0] failed at 22:13:22: no such user; it is not tried again before the group is due.",
                watched.verdict());
    }

    @Test
    void receiverTellsNobody() {
        notified(new RouteStand(
                "{}",
                "null",
                OptionalLong.empty(),
                List.of(new Mute(
                        Mute.Kind.NO_INTEGRATION,
                        "receiver null, which has no way to tell anybody",
                        OptionalLong.empty())),
                List.of()));

        assertEquals(
                "Firing since 22:13:20; `load` is 91 (> 80). Dropped by receiver null, which has no way to tell anybody, so nobody is told.",
                watched.verdict());
    }

    @Test
    void recordingRule() {
        watch(RecordingRule.of("job:load:max", "max by (job) (load)")).step("load 3");
        assertEquals("Records 1 series, the last time at 22:13:20.", watched.verdict());

        watch(RecordingRule.of("job:load:max", "a * on (j) b"))
                .step(
                        "a{j=\"1\", x=\"1\"} 5",
                        "a{j=\"1\", x=\"2\"} 5",
                        "b{j=\"1\", x=\"1\"} 5",
                        "b{j=\"1\", x=\"2\"} 5");
        assertEquals(
                "The evaluation at 22:13:20 failed, and nothing was recorded: found duplicate series",
                watched.verdict().split(" for the match group", -1)[0]);

        watch(RecordingRule.of("job:load:max", "max by (job) (laod)")).step("load 3");
        assertEquals(
                "Records nothing: No series match `laod`: no series is named laod; did you mean load?",
                watched.verdict());
    }

    private void notified(RouteStand stand) {
        watch(rule("load > 80")).step("load 91");
        watched.notifications = new NotificationView() {
            @Override
            public boolean isConfigured() {
                return true;
            }

            @Override
            public List<RouteStand> routes(Alert alert, long timeMillis) {
                return List.of(stand);
            }
        };
    }
}

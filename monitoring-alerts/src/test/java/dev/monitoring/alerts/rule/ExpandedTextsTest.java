package dev.monitoring.alerts.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.ManualClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What alerts say, and what it costs to keep them saying it. */
class ExpandedTextsTest {
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final ManualClock clock = ManualClock.atEpochMillis(1_700_000_000_000L);
    private final RingBufferStore store =
            RingBufferStore.create(StoreConfig.builder().build(), clock);
    private final QueryEngine queries = new QueryEngine(store, clock, QueryConfig.defaults());
    private final RuleEngine engine = new RuleEngine(
            queries,
            store,
            clock,
            new TemplateTexts(queries, clock, QueryOptions.none(), Map.of(), ""),
            (group, rule, time, alerts) -> {},
            QueryOptions.none());

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void sayWhatTheyWouldHaveSaidAtTheirEvaluationWheneverTheyAreRead() {
        rules(AlertRule.of("Full", "used > 90")
                .withAnnotation("used", "{{ $value }}")
                .withAnnotation("at", "{{ now }}")
                .withAnnotation("mean", "{{ with query \"avg(used)\" }}{{ . | first | value }}{{ end }}"));

        step(91);
        Alert first = alert();
        step(95);
        Alert second = alert();
        store.close();

        assertEquals(Map.of("used", "91", "at", "1.700000005e+09", "mean", "91"), first.annotations());
        assertEquals(Map.of("used", "95", "at", "1.70000001e+09", "mean", "95"), second.annotations());
    }

    @Test
    void labelsFollowWhatTheyAreMadeOf() {
        rules(AlertRule.of("Full", "used > 90")
                .withLabel("level", "{{ if gt $value 95.0 }}high{{ else }}low{{ end }}")
                .withLabel("disk", ""));

        step(91);
        assertEquals(Labels.of("alertname", "Full", "host", "a", "level", "low"), alert().labels());
        step(96);

        assertEquals(
                List.of("low inactive", "high firing"),
                alerts().stream()
                        .map(alert -> alert.labels().get("level") + " "
                                + alert.state().word())
                        .toList());
    }

    @Test
    void nameTheRuleWhoseTextCannotBeExpandedAlsoWhereAnotherHasTheSame() {
        rules(
                AlertRule.of("One", "used > 90").withAnnotation("summary", "{{ $labels | nothing }}"),
                AlertRule.of("Other", "used > 90").withAnnotation("summary", "{{ $labels | nothing }}"));

        step(91);

        for (Alert alert : alerts()) {
            String text = alert.annotations().get("summary");
            assertTrue(text.contains("__alert_" + alert.name() + ":"), text);
        }
    }

    @Test
    void costNearlyNothingWhileNobodyReadsThem() {
        rules(AlertRule.of("Full", "used > 90")
                .withLabel("severity", "page")
                .withAnnotation("summary", "{{ $labels.disk }} is {{ $value | humanize }} full")
                .withAnnotation("description", "Clean {{ $labels.disk }} of {{ $labels.host }}."));

        long few = bytesOfAnEvaluation(20);
        long many = bytesOfAnEvaluation(220);

        long bytesOfAnAlert = (many - few) / 200;
        System.out.println("bytes allocated for an alert that stays as it is: " + bytesOfAnAlert);
        assertTrue(bytesOfAnAlert < 600, bytesOfAnAlert + " bytes");
    }

    private long bytesOfAnEvaluation(int disks) {
        long bytes = 0;
        for (int i = 0; i < 40; i++) {
            clock.advance(STEP);
            for (int disk = 0; disk < disks; disk++) {
                append(disk, 91 + i / 10.0, clock.epochMillis());
            }
            long before = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
            evaluate();
            bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        }
        assertEquals(disks, alerts().size());
        return bytes;
    }

    private void rules(Rule... rules) {
        engine.replace(List.of(RuleGroup.of("g", STEP, rules)));
    }

    private void step(double value) {
        clock.advance(STEP);
        append(value, clock.epochMillis());
        evaluate();
    }

    private void evaluate() {
        engine.groups().forEach(group -> engine.evaluate(group, clock.epochMillis(), 0));
    }

    private void append(double value, long timeMillis) {
        append(0, value, timeMillis);
    }

    private void append(int disk, double value, long timeMillis) {
        Labels series = Labels.of("__name__", "used", "disk", "disk-" + disk, "host", "a");
        try (Appender appender = store.append()) {
            appender.append(appender.resolve(series), timeMillis, value);
        }
    }

    private List<Alert> alerts() {
        return engine.status().get(0).rules().stream()
                .flatMap(rule -> rule.alerts().stream())
                .toList();
    }

    private Alert alert() {
        assertEquals(1, alerts().size());
        return alerts().get(0);
    }
}

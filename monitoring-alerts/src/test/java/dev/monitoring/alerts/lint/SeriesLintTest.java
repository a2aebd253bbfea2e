package dev.monitoring.alerts.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.Series;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SeriesLintTest {
    private static final List<Labels> SERIES = List.of(
            Labels.of(Labels.METRIC_NAME, "node_load1", "instance", "a"),
            Labels.of(Labels.METRIC_NAME, "requests_total", "instance", "a", "code", "200"),
            Labels.of(Labels.METRIC_NAME, "wait_seconds_count", "instance", "a"));

    private static final FamilyTypes TYPES = new FamilyTypes(List.of(
            Family.gauge("node_load1", "Load."),
            Family.counter("requests_total", "Requests."),
            Family.histogram("wait_seconds", "Waiting."),
            Family.gauge("both", "A gauge here."),
            Family.counter("both", "A counter there.")));

    @Test
    void tellsFunctionsForCountersOnGaugesAndTheOtherWayRound() {
        assertEquals(
                List.of(
                        "r.yml:5:5: record a:a: expr 1:6: rate(node_load1[5m]): node_load1 is a gauge, and rate takes each fall"
                                + " of it for a restart from zero; use deriv (wrong-type)",
                        "r.yml:7:5: record a:b: expr 1:7: delta(requests_total[5m]): requests_total is a counter, and delta"
                                + " takes a restart of it for a fall; use increase (wrong-type)"),
                told(
                        "record: a:a\nexpr: rate(node_load1[5m])",
                        "record: a:b\nexpr: delta(requests_total[5m])",
                        "record: a:c\nexpr: rate(requests_total[5m]) + deriv(node_load1[5m]) + rate(wait_seconds_count[5m])"));
    }

    @Test
    void takesTheTypeOfNamesWithSeveralForUnknown() {
        assertEquals(java.util.Optional.empty(), TYPES.of("both"));
    }

    @Test
    void tellsSelectorsThatNoSeriesFits() {
        assertEquals(
                List.of(
                        "r.yml:5:5: record a:a: expr 1:1: no series is named node_load2; did you mean node_load1? (no-series)",
                        "r.yml:7:5: record a:b: expr 1:1: no series requests_total has a label cod; did you mean code?"
                                + " (no-series)"),
                told(
                        "record: a:a\nexpr: node_load2 / node_load2{x='y'}",
                        "record: a:b\nexpr: requests_total{cod='200'}",
                        "record: a:c\nexpr: requests_total{code='500', other!='x'}",
                        "record: a:d\nexpr: absent(gone) or ALERTS"));
    }

    @Test
    void tellsTargetsThatThereAreNot() {
        assertEquals(
                List.of(
                        "r.yml:5:5: record a:a: expr 1:1: no series node_load1 has instance=\"b\"; they have a (no-series)",
                        "r.yml:7:5: record a:b: expr 1:1: no series requests_total has instance=~\"b|c\"; they have a"
                                + " (no-series)"),
                told(
                        "record: a:a\nexpr: node_load1{instance='b'}",
                        "record: a:b\nexpr: requests_total{instance=~'b|c'}",
                        "record: a:c\nexpr: node_load1{instance!='b'} + node_load1{instance=~'a.*'}",
                        "record: a:d\nexpr: absent(node_load1{instance='b'})"));
    }

    private static List<String> told(String... rules) {
        RuleLint lint = new RuleLint(Duration.ofSeconds(5), false);
        return new SeriesLint(lint, TYPES, new Names(), 0, 1)
                .of(RuleLintTest.groups(rules)).stream()
                        .map(LintFinding::toString)
                        .toList();
    }

    /** Knows which series there are, and no samples. */
    private static final class Names implements Queryable {
        @Override
        public List<Series> select(List<Matcher> matchers, long startMillis, long endMillis) {
            throw new UnsupportedOperationException("nothing is to be evaluated");
        }

        @Override
        public List<String> labelNames(List<Matcher> matchers, long startMillis, long endMillis) {
            TreeSet<String> names = new TreeSet<>();
            SERIES.stream()
                    .filter(series -> fits(series, matchers))
                    .forEach(series -> series.forEach((name, value) -> names.add(name)));
            return List.copyOf(names);
        }

        @Override
        public List<String> labelValues(String label, List<Matcher> matchers, long startMillis, long endMillis) {
            TreeSet<String> values = new TreeSet<>();
            SERIES.stream()
                    .filter(series -> fits(series, matchers))
                    .forEach(series -> values.add(String.valueOf(series.get(label))));
            return List.copyOf(values);
        }

        private static boolean fits(Labels series, List<Matcher> matchers) {
            return matchers.stream().allMatch(matcher -> matcher.matches(series));
        }
    }
}

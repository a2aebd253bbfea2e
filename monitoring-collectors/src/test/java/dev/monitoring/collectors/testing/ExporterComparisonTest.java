package dev.monitoring.collectors.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExporterComparisonTest {
    private static final String THEIRS = """
            # TYPE go_threads gauge
            go_threads 7
            # TYPE a_total counter
            a_total{job="x",kind="one",empty=""} 100
            a_total{kind="two"} 200
            # TYPE b gauge
            b 1
            # TYPE c_seconds histogram
            c_seconds_bucket{le="1"} 1
            c_seconds_bucket{le="+Inf"} 2
            c_seconds_sum 3
            c_seconds_count 2
            """;

    @Test
    void findsNoDifferenceToTheSamePage() {
        ComparisonReport report = ExporterComparison.of("same").compare(THEIRS, THEIRS);

        report.requireMusts()
                .requireFamilies(1)
                .requireTypesAndLabels()
                .requireSeries(1)
                .requireValues(1);
        assertEquals(1, report.shareOfFamilies());
        assertTrue(report.toString().contains("families covered         3/3 (100.0%)"), report::toString);
    }

    @Test
    void namesMissingFamiliesWithTheirReasons() {
        String ours = THEIRS.replace("# TYPE b gauge\nb 1\n", "");

        ComparisonReport report =
                ExporterComparison.of("less").lacking("b", "of no use").compare(THEIRS, ours);

        assertEquals(Map.of("b", "of no use"), report.missing());
        report.requireFamilies(0.6);
        assertThrows(AssertionError.class, () -> report.requireFamilies(0.7));
    }

    @Test
    void refusesMissingFamiliesWithoutReason() {
        ComparisonReport report = ExporterComparison.of("less").compare(THEIRS, THEIRS.replace("b 1", ""));

        assertThrows(AssertionError.class, () -> report.requireFamilies(0.1));
    }

    @Test
    void refusesOtherTypesAndLabelNames() {
        String otherType = THEIRS.replace("b gauge", "b untyped");
        String otherLabel = THEIRS.replace("kind=\"two\"", "sort=\"two\"");

        assertThrows(AssertionError.class, () -> compared(otherType).requireTypesAndLabels());
        assertThrows(AssertionError.class, () -> compared(otherLabel).requireTypesAndLabels());
        compared(THEIRS.replace("empty=\"\"", "job=\"y\"").replace("job=\"x\",", ""))
                .requireTypesAndLabels();
    }

    @Test
    void refusesSeriesThatAreNotThere() {
        ComparisonReport report = compared(THEIRS.replace("a_total{kind=\"two\"} 200\n", ""));

        report.requireFamilies(1).requireSeries(0.8);
        assertThrows(AssertionError.class, () -> report.requireSeries(0.9));
        ExporterComparison.of("less")
                .lackingSeries("a_total\\{kind=\"two\"", "of no use")
                .compare(THEIRS, THEIRS.replace("a_total{kind=\"two\"} 200\n", ""))
                .requireSeries(1);
    }

    @Test
    void takesValuesWithinTheTolerance() {
        compared(THEIRS.replace(" 200", " 209")).requireValues(1);
        assertThrows(
                AssertionError.class,
                () -> compared(THEIRS.replace(" 200", " 212")).requireValues(1));
        ExporterComparison.of("moving")
                .moving("a_total", "it moves")
                .compare(THEIRS, THEIRS.replace(" 200", " 900"))
                .requireValues(1);
    }

    @Test
    void takesValuesBetweenTheirsBeforeAndAfter() throws Exception {
        Iterator<String> theirs =
                List.of(THEIRS, THEIRS.replace(" 200", " 400")).iterator();

        ExporterComparison.of("live")
                .compare(theirs::next, () -> THEIRS.replace(" 200", " 310"))
                .requireValues(1);
    }

    @Test
    void triesAgainWhereValuesMoveTooMuch() throws Exception {
        Iterator<String> ours = List.of(THEIRS.replace(" 200", " 900"), THEIRS).iterator();

        ExporterComparison.of("live").compare(() -> THEIRS, ours::next).requireValues(1);
    }

    @Test
    void readsTheListsOfMusts() {
        Set<String> musts = MustFamilies.named("redis"); // empty where nothing is recorded beside the repository
        assertTrue(musts.isEmpty() || musts.contains("redis_up"), musts::toString);
        assertTrue(MustFamilies.has(Set.of("c_seconds"), "c_seconds_count"));
        if (!musts.isEmpty()) {
            ComparisonReport report = ExporterComparison.of("musts")
                    .musts("redis")
                    .compare("# TYPE redis_up gauge\nredis_up 1\n", THEIRS);
            assertThrows(AssertionError.class, report::requireMusts);
        }
    }

    private static ComparisonReport compared(String ours) {
        return ExporterComparison.of("test").compare(THEIRS, ours);
    }
}

package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.ValueType;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.series.MemorySeries;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.time.ManualClock;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final long NOW = 3_600_000;

    private final MemorySeries data = new MemorySeries();
    private final QueryEngine engine = new QueryEngine(data, ManualClock.atEpochMillis(NOW), QueryConfig.defaults());

    private void add(String name, double value, String... labels) {
        data.add(Labels.of("__name__", name).withAll(Labels.of(labels)), NOW, value);
    }

    private ExplainedPart explain(String query) {
        return engine.explain(query, NOW).root();
    }

    @Test
    void showsEachPartWithTextPositionTypeAndValue() {
        add("requests_total", 4, "path", "/a");
        add("requests_total", 2, "path", "/b");

        ExplainedPart root = explain("sum(requests_total) > 5");

        assertEquals("sum(requests_total) > 5", root.text());
        assertEquals(ValueType.VECTOR, root.type());
        assertEquals(1, root.seriesCount());
        ExplainedPart sum = root.parts().get(0);
        assertEquals("1:1", sum.position().toString());
        assertEquals(1, sum.seriesCount());
        assertEquals(
                6, ((VectorValue) sum.value().orElseThrow()).samples().get(0).value());
        assertEquals(2, sum.parts().get(0).seriesCount());
        assertEquals(ValueType.SCALAR, root.parts().get(1).type());
    }

    @Test
    void showsWhichElementsOfTwoVectorsDoNotMeet() {
        add("errors", 1, "job", "api", "code", "500");
        add("errors", 1, "job", "web", "code", "500");
        add("requests", 10, "job", "api");
        add("requests", 10, "job", "db");

        MatchReport match = explain("errors / on(job) requests").match().orElseThrow();

        assertEquals(1, match.matchedCount());
        assertEquals(List.of(Labels.of("job", "web")), match.leftOnly());
        assertEquals(List.of(Labels.of("job", "db")), match.rightOnly());
    }

    @Test
    void keysWithoutOnAreAllLabelsButTheIgnoredAndTheName() {
        add("errors", 1, "job", "api", "code", "500");
        add("requests", 10, "job", "api");

        MatchReport unmatched = explain("errors / requests").match().orElseThrow();
        MatchReport matched =
                explain("errors / ignoring(code) requests").match().orElseThrow();

        assertEquals(List.of(Labels.of("code", "500", "job", "api")), unmatched.leftOnly());
        assertEquals(1, matched.matchedCount());
        assertEquals(0, matched.leftOnlyCount());
    }

    @Test
    void explainsFailuresWhereTheyHappen() {
        add("l", 1, "a", "1", "b", "1");
        add("l", 1, "a", "1", "b", "2");
        add("r", 1, "a", "1");

        ExplainedPart root = explain("sum(l + on(a) r)");

        assertTrue(root.fault().orElseThrow().contains("many-to-one matching must be explicit"));
        assertTrue(root.parts().get(0).fault().isPresent());
        assertEquals(2, root.parts().get(0).parts().get(0).seriesCount());
        assertTrue(root.value().isEmpty());
    }

    private List<String> hints(String query) {
        return explain(query).hints();
    }

    @Test
    void namesTheMetricThatWasMeant() {
        add("http_requests_total", 1);

        assertEquals(
                List.of("no series is named http_request_total; did you mean http_requests_total?"),
                hints("http_request_total"));
        assertEquals(
                List.of("no series is named something_else"),
                hints("rate(something_else[5m])").isEmpty()
                        ? explain("rate(something_else[5m])").parts().get(0).hints()
                        : List.of());
    }

    @Test
    void namesTheLabelAndTheValueThatWereMeant() {
        add("up", 1, "instance", "node-1", "job", "node");

        assertEquals(
                List.of("no such series has a label instnace; did you mean instance?"),
                hints("up{instnace=\"node-1\"}"));
        assertEquals(
                List.of("label job has no value that fits job=\"nod\"; did you mean \"node\"?"),
                hints("up{job=\"nod\"}"));
        assertEquals(
                List.of("label job has no value that fits job=~\"api.*\"; it has \"node\""),
                hints("up{job=~\"api.*\"}"));
    }

    @Test
    void saysThatConditionsDoNotGoTogether() {
        add("up", 1, "instance", "a", "job", "x");
        add("up", 1, "instance", "b", "job", "y");

        assertEquals(
                List.of("each condition holds for some series, but no series fulfils them all"),
                hints("up{instance=\"a\", job=\"y\"}"));
    }

    @Test
    void saysHowLongAgoSeriesEnded() {
        data.add(Labels.of("__name__", "old"), NOW - 600_000, 1);
        data.add(Labels.of("__name__", "gone"), NOW - 60_000, StaleMarker.VALUE);

        assertTrue(
                hints("old").get(0).contains("the newest sample of any is 600s old"),
                hints("old").toString());
        assertEquals(List.of("1 series fit, but all have ended, the last one 60s ago"), hints("gone"));
    }

    @Test
    void saysThatSeriesBeganAfterTheMomentThatAnOffsetLooksAt() {
        data.add(Labels.of("__name__", "young"), NOW - 45_000, 1);
        data.add(Labels.of("__name__", "young"), NOW, 1);
        data.add(Labels.of("__name__", "old"), NOW - 1_000_000, 1);

        assertEquals(
                List.of("1 series fit, but the oldest sample of any is 45s old, and the selector looks 600s back"),
                hints("young offset 10m"));
        assertEquals(
                List.of(
                        "1 series fit, but the newest sample of any is 400s old at the moment looked at; look at an earlier"
                                + " moment, or at what writes them"),
                hints("old offset 10m"));
        assertEquals(List.of(), hints("old offset 15m"));
    }

    @Test
    void showsTheFirstElementsOnly() {
        for (int i = 0; i < 50; i++) {
            add("many", i, "i", "" + i);
        }

        ExplainedPart part = explain("many");

        assertEquals(50, part.seriesCount());
        assertEquals(20, ((VectorValue) part.value().orElseThrow()).samples().size());
    }

    @Test
    void showsTheNewestSamplesOfWindowsAndHowManyThereAre() {
        data.addEvery(Labels.of("__name__", "x"), NOW - 99_000, 1_000, new double[100]);

        ExplainedPart part = explain("x[5m]");

        assertEquals(1, part.seriesCount());
        assertEquals(100, part.sampleCount());
        MatrixSeries shown = ((MatrixValue) part.value().orElseThrow()).series().get(0);
        assertEquals(60, shown.size());
        assertEquals(NOW, shown.timestamps()[59]);
    }

    @Test
    void saysWhereAWindowIsTooShort() {
        add("x_total", 1);

        assertEquals(
                List.of("the series has one sample in the window, and rate needs two; make the window at least twice as"
                        + " long as the interval between samples"),
                hints("rate(x_total[1m])"));
    }

    @Test
    void hasTheAnnotationsOfTheWhole() {
        data.addEvery(Labels.of("__name__", "x"), NOW - 60_000, 60_000, 1, 2);

        assertEquals(1, engine.explain("rate(x[5m])", NOW).annotations().size());
    }

    @Test
    void computesEachPartOnce() {
        add("x", 1);
        add("y", 1);
        int[] selects = new int[1];
        Queryable counting = new CountingSeries(data, selects);
        QueryEngine counted = new QueryEngine(counting, ManualClock.atEpochMillis(NOW), QueryConfig.defaults());

        counted.explain("x + y", NOW);

        assertEquals(4, selects[0], "each selector by itself, and both once more for the sum");
    }

    /** Counts how often series are selected. */
    private record CountingSeries(Queryable series, int[] selects) implements Queryable {
        @Override
        public List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis) {
            selects[0]++;
            return series.select(matchers, minMillis, maxMillis);
        }

        @Override
        public List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis) {
            return series.labelNames(matchers, minMillis, maxMillis);
        }

        @Override
        public List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis) {
            return series.labelValues(name, matchers, minMillis, maxMillis);
        }
    }

    @Test
    void stopsForACallerWhoHasGone() {
        add("up", 1);

        assertThrows(
                QueryException.class,
                () -> engine.explain("up", NOW, QueryOptions.none().withCancellation(() -> true)));
    }

    @Test
    void explainsLongChainsInPart() {
        add("x", 1);

        Explanation explanation = engine.explain("x" + " + x".repeat(300), NOW);

        assertEquals(1, explanation.root().seriesCount());
        assertFalse(explanation.isComplete());
        assertTrue(engine.explain("x + x", NOW).isComplete());
    }
}

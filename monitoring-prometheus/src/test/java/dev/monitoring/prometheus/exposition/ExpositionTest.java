package dev.monitoring.prometheus.exposition;

import static dev.monitoring.prometheus.exposition.ExpositionFormat.OPENMETRICS;
import static dev.monitoring.prometheus.exposition.ExpositionFormat.TEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SourceFeed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The pages of all targets and of one: what is on them, and what in which family. */
class ExpositionTest {
    private final Registry registry = new Registry();
    private final Exposition exposition = new Exposition(registry::sources);

    @Test
    void writesEachFamilyWithHelpTypeAndTheTargetsLabels() {
        SampleSet.of(new Target("redis", "cache:6379", Labels.of("namespace", "shop")))
                .family(Family.gauge("redis_up", "Whether it answers."))
                .sample(1)
                .family(Family.counter("redis_commands_total", "Commands by name."))
                .sample(12, "cmd", "get")
                .sample(0.5, "cmd", "set")
                .publish(registry, "redis");

        assertEquals("""
                # HELP redis_commands_total Commands by name.
                # TYPE redis_commands_total counter
                redis_commands_total{cmd="get",instance="cache:6379",job="redis",namespace="shop"} 12
                redis_commands_total{cmd="set",instance="cache:6379",job="redis",namespace="shop"} 0.5
                # HELP redis_up Whether it answers.
                # TYPE redis_up gauge
                redis_up{instance="cache:6379",job="redis",namespace="shop"} 1
                """, page(TEXT));
    }

    @Test
    void writesOneTargetAsItsExporterWould() throws IOException {
        SourceFeed feed = SampleSet.of("redis", "cache:6379")
                .family(Family.gauge("up", "Whether it could be collected."))
                .sample(1)
                .sample(0, "job", "passed-on")
                .family(Family.gauge("scrape_duration_seconds", "How long."))
                .sample(1, "collector", "redis")
                .family(Family.gauge("redis_up", "Whether it answers."))
                .sample(1)
                .family(Family.gauge("redis_db_keys", "Keys."))
                .sample(3, "db", "db0")
                .publish(registry, "redis");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        exposition.write(feed.source(), TEXT, out);

        assertEquals("""
                # HELP redis_db_keys Keys.
                # TYPE redis_db_keys gauge
                redis_db_keys{db="db0"} 3
                # HELP redis_up Whether it answers.
                # TYPE redis_up gauge
                redis_up 1
                # HELP up Whether it could be collected.
                # TYPE up gauge
                up{job="passed-on"} 0
                """, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void writesAFamilyOfTwoTargetsOnce() {
        SampleSet.of("node", "a")
                .family(Family.gauge("node_load1", ""))
                .sample(0.1)
                .publish(registry, "system");
        SampleSet.of("node", "b")
                .family(Family.gauge("node_load1", "Load."))
                .sample(0.2)
                .publish(registry, "system");

        assertEquals("""
                # HELP node_load1 Load.
                # TYPE node_load1 gauge
                node_load1{instance="a",job="node"} 0.1
                node_load1{instance="b",job="node"} 0.2
                """, page(TEXT));
    }

    @Test
    void showsAFamilyWhoseTypesDifferAsUntyped() {
        SampleSet.of("redis", "old")
                .family(Family.gauge("hits", "Hits."))
                .sample(1)
                .publish(registry, "redis");
        SampleSet.of("redis", "new")
                .family(Family.counter("hits", "Hits."))
                .sample(2)
                .publish(registry, "redis");

        assertEquals("""
                # HELP hits Hits.
                # TYPE hits untyped
                hits{instance="old",job="redis"} 1
                hits{instance="new",job="redis"} 2
                """, page(TEXT));
        assertEquals("""
                # HELP hits Hits.
                # TYPE hits unknown
                hits{instance="old",job="redis"} 1
                hits{instance="new",job="redis"} 2
                # EOF
                """, page(OPENMETRICS));
    }

    @Test
    void keepsTheTypeOnThePageOfOneTargetWhereOthersDisagree() throws IOException {
        SourceFeed old = SampleSet.of("redis", "old")
                .family(Family.gauge("hits", "Hits."))
                .sample(1)
                .publish(registry, "redis");
        SampleSet.of("redis", "new")
                .family(Family.counter("hits", "Hits."))
                .sample(2)
                .publish(registry, "redis");
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        exposition.write(old.source(), TEXT, out);

        assertEquals("# HELP hits Hits.\n# TYPE hits gauge\nhits 1\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void showsASeriesThatTwoTargetsClaimOnce() {
        SampleSet.of("app", "a").family(Family.gauge("x", "X.")).sample(1).publish(registry, "first");
        SampleSet.of("app", "a").family(Family.gauge("x", "X.")).sample(2).publish(registry, "second");

        assertEquals("# HELP x X.\n# TYPE x gauge\nx{instance=\"a\",job=\"app\"} 1\n", page(TEXT));
    }

    @Test
    void keepsALabelThatTheTargetHidesAsExported() {
        SampleSet.of("app", "a")
                .family(Family.gauge("x", "X."))
                .sample(1, "job", "batch")
                .publish(registry, "first");

        assertEquals(
                "# HELP x X.\n# TYPE x gauge\nx{exported_job=\"batch\",instance=\"a\",job=\"app\"} 1\n", page(TEXT));
    }

    @Test
    void saysWhereAFamilyWithoutHelpComesFrom() {
        SampleSet.of("app", "a").family(Family.gauge("x", "")).sample(1).publish(registry, "scrape");

        assertTrue(page(TEXT).startsWith("# HELP x Collected by scrape, where it comes without a description.\n"));
    }

    @Test
    void leavesOutWhatHasNoValue() {
        SampleSet.of("app", "a")
                .family(Family.gauge("some", "S."))
                .sample(1, "n", "1")
                .absent("n", "2")
                .sample(StaleMarker.VALUE, "n", "3")
                .family(Family.gauge("none", "N."))
                .absent()
                .publish(registry, "c");

        assertEquals("# HELP some S.\n# TYPE some gauge\nsome{instance=\"a\",job=\"app\",n=\"1\"} 1\n", page(TEXT));
    }

    @Test
    void leavesOutTargetsThatNeverDelivered() {
        registry.add("redis", Target.of("redis", "r"));
        SampleSet.of("app", "a").family(Family.gauge("x", "X.")).sample(1).publish(registry, "c");

        assertEquals("# HELP x X.\n# TYPE x gauge\nx{instance=\"a\",job=\"app\"} 1\n", page(TEXT));
    }

    @Test
    void writesAnEmptyPageWithoutTargets() {
        assertEquals("", page(TEXT));
        assertEquals("# EOF\n", page(OPENMETRICS));
    }

    @Test
    void escapesHelpAndLabelValues() {
        SampleSet.of("app", "a")
                .family(Family.gauge("x", "two\nlines, a \\ and \"quotes\""))
                .sample(1, "v", "line\nfeed \"quoted\" back\\slash \u001b[31mred é \uD83D\uDE00")
                .publish(registry, "c");

        String labels =
                "{instance=\"a\",job=\"app\",v=\"line\\nfeed \\\"quoted\\\" back\\\\slash \u001b[31mred é \uD83D\uDE00\"}";
        assertEquals("# HELP x two\\nlines, a \\\\ and \"quotes\"\n# TYPE x gauge\nx" + labels + " 1\n", page(TEXT));
        assertEquals(
                "# HELP x two\\nlines, a \\\\ and \\\"quotes\\\"\n# TYPE x gauge\nx" + labels + " 1\n# EOF\n",
                page(OPENMETRICS));
    }

    @Test
    void writesSpecialValues() {
        SampleSet.of("app", "a")
                .family(Family.gauge("x", "X."))
                .sample(Double.NaN, "v", "1")
                .sample(Double.POSITIVE_INFINITY, "v", "2")
                .sample(Double.NEGATIVE_INFINITY, "v", "3")
                .sample(-1.5e300, "v", "4")
                .publish(registry, "c");

        assertEquals("""
                # HELP x X.
                # TYPE x gauge
                x{instance="a",job="app",v="1"} NaN
                x{instance="a",job="app",v="2"} +Inf
                x{instance="a",job="app",v="3"} -Inf
                x{instance="a",job="app",v="4"} -1.5e+300
                """, page(TEXT));
    }

    @Test
    void writesTimesThatSamplesBrought() {
        SampleSet.of("app", "a")
                .family(Family.gauge("x", "X."))
                .at(1_700_000_000_120L, "", 1, "v", "1")
                .at(-1_500, "", 2, "v", "2")
                .at(0, "", 3, "v", "3")
                .sample(4, "v", "4")
                .publish(registry, "c");

        assertTrue(page(TEXT).contains("v=\"1\"} 1 1700000000120\n"));
        assertTrue(page(TEXT).contains("v=\"2\"} 2 -1500\n"));
        assertTrue(page(TEXT).contains("v=\"3\"} 3 0\n"));
        assertTrue(page(TEXT).contains("v=\"4\"} 4\n"));
        assertTrue(page(OPENMETRICS).contains("v=\"1\"} 1 1700000000.12\n"));
        assertTrue(page(OPENMETRICS).contains("v=\"2\"} 2 -1.5\n"));
        assertTrue(page(OPENMETRICS).contains("v=\"3\"} 3 0\n"));
    }

    private String page(ExpositionFormat format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            exposition.write(format, out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}

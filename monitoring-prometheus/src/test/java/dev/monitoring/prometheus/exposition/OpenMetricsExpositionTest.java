package dev.monitoring.prometheus.exposition;

import static dev.monitoring.prometheus.exposition.ExpositionFormat.OPENMETRICS;
import static dev.monitoring.prometheus.exposition.ExpositionFormat.TEXT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.registry.Registry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Where the two formats differ: names, types, units, and the order of a metric's samples. */
class OpenMetricsExpositionTest {
    private final Registry registry = new Registry();
    private final Exposition exposition = new Exposition(registry::sources);

    @Test
    void namesCountersAndInfosInOpenMetricsWithoutTheirSuffix() {
        SampleSet.of("app", "a")
                .family(Family.counter("requests_total", "R."))
                .sample(3)
                .family(Family.info("build_info", "B."))
                .sample(1, "version", "1")
                .publish(registry, "c");

        assertEquals("""
                # HELP build B.
                # TYPE build info
                build_info{instance="a",job="app",version="1"} 1
                # HELP requests R.
                # TYPE requests counter
                requests_total{instance="a",job="app"} 3
                # EOF
                """, page(OPENMETRICS));
    }

    @Test
    void showsCountersWithoutSuffixAsUnknownInOpenMetrics() {
        SampleSet.of("app", "a")
                .family(Family.counter("pg_commits", "C."))
                .sample(3)
                .publish(registry, "c");

        assertEquals(
                "# HELP pg_commits C.\n# TYPE pg_commits unknown\npg_commits{instance=\"a\",job=\"app\"} 3\n# EOF\n",
                page(OPENMETRICS));
        assertTrue(page(TEXT).contains("# TYPE pg_commits counter\n"));
    }

    @Test
    void showsCountersThatAreNegativeOrNaNAsUnknownInOpenMetrics() {
        SampleSet.of("app", "a")
                .family(Family.counter("a_total", "A."))
                .sample(-1)
                .family(Family.counter("b_total", "B."))
                .sample(Double.NaN)
                .family(Family.info("c_info", "C."))
                .sample(2)
                .family(new Family("d", MetricType.STATE_SET, "", "D."))
                .sample(0.5, "d", "on")
                .publish(registry, "c");

        assertEquals("""
                # HELP a_total A.
                # TYPE a_total unknown
                a_total{instance="a",job="app"} -1
                # HELP b_total B.
                # TYPE b_total unknown
                b_total{instance="a",job="app"} NaN
                # HELP c_info C.
                # TYPE c_info unknown
                c_info{instance="a",job="app"} 2
                # HELP d D.
                # TYPE d unknown
                d{d="on",instance="a",job="app"} 0.5
                # EOF
                """, page(OPENMETRICS));
    }

    @Test
    void keepsNamesApartThatWouldClashInOpenMetrics() {
        SampleSet.of("app", "a")
                .family(Family.gauge("jobs", "Gauge."))
                .sample(1)
                .family(Family.counter("jobs_total", "Counter."))
                .sample(2)
                .publish(registry, "c");

        assertEquals("""
                # HELP jobs Gauge.
                # TYPE jobs gauge
                jobs{instance="a",job="app"} 1
                # HELP jobs_total Counter.
                # TYPE jobs_total unknown
                jobs_total{instance="a",job="app"} 2
                # EOF
                """, page(OPENMETRICS));
    }

    @Test
    void takesAHistogramApartWhoseCountAnotherFamilyHas() {
        SampleSet.of("app", "a")
                .family(Family.histogram("h", "H."))
                .part("_bucket", 1, "le", "+Inf")
                .part("_sum", 2)
                .part("_count", 1)
                .publish(registry, "c");
        SampleSet.of("app", "b")
                .family(Family.gauge("h_count", "Gauge."))
                .sample(7)
                .publish(registry, "c");

        assertEquals("""
                # HELP h_bucket H.
                # TYPE h_bucket untyped
                h_bucket{instance="a",job="app",le="+Inf"} 1
                # HELP h_count H.
                # TYPE h_count untyped
                h_count{instance="a",job="app"} 1
                h_count{instance="b",job="app"} 7
                # HELP h_sum H.
                # TYPE h_sum untyped
                h_sum{instance="a",job="app"} 2
                """, page(TEXT));
    }

    @Test
    void writesHistogramsAndSummariesWithCanonicalBoundsInOpenMetrics() {
        SampleSet.of("app", "a")
                .family(Family.histogram("h_seconds", "H.").in("seconds"))
                .part("_bucket", 1, "le", "0.005")
                .part("_bucket", 2, "le", "1")
                .part("_bucket", 2, "le", "1000000")
                .part("_bucket", 3, "le", "+Inf")
                .part("_sum", 4.5)
                .part("_count", 3)
                .family(Family.summary("s", "S.").in("seconds"))
                .sample(0.1, "quantile", "0")
                .sample(0.9, "quantile", "1")
                .part("_sum", 4.5)
                .part("_count", 3)
                .publish(registry, "c");

        assertEquals("""
                # HELP h_seconds H.
                # TYPE h_seconds histogram
                # UNIT h_seconds seconds
                h_seconds_bucket{instance="a",job="app",le="0.005"} 1
                h_seconds_bucket{instance="a",job="app",le="1.0"} 2
                h_seconds_bucket{instance="a",job="app",le="1e+06"} 2
                h_seconds_bucket{instance="a",job="app",le="+Inf"} 3
                h_seconds_sum{instance="a",job="app"} 4.5
                h_seconds_count{instance="a",job="app"} 3
                # HELP s S.
                # TYPE s summary
                s{instance="a",job="app",quantile="0.0"} 0.1
                s{instance="a",job="app",quantile="1.0"} 0.9
                s_sum{instance="a",job="app"} 4.5
                s_count{instance="a",job="app"} 3
                # EOF
                """, page(OPENMETRICS));
        assertTrue(page(TEXT).contains("le=\"1\"} 2\n"));
    }

    @Test
    void putsTheSamplesOfEachMetricTogether() {
        SampleSet.of("app", "a")
                .family(Family.histogram("h", "H."))
                .part("_count", 3, "p", "x")
                .part("_bucket", 3, "p", "x", "le", "+Inf")
                .part("_bucket", 2, "p", "y", "le", "+Inf")
                .part("_sum", 5, "p", "x")
                .part("_bucket", 1, "p", "x", "le", "2")
                .part("_bucket", 0, "p", "x", "le", "0.5")
                .part("_count", 2, "p", "y")
                .part("_sum", 1.5, "p", "y")
                .publish(registry, "c");

        assertEquals("""
                # HELP h H.
                # TYPE h histogram
                h_bucket{instance="a",job="app",le="0.5",p="x"} 0
                h_bucket{instance="a",job="app",le="2.0",p="x"} 1
                h_bucket{instance="a",job="app",le="+Inf",p="x"} 3
                h_sum{instance="a",job="app",p="x"} 5
                h_count{instance="a",job="app",p="x"} 3
                h_bucket{instance="a",job="app",le="+Inf",p="y"} 2
                h_sum{instance="a",job="app",p="y"} 1.5
                h_count{instance="a",job="app",p="y"} 2
                # EOF
                """, page(OPENMETRICS));
    }

    @Test
    void takesAHistogramWithoutInfinityApartInOpenMetricsOnly() {
        SampleSet.of("app", "a")
                .family(Family.histogram("h", "H."))
                .part("_bucket", 1, "le", "1")
                .part("_count", 1)
                .publish(registry, "c");

        assertEquals("""
                # HELP h_bucket H.
                # TYPE h_bucket unknown
                h_bucket{instance="a",job="app",le="1.0"} 1
                # HELP h_count H.
                # TYPE h_count unknown
                h_count{instance="a",job="app"} 1
                # EOF
                """, page(OPENMETRICS));
        assertTrue(page(TEXT).contains("# TYPE h histogram\n"));
    }

    @Test
    void givesUnitsOnlyWhereTheyAreTheSuffix() {
        SampleSet.of("app", "a")
                .family(Family.counter("io_bytes_total", "I.").in("bytes"))
                .sample(1)
                .family(Family.gauge("size", "S.").in("bytes"))
                .sample(1)
                .publish(registry, "c");

        assertTrue(page(OPENMETRICS).contains("# UNIT io_bytes bytes\n"));
        assertTrue(!page(OPENMETRICS).contains("# UNIT size"));
        assertTrue(!page(TEXT).contains("# UNIT"));
    }

    @Test
    void writesTypesTheTextFormatDoesNotKnowAsGauges() {
        SampleSet.of("app", "a")
                .family(Family.info("build_info", "B."))
                .sample(1)
                .family(new Family("state", MetricType.STATE_SET, "", "S."))
                .sample(1, "state", "on")
                .sample(0, "state", "off")
                .family(new Family("wait", MetricType.GAUGE_HISTOGRAM, "", "W."))
                .part("_bucket", 1, "le", "+Inf")
                .part("_gsum", 2)
                .part("_gcount", 1)
                .family(Family.counter("c_total", "C."))
                .sample(5)
                .named("c_created", 1.5)
                .publish(registry, "c");

        assertEquals("""
                # HELP build_info B.
                # TYPE build_info gauge
                build_info{instance="a",job="app"} 1
                # HELP c_created C.
                # TYPE c_created gauge
                c_created{instance="a",job="app"} 1.5
                # HELP c_total C.
                # TYPE c_total counter
                c_total{instance="a",job="app"} 5
                # HELP state S.
                # TYPE state gauge
                state{instance="a",job="app",state="on"} 1
                state{instance="a",job="app",state="off"} 0
                # HELP wait_bucket W.
                # TYPE wait_bucket gauge
                wait_bucket{instance="a",job="app",le="+Inf"} 1
                # HELP wait_gcount W.
                # TYPE wait_gcount gauge
                wait_gcount{instance="a",job="app"} 1
                # HELP wait_gsum W.
                # TYPE wait_gsum gauge
                wait_gsum{instance="a",job="app"} 2
                """, page(TEXT));
        assertEquals("""
                # HELP build B.
                # TYPE build info
                build_info{instance="a",job="app"} 1
                # HELP c C.
                # TYPE c counter
                c_total{instance="a",job="app"} 5
                c_created{instance="a",job="app"} 1.5
                # HELP state S.
                # TYPE state stateset
                state{instance="a",job="app",state="on"} 1
                state{instance="a",job="app",state="off"} 0
                # HELP wait W.
                # TYPE wait gaugehistogram
                wait_bucket{instance="a",job="app",le="+Inf"} 1
                wait_gsum{instance="a",job="app"} 2
                wait_gcount{instance="a",job="app"} 1
                # EOF
                """, page(OPENMETRICS));
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

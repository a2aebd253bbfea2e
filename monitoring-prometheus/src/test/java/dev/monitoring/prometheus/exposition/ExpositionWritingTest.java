package dev.monitoring.prometheus.exposition;

import static dev.monitoring.prometheus.exposition.ExpositionFormat.OPENMETRICS;
import static dev.monitoring.prometheus.exposition.ExpositionFormat.TEXT;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Registry;
import dev.monitoring.core.registry.SourceFeed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** One exposition asked again and again, by readers of all kinds. */
class ExpositionWritingTest {
    private final Registry registry = new Registry();
    private final Exposition exposition = new Exposition(registry::sources);

    @Test
    void followsALayoutThatChanges() {
        SourceFeed feed = SampleSet.of("app", "a")
                .family(Family.gauge("x", "X."))
                .sample(1)
                .publish(registry, "c");
        SampleSet.of("app", "b").family(Family.gauge("y", "Y.")).sample(1).publish(registry, "c");
        page(TEXT);

        feed.publish(
                SampleSet.of("app", "a")
                        .family(Family.gauge("z", "Z."))
                        .sample(3)
                        .snapshot(),
                CollectorHealth.starting());

        assertEquals("""
                # HELP y Y.
                # TYPE y gauge
                y{instance="b",job="app"} 1
                # HELP z Z.
                # TYPE z gauge
                z{instance="a",job="app"} 3
                """, page(TEXT));
    }

    @Test
    void writesLinesLongerThanItsBuffer() {
        String longValue = "x".repeat(200_000);
        SampleSet.of("app", "a")
                .family(Family.gauge("x", longValue))
                .sample(1, "v", longValue)
                .sample(2, "v", "short")
                .publish(registry, "c");

        assertEquals(
                "# HELP x " + longValue + "\n# TYPE x gauge\nx{instance=\"a\",job=\"app\",v=\"" + longValue
                        + "\"} 1\nx{instance=\"a\",job=\"app\",v=\"short\"} 2\n",
                page(TEXT));
    }

    @Test
    void startsAfreshAfterAReaderThatWentAway() {
        SampleSet.of("app", "a")
                .family(Family.gauge("x", "X."))
                .sample(1, "v", "x".repeat(100_000))
                .sample(2, "v", "y".repeat(100_000))
                .publish(registry, "c");
        String before = page(TEXT);

        assertThrows(
                IOException.class,
                () -> exposition.write(TEXT, new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("gone");
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) throws IOException {
                        throw new IOException("gone");
                    }
                }));

        assertEquals(before, page(TEXT));
    }

    @Test
    void allocatesAlmostNothingPerScrapeOfTenThousandSeries() throws IOException {
        SampleSet samples = SampleSet.of("app", "a");
        for (int family = 0; family < 100; family++) {
            samples.family(Family.gauge("metric_" + family + "_seconds", "Help."));
            for (int i = 0; i < 100; i++) {
                double value = i % 3 == 0 ? i : i % 3 == 1 ? i / 100.0 : Math.sqrt(i);
                samples.sample(value, "uri", "/api/v1/resource/" + i, "method", "GET", "status", "200");
            }
        }
        samples.publish(registry, "c");
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        OutputStream nowhere = OutputStream.nullOutputStream();
        for (int i = 0; i < 5; i++) {
            exposition.write(TEXT, nowhere);
            exposition.write(OPENMETRICS, nowhere);
        }

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 10; i++) {
            exposition.write(TEXT, nowhere);
            exposition.write(OPENMETRICS, nowhere);
        }
        long perScrape = (threads.getCurrentThreadAllocatedBytes() - before) / 20;

        assertTrue(perScrape <= 4_096, () -> perScrape + " bytes per scrape");
    }

    @Test
    void servesSeveralRequestsAtOnce() throws Exception {
        SampleSet.of("app", "a")
                .family(Family.gauge("x", "X."))
                .sample(1, "v", "x".repeat(50_000))
                .publish(registry, "c");
        byte[] expected = page(TEXT).getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream outer = new ByteArrayOutputStream();
        ByteArrayOutputStream inner = new ByteArrayOutputStream();

        exposition.write(TEXT, new OutputStream() {
            @Override
            public void write(int b) {
                outer.write(b);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                if (inner.size() == 0) {
                    exposition.write(TEXT, inner);
                }
                outer.write(bytes, offset, length);
            }
        });

        assertArrayEquals(expected, outer.toByteArray());
        assertArrayEquals(expected, inner.toByteArray());
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

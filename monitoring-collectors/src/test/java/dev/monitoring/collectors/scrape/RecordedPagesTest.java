package dev.monitoring.collectors.scrape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.collectors.Exposition;
import dev.monitoring.collectors.RecordingSink;
import dev.monitoring.collectors.SharedFiles;
import dev.monitoring.collectors.testing.PageServer;
import dev.monitoring.collectors.testing.TestSettings;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pages recorded from real exporters, served and scraped: all of each must come in. */
@Timeout(60)
class RecordedPagesTest {
    @Test
    void takesInAllOfEachPage() throws Exception {
        Path folder = SharedFiles.require("exporters/nginx-1.5.1.prom").getParent();
        int pages = 0;
        int families = 0;
        int series = 0;
        try (PageServer server = PageServer.start();
                DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.prom")) {
            for (Path file : files) {
                String page = Files.readString(file);

                Exposition theirs = Exposition.parse(page);
                Exposition ours = Exposition.parse(scraped(server.page("/metrics", page)));

                assertEquals(theirs.types(), ours.types(), file::toString);
                assertEquals(theirs.labelNames(), ours.labelNames(), file::toString);
                assertEquals(theirs.values(), ours.values(), file::toString);
                pages++;
                families += theirs.types().size();
                series += theirs.values().size();
            }
        }
        assertTrue(pages > 30, pages + " pages");
        System.out.println(
                "--- scrape of " + pages + " recorded pages: all of " + families + " families, " + series + " series");
    }

    private static String scraped(PageServer server) throws Exception {
        MetricCollector collector = TestSettings.collector(
                        new ScrapeCollectorFactory(),
                        "url",
                        server.url("/metrics"),
                        "sample-limit",
                        "100000",
                        "honor-labels",
                        "true")
                .collector();
        RecordingSink sink = new RecordingSink();
        collector.collect(sink, Deadline.after(Duration.ofSeconds(20), Clock.system()));
        collector.close();
        assertEquals(List.of(), sink.faults());
        return sink.text();
    }
}

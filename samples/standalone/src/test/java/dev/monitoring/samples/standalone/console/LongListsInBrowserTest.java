package dev.monitoring.samples.standalone.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.time.Deadline;
import dev.monitoring.prometheus.api.PrometheusExtension;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.openqa.selenium.Keys;

/** Ten thousand series in a list, and ten thousand metrics: only what is seen is there, and it scrolls without a hitch. */
@Timeout(180)
class LongListsInBrowserTest {
    private static final int SERIES = 10_000;
    private static final int METRICS = 2_000;

    /** What a screen of 900 pixels has of rows of 30 pixels, and those spared above and below. */
    private static final int MOST_ROWS = 50;

    @RegisterExtension
    static final Browser BROWSER = Browser.before(directory -> Monitoring.builder()
            .withoutDiscovery()
            .interval(Duration.ofSeconds(2))
            .set("monitoring.history.max-series-per-family", "20000")
            .extension(new PrometheusExtension())
            .collector(new ManySeries(), Target.of("many", "here"))
            .collector(new ManyMetrics(), Target.of("metrics", "here")));

    @Test
    void scrollsThroughTenThousandSeries() {
        BROWSER.show("explore?query=many&view=table");
        BROWSER.await("all series", "return document.querySelector('.browse-head')?.textContent.includes('10,000')");

        Scroll scroll = scroll();

        System.out.println("console: 10,000 series: " + scroll);
        assertTrue(scroll.mostRows <= MOST_ROWS, () -> scroll + " has too many rows");
        assertTrue(scroll.events > 50, scroll::toString);
        assertEquals(List.of(), BROWSER.complaints());
    }

    @Test
    void scrollsThroughTwoThousandMetrics() {
        BROWSER.show("explore");
        BROWSER.await(
                "all metrics", "return parseInt(document.querySelector('.browse-head')?.textContent) > " + METRICS);

        Scroll scroll = scroll();

        System.out.println("console: 2,000 metrics: " + scroll);
        assertTrue(scroll.mostRows <= MOST_ROWS, () -> scroll + " has too many rows");
        assertTrue(scroll.events > 50, scroll::toString);
    }

    @Test
    void isSearchedAndWalkedByKeys() {
        BROWSER.show("explore?query=many&view=table");
        BROWSER.await("all series", "return document.querySelector('.browse-head')?.textContent.includes('10,000')");

        BROWSER.press("/");
        BROWSER.await("the field", "return document.activeElement.matches('input.filter')");
        BROWSER.press("number=\"77");
        BROWSER.await("fewer", "return document.querySelector('.browse-head').textContent.includes('111 of 10,000')");
        BROWSER.press(Keys.ESCAPE);
        BROWSER.press("j".repeat(35) + "k");
        BROWSER.await(
                "the 34th of them",
                "return document.activeElement.closest('li')?.getAttribute('aria-posinset') === '34'");
        String wanted = String.valueOf(BROWSER.run("return document.activeElement.querySelector('code').textContent"));
        BROWSER.press(Keys.ENTER);

        BROWSER.await("its graph", "return document.querySelector('.chart') !== null");
        assertEquals(wanted, BROWSER.run("return document.querySelector('.editor').value"));
        assertEquals(List.of(), BROWSER.complaints());
    }

    private record Scroll(
            int events, long mostRows, double medianWorkMillis, double worstWorkMillis, double medianFrameMillis) {
        @Override
        public String toString() {
            return "%d scrolls, at most %d rows there, work of a scroll %.1f ms in the median and %.1f ms at worst, %.1f ms between frames"
                    .formatted(events, mostRows, medianWorkMillis, worstWorkMillis, medianFrameMillis);
        }
    }

    /** Scrolls from top to end, a page and a half at each frame; work is what a scroll asks of script, style and layout. */
    private static Scroll scroll() {
        @SuppressWarnings("unchecked")
        Map<String, Number> measured = (Map<String, Number>) BROWSER.runAsync("""
                const done = arguments[arguments.length - 1];
                const rows = document.querySelector('.rows');
                const step = Math.max(rows.clientHeight * 1.5, rows.scrollHeight / 200);
                const work = [];
                const frames = [];
                let most = 0;
                let last = performance.now();
                const median = (all) => [...all].sort((a, b) => a - b)[all.length >> 1];
                const frame = () => {
                  const began = performance.now();
                  frames.push(began - last);
                  last = began;
                  rows.scrollTop += step;
                  rows.dispatchEvent(new Event('scroll'));
                  rows.firstElementChild.lastElementChild.getBoundingClientRect();
                  work.push(performance.now() - began);
                  most = Math.max(most, rows.querySelectorAll('li').length);
                  if (rows.scrollTop + rows.clientHeight < rows.scrollHeight - 1) {
                    requestAnimationFrame(frame);
                  } else {
                    done({events: work.length, most, work: median(work), worst: Math.max(...work), frames: median(frames)});
                  }
                };
                requestAnimationFrame(frame);
                """);
        return new Scroll(
                measured.get("events").intValue(),
                measured.get("most").longValue(),
                measured.get("work").doubleValue(),
                measured.get("worst").doubleValue(),
                measured.get("frames").doubleValue());
    }

    /** A family of ten thousand series. */
    private static final class ManySeries implements MetricCollector {
        private final Family many = Family.gauge("many", "One of many.");
        private final List<Labels> labels = IntStream.range(0, SERIES)
                .mapToObj(number -> Labels.of("number", String.valueOf(number), "shard", "s" + number % 7))
                .toList();

        @Override
        public String name() {
            return "many";
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            for (int i = 0; i < labels.size(); i++) {
                sink.add(many, labels.get(i), i);
            }
        }
    }

    /** Thousands of families. */
    private static final class ManyMetrics implements MetricCollector {
        private final List<Family> families = IntStream.range(0, METRICS)
                .mapToObj(number -> Family.gauge("metric_" + number, "The metric of the number " + number + "."))
                .toList();

        @Override
        public String name() {
            return "metrics";
        }

        @Override
        public void collect(MetricSink sink, Deadline deadline) {
            families.forEach(family -> sink.add(family, Labels.EMPTY, 1));
        }
    }
}

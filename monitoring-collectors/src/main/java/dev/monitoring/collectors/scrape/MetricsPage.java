package dev.monitoring.collectors.scrape;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.endpoint.Credentials;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.endpoint.HttpReply;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.textformat.NameScheme;
import dev.monitoring.core.textformat.ParsedFamily;
import dev.monitoring.core.textformat.TextFormat;
import dev.monitoring.core.textformat.TextFormatException;
import dev.monitoring.core.textformat.TextFormatHandler;
import dev.monitoring.core.textformat.TextFormatLimits;
import dev.monitoring.core.textformat.TextFormatParser;
import dev.monitoring.core.textformat.TextSample;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A page of metrics on a server, read again and again: asked for in the forms that are understood, parsed as it comes in,
 * and given to a sink sample by sample. Confined to one thread.
 */
public final class MetricsPage {
    private static final String OPENMETRICS = "application/openmetrics-text;version=1.0.0;escaping=underscores;q=0.6,"
            + "application/openmetrics-text;version=0.0.1;q=0.5,";
    private static final String TEXT =
            "text/plain;version=1.0.0;escaping=underscores;q=0.4,text/plain;version=0.0.4;q=0.3," + "*/*;q=0.2";

    private final HttpEndpoint endpoint;
    private final String path;
    private final Credentials credentials;
    private final boolean openMetrics;
    private final TextFormatParser parser;

    /**
     * A page of a server, asked for by whom the endpoint names.
     *
     * @param path the raw path and query from the server's root, or empty for the endpoint's own address
     * @param openMetrics whether to ask for OpenMetrics before the older text format
     */
    MetricsPage(HttpEndpoint endpoint, String path, boolean openMetrics) {
        this(endpoint, path, Credentials.none(), openMetrics);
    }

    private MetricsPage(HttpEndpoint endpoint, String path, Credentials credentials, boolean openMetrics) {
        this.endpoint = endpoint;
        this.path = path;
        this.credentials = credentials;
        this.openMetrics = openMetrics;
        // The endpoint limits the body; series and families are limited by what the run may keep.
        TextFormatLimits limits = TextFormatLimits.defaults().withBodyBytes(Long.MAX_VALUE);
        this.parser = new TextFormatParser(limits, NameScheme.UNDERSCORES);
    }

    /**
     * A page for a collector that reads more than this: its series as they are, up to 100,000, with the times that they bring.
     *
     * @param path the raw path and query from the server's root: {@code /metrics}
     */
    public static Reader of(HttpEndpoint endpoint, String path) {
        return of(endpoint, Credentials.none(), List.of(path));
    }

    /**
     * Several such pages of a server, read one after another. A page that cannot be read is a missing part under its path, and
     * the whole fails only with all of them; a series that two pages have is taken from the first.
     *
     * @param credentials who asks for them, where it is not whom the endpoint names
     */
    public static Reader of(HttpEndpoint endpoint, Credentials credentials, List<String> paths) {
        List<MetricsPage> pages = paths.stream()
                .map(path -> new MetricsPage(endpoint, path, credentials, true))
                .toList();
        PageTable table = new PageTable(new Relabeling(Target.of("none", "none"), true, List.of()), Map.of());
        return (sink, deadline) -> new Run(table, sink, true, 100_000).readAll(pages, deadline);
    }

    /** Reads a page into a sink. Confined to one thread. */
    @FunctionalInterface
    public interface Reader {
        /**
         * Asks for the page and gives its samples to the sink.
         *
         * @throws IOException with a remedy, if the page does not come in time or cannot be read; the sink may have got some
         */
        void read(MetricSink sink, Deadline deadline) throws IOException;
    }

    private void read(TextFormatHandler handler, Deadline deadline) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept", (openMetrics ? OPENMETRICS : "") + TEXT);
        headers.put(
                "X-Prometheus-Scrape-Timeout-Seconds",
                String.format(Locale.ROOT, "%.3f", deadline.remainingNanos() / 1e9));
        credentials.authorization().ifPresent(value -> headers.put("Authorization", value));
        try (HttpReply reply =
                path.isEmpty() ? endpoint.get(headers, deadline) : endpoint.get(path, headers, deadline)) {
            String type = reply.requireOk().contentType();
            try {
                parser.parse(TextFormat.ofContentType(type), reply.body(), handler);
            } catch (TextFormatException e) {
                throw new IOException(
                        this + " is no page of metrics that can be read, with Content-Type \"" + shown(type) + "\": "
                                + e.getMessage() + "; correct the address, or see to the page",
                        e);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            } catch (IllegalArgumentException e) {
                throw new IOException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    private static String shown(String type) {
        return type.substring(0, Math.min(100, type.length())).replaceAll("[^ -~]", "?");
    }

    @Override
    public String toString() {
        return endpoint + (path.isEmpty() ? "" : " " + path.split("\\?", 2)[0]);
    }

    /** One run over a target's pages. Confined to one thread. */
    static final class Run implements TextFormatHandler {
        private final PageTable table;
        private final MetricSink sink;
        private final boolean honorTimestamps;
        private final int sampleLimit;
        private int page;
        private int kept;
        private int leftOut;

        Run(PageTable table, MetricSink sink, boolean honorTimestamps, int sampleLimit) {
            this.table = table;
            this.sink = sink;
            this.honorTimestamps = honorTimestamps;
            this.sampleLimit = sampleLimit;
            table.begin();
        }

        /** Reads pages; those that fail are missing parts, and only all of them a failure. */
        void readAll(List<MetricsPage> pages, Deadline deadline) throws IOException {
            int failed = 0;
            for (MetricsPage metrics : pages) {
                try {
                    page++;
                    metrics.read(this, deadline);
                } catch (IOException e) {
                    if (++failed == pages.size()) {
                        throw e;
                    }
                    sink.missing(metrics.toString(), e);
                }
            }
            finish();
        }

        @Override
        public void sample(ParsedFamily family, TextSample sample) {
            PageSeries series = table.series(family, sample.name(), sample.labels(), page);
            if (series == null || series.outcome == null) {
                leftOut++;
                return;
            }
            if (++kept > sampleLimit) {
                throw new UncheckedIOException(new IOException("there are more than " + sampleLimit
                        + " samples after relabelling; drop some by metric-relabel, or raise sample-limit"));
            }
            series.value = sample.value();
            PageSeries.Outcome outcome = series.outcome;
            if (honorTimestamps && sample.hasTimestamp()) {
                sink.addPart(
                        outcome.family(), outcome.name(), outcome.labels(), sample.value(), sample.timestampMillis());
            } else {
                sink.addPart(outcome.family(), outcome.name(), outcome.labels(), sample.value());
            }
        }

        /** Adds what follows from all pages together. */
        private void finish() {
            for (PageSeries series : table.aliased()) {
                PageSeries.Outcome alias = series.alias;
                if (alias != null) {
                    sink.add(alias.family(), alias.labels(), series.value * series.aliasFactor);
                }
            }
            if (leftOut > 0) {
                sink.leftOut(leftOut);
            }
            table.end();
        }
    }
}

package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.Reply;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Calls, time and latencies by command: {@code INFO}'s sections Commandstats and Latencystats, and {@code LATENCY HISTOGRAM}.
 * A command that was never called has no series.
 *
 * <pre>
 * cmdstat_get:calls=21,usec=175,usec_per_call=8.33,rejected_calls=0,failed_calls=0
 * latency_percentiles_usec_get:p50=0.001,p99=1.003,p99.9=3.007
 * </pre>
 */
final class CommandFamilies {
    private static final Family CALLS = counter("commands_total", "Calls by command.");
    private static final Family SECONDS = counter("commands_duration_seconds_total", "Seconds spent by command.");
    private static final Family REJECTED =
            counter("commands_rejected_calls_total", "Calls refused before they were carried out, by command.");
    private static final Family FAILED =
            counter("commands_failed_calls_total", "Calls that failed while they were carried out, by command.");
    private static final Family PERCENTILES =
            Family.summary("redis_latency_percentiles_usec", "Microseconds by command; the quantiles are percentiles.");
    private static final Family HISTOGRAM =
            Family.histogram("redis_commands_latencies_usec", "Microseconds by command.");

    private static final String STATS_PREFIX = "cmdstat_";
    private static final String LATENCY_PREFIX = "latency_percentiles_usec_";

    private final LabelCache commands = new LabelCache("cmd");
    private final LabelCache percentiles = new LabelCache("cmd", "quantile");
    private final Map<String, Attributes> stats = new HashMap<>();

    private static Family counter(String name, String help) {
        return Family.counter("redis_" + name, help);
    }

    /** Gives what {@code INFO} says. */
    void emit(Info info, MetricSink sink) {
        stats.clear();
        for (Info.Field field : info.section("Commandstats")) {
            if (field.name().startsWith(STATS_PREFIX)) {
                String command = field.name().substring(STATS_PREFIX.length());
                Attributes attributes = Attributes.parse(field.value());
                stats.put(command, attributes);
                emit(command, attributes, sink);
            }
        }
        for (Info.Field field : info.section("Latencystats")) {
            if (field.name().startsWith(LATENCY_PREFIX)) {
                String command = field.name().substring(LATENCY_PREFIX.length());
                Attributes ofCommand = stats.get(command);
                if (ofCommand != null) {
                    emitPercentiles(command, Attributes.parse(field.value()), ofCommand, sink);
                }
            }
        }
    }

    private void emit(String command, Attributes attributes, MetricSink sink) {
        Labels labels = commands.of(command);
        InfoFamilies.add(CALLS, labels, attributes.number("calls"), sink);
        InfoFamilies.add(SECONDS, labels, attributes.number("usec") / 1e6, sink);
        InfoFamilies.add(REJECTED, labels, attributes.number("rejected_calls"), sink);
        InfoFamilies.add(FAILED, labels, attributes.number("failed_calls"), sink);
    }

    private void emitPercentiles(String command, Attributes latencies, Attributes ofCommand, MetricSink sink) {
        latencies.all().keySet().forEach(percentile -> {
            double micros = latencies.number(percentile);
            if (percentile.startsWith("p") && !Double.isNaN(micros)) {
                Labels labels = percentiles.of(command, percentile.substring(1));
                sink.addPart(PERCENTILES, PERCENTILES.name(), labels, micros);
            }
        });
        Labels labels = commands.of(command);
        sink.addPart(PERCENTILES, PERCENTILES.name() + "_sum", labels, ofCommand.number("usec"));
        sink.addPart(PERCENTILES, PERCENTILES.name() + "_count", labels, ofCommand.number("calls"));
    }

    /**
     * Gives what {@code LATENCY HISTOGRAM} says, with the sums of the {@code INFO} before it: command, then calls and
     * histogram_usec, which alternates upper bounds and cumulative counts.
     */
    void emitHistograms(Reply reply, MetricSink sink) {
        List<Reply> items = reply.items();
        for (int i = 0; i + 1 < items.size(); i += 2) {
            String command = items.get(i).text();
            Attributes ofCommand = stats.get(command);
            List<Reply> pairs = items.get(i + 1).named("histogram_usec").items();
            double calls = items.get(i + 1).named("calls").asNumber().orElse(Double.NaN);
            if (ofCommand != null && !pairs.isEmpty() && !Double.isNaN(calls)) {
                emitHistogram(commands.of(command), pairs, calls, ofCommand.number("usec"), sink);
            }
        }
    }

    private static void emitHistogram(Labels labels, List<Reply> pairs, double calls, double micros, MetricSink sink) {
        int buckets = pairs.size() / 2;
        double[] bounds = new double[buckets];
        double[] counts = new double[buckets + 1];
        for (int i = 0; i < buckets; i++) {
            bounds[i] = pairs.get(2 * i).asNumber().orElse(Double.NaN);
            counts[i] = pairs.get(2 * i + 1).asNumber().orElse(Double.NaN);
            if (Double.isNaN(bounds[i]) || Double.isNaN(counts[i]) || i > 0 && bounds[i] <= bounds[i - 1]) {
                return;
            }
        }
        counts[buckets] = Math.max(calls, counts[Math.max(0, buckets - 1)]);
        sink.addHistogram(HISTOGRAM, labels, bounds, counts, micros);
    }
}

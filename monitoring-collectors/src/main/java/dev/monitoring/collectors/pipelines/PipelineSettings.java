package dev.monitoring.collectors.pipelines;

import dev.monitoring.collectors.amqp.AmqpSettings;
import dev.monitoring.collectors.events.EventSource;
import dev.monitoring.collectors.events.Outcomes;
import dev.monitoring.collectors.events.SourceSettings;
import dev.monitoring.collectors.events.StreamLimits;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a target, and how they are read. */
final class PipelineSettings {
    /** The list of sources in a target. */
    static final String SOURCES = "sources";

    private static final int MAX_BUCKETS = 50;

    private static final SourceSettings SOURCE = new SourceSettings("");
    private static final Setting<String> PIPELINE = Setting.text(
            "pipeline", null, "The pipeline of results that name none; by default the name of the exchange or queue.");

    private static final Setting<List<String>> PIPELINE_FIELDS = Setting.list(
            "pipeline-fields",
            List.of("pipeline", "pipeline_name"),
            "Members or headers with the pipeline's name, of which the first that a message has counts; with dots where they"
                    + " are further in, as in meta.pipeline. None to go by the source alone.");
    private static final Setting<List<String>> STATUS_FIELDS = Setting.list(
            "status-fields",
            List.of("status", "result", "outcome", "success", "ok"),
            "Members or headers with the status, a word or true and false.");
    private static final Setting<List<String>> PUBLISHED_FIELDS = Setting.list(
            "published-at-fields",
            List.of("published_at", "publishedAt", "publish_time", "enqueued_at", "created_at"),
            "Members or headers with the time the work was asked for: seconds, milliseconds, micro- or nanoseconds since"
                    + " 1970, or ISO 8601.");
    private static final Setting<List<String>> PROCESSED_FIELDS = Setting.list(
            "processed-at-fields",
            List.of("processed_at", "processedAt", "processing_time", "completed_at", "finished_at"),
            "Members or headers with the time the work was done. The message's own timestamp stands in where one of both"
                    + " times is missing.");
    private static final Setting<List<String>> DURATION_FIELDS = Setting.list(
            "duration-fields",
            List.of("latency_seconds", "latency_ms", "duration_seconds", "duration_ms", "latency", "duration"),
            "Members or headers with the latency itself, where the times are not told; in milliseconds if the name ends in"
                    + " _ms, Ms or millis, else in seconds.");
    private static final Setting<List<String>> BUCKETS = Setting.list(
            "buckets",
            List.of("0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "60", "120", "300"),
            "The upper bounds of the latency's histogram in seconds, ascending.");
    private static final Setting<Duration> MAX_LATENCY = Setting.duration(
            "max-latency",
            Duration.ofDays(1),
            Duration.ofSeconds(1),
            "A longer latency is no latency: it is counted apart, as a negative one is.");
    private static final Setting<Integer> PIPELINE_LIMIT = Setting.integer(
            "pipeline-limit", 50, 1, 500, "How many pipelines to tell apart; all further ones count as other.");

    private static final String HEARTBEATS = "heartbeats.";
    private static final SourceSettings HEARTBEAT_SOURCE = new SourceSettings(HEARTBEATS);
    private static final Setting<Boolean> HEARTBEATS_ENABLED =
            Setting.flag(HEARTBEATS + "enabled", true, "Whether to listen to the gateways' heartbeats.");
    private static final Setting<List<String>> GATEWAY_FIELDS = Setting.list(
            HEARTBEATS + "gateway-fields",
            List.of("gateway", "gateway_id", "gatewayId", "gateway_name", "id"),
            "Members or headers with the gateway's name.");
    private static final Setting<List<String>> EXPECTED = Setting.list(
            HEARTBEATS + "expected",
            List.of(),
            "Gateways that are shown, and silent, before their first heartbeat, and that are never forgotten.");
    private static final Setting<Integer> GATEWAY_LIMIT = Setting.integer(
            HEARTBEATS + "limit", 200, 1, 5_000, "How many gateways to tell apart; further ones are counted as other.");
    private static final Setting<Duration> FORGET_AFTER = Setting.duration(
            HEARTBEATS + "forget-after",
            Duration.ofDays(1),
            Duration.ofMinutes(1),
            "How long a gateway may be silent until it is no longer shown.");

    private PipelineSettings() {}

    /** All keys of a target. */
    static List<Setting<?>> ofTarget() {
        List<Setting<?>> all = new ArrayList<>(AmqpSettings.all());
        all.addAll(List.of(PIPELINE_FIELDS, STATUS_FIELDS, PUBLISHED_FIELDS, PROCESSED_FIELDS, DURATION_FIELDS));
        all.addAll(Outcomes.ALL);
        all.addAll(List.of(BUCKETS, MAX_LATENCY, PIPELINE_LIMIT));
        all.addAll(StreamLimits.ALL);
        all.add(HEARTBEATS_ENABLED);
        all.addAll(HEARTBEAT_SOURCE.withoutBacklog());
        all.addAll(List.of(GATEWAY_FIELDS, EXPECTED, GATEWAY_LIMIT, FORGET_AFTER));
        return List.copyOf(all);
    }

    /** The keys of each of a target's sources. */
    static List<Setting<?>> ofSource() {
        List<Setting<?>> all = new ArrayList<>(SOURCE.all());
        all.add(PIPELINE);
        return List.copyOf(all);
    }

    /** What a target's section says; what is wrong in it is recorded there. */
    static PipelineOptions read(Settings target) {
        Map<EventSource, String> sources = sources(target);
        Optional<PipelineOptions.Heartbeats> heartbeats = heartbeats(target);
        List<EventSource> all = new ArrayList<>(sources.keySet());
        heartbeats.ifPresent(known -> all.add(known.source()));
        SourceSettings.requireDistinct(target, all);
        return new PipelineOptions(
                sources,
                heartbeats,
                target.get(PIPELINE_FIELDS),
                target.get(STATUS_FIELDS),
                new Latency.Fields(
                        target.get(PUBLISHED_FIELDS),
                        target.get(PROCESSED_FIELDS),
                        target.get(DURATION_FIELDS),
                        target.get(MAX_LATENCY).toNanos() / 1e9),
                Outcomes.read(target),
                buckets(target),
                target.get(PIPELINE_LIMIT),
                StreamLimits.read(target));
    }

    private static Map<EventSource, String> sources(Settings target) {
        Map<EventSource, String> sources = new LinkedHashMap<>();
        List<Settings> sections = target.sections(SOURCES);
        for (Settings section : sections) {
            SOURCE.read(section)
                    .ifPresent(
                            source -> sources.put(source, section.find(PIPELINE).orElse(source.name())));
        }
        if (sections.isEmpty()) {
            String key = target.prefix() + "." + SOURCES + "[0]";
            sources.put(EventSource.all(key, "face_pipeline_results"), "face");
            sources.put(EventSource.all(target.prefix() + "." + SOURCES + "[1]", "phone_pipeline_results"), "phone");
        }
        return sources;
    }

    private static Optional<PipelineOptions.Heartbeats> heartbeats(Settings target) {
        if (!target.get(HEARTBEATS_ENABLED)) {
            return Optional.empty();
        }
        Optional<EventSource> source = HEARTBEAT_SOURCE.isSet(target)
                ? HEARTBEAT_SOURCE.read(target)
                : Optional.of(EventSource.all(target.prefix() + ".heartbeats", "monitoring.gateway_events"));
        return source.map(found -> new PipelineOptions.Heartbeats(
                found.withoutBacklog(),
                target.get(GATEWAY_FIELDS),
                target.get(EXPECTED),
                target.get(GATEWAY_LIMIT),
                target.get(FORGET_AFTER)));
    }

    private static List<Double> buckets(Settings target) {
        List<Double> buckets = new ArrayList<>();
        for (String text : target.get(BUCKETS)) {
            double bound;
            try {
                bound = Double.parseDouble(text);
            } catch (NumberFormatException e) {
                bound = Double.NaN;
            }
            boolean ascends = buckets.isEmpty() || bound > buckets.get(buckets.size() - 1);
            if (!(bound > 0) || Double.isInfinite(bound) || !ascends) {
                target.fault(
                        BUCKETS, "\"" + text + "\" is no number of seconds above those before it; write 0.1,0.5,1");
                return List.of(1.0);
            }
            buckets.add(bound);
        }
        if (buckets.isEmpty() || buckets.size() > MAX_BUCKETS) {
            target.fault(BUCKETS, "there are " + buckets.size() + " bounds; give 1 to " + MAX_BUCKETS);
            return List.of(1.0);
        }
        return buckets;
    }
}

package dev.monitoring.collectors.pipelines;

import dev.monitoring.collectors.amqp.AmqpServer;
import dev.monitoring.collectors.amqp.AmqpSettings;
import dev.monitoring.collectors.naming.MetricPrefix;
import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the collectors that listen to what pipelines publish in RabbitMQ, one per entry of {@code targets}. Immutable.
 *
 * <p>They need the client library, and of the broker no more than a user with
 *
 * <pre>
 * rabbitmqctl set_permissions -p / monitoring '^monitoring\.pipelines\.' '^monitoring\.pipelines\.'
 *     '^(monitoring\.pipelines\..*|face_pipeline_results|phone_pipeline_results|monitoring\.gateway_events)$'
 * </pre>
 *
 * for their own queues, the exchanges they copy from and the queues whose depth they show; with a queue to consume, its name
 * among the last.
 */
public final class PipelineCollectorFactory implements CollectorFactory {
    /** The collectors' name, and the job of their targets. */
    static final String NAME = "pipelines";

    private static final MetricPrefix PREFIX = MetricPrefix.of("fr", "fr_pipeline_results_total");

    /** For {@link java.util.ServiceLoader}. */
    public PipelineCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "pipelines by the results they publish in RabbitMQ";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(PREFIX.setting());
    }

    @Override
    public List<Setting<?>> targetSettings() {
        return PipelineSettings.ofTarget();
    }

    @Override
    public Map<String, List<Setting<?>>> targetLists() {
        return Map.of(PipelineSettings.SOURCES, PipelineSettings.ofSource());
    }

    @Override
    public Optional<String> unavailable() {
        return AmqpSettings.unavailable();
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(bundle(PREFIX.usual()));
    }

    @Override
    public List<Bundle> bundles(Settings settings) {
        return List.of(bundle(PREFIX.peek(settings)));
    }

    private static Bundle bundle(String prefix) {
        String results = Results.resultsName(prefix);
        String latency = Results.latencyName(prefix);
        String backlog = PipelineCollector.backlogName(prefix);
        return new Bundle(
                NAME,
                "pipelines: results since the start, latency of five minutes or else since the start, backlog",
                List.of(
                        new Bundle.Value("results", "sum(" + results + ")"),
                        new Bundle.Value("success_ratio", ratio(results, "")),
                        new Bundle.Value("backlog", "sum(" + backlog + ")"),
                        new Bundle.Table(
                                "pipelines",
                                "pipeline",
                                List.of(
                                        new Bundle.Value("results", "sum by (pipeline) (" + results + ")"),
                                        new Bundle.Value(
                                                "results_per_second", "sum by (pipeline) (rate(" + results + "[5m]))"),
                                        new Bundle.Value("success_ratio", ratio(results, "by (pipeline) ")),
                                        new Bundle.Value("average_latency_seconds", average(latency)),
                                        new Bundle.Value("p95_latency_seconds", quantile(latency)),
                                        new Bundle.Value("backlog", "sum by (pipeline) (" + backlog + ")"))),
                        new Bundle.Table(
                                "gateways",
                                "gateway",
                                List.of(new Bundle.Value(
                                        "silence_seconds",
                                        "max by (gateway) (" + Gateways.silenceName(prefix) + ")")))));
    }

    /** Successes among all results; none is zero. */
    private static String ratio(String results, String by) {
        String all = "sum " + by + "(" + results + ")";
        return "(sum " + by + "(" + results + "{status=\"success\"}) or 0 * " + all + ") / (" + all + " > 0)";
    }

    private static String average(String latency) {
        String recent = "sum by (pipeline) (increase(%s_sum[5m])) / (sum by (pipeline) (increase(%s_count[5m])) > 0)";
        String ever = "sum by (pipeline) (%s_sum) / (sum by (pipeline) (%s_count) > 0)";
        return "(" + recent.formatted(latency, latency) + ") or (" + ever.formatted(latency, latency) + ")";
    }

    private static String quantile(String latency) {
        String recent = "histogram_quantile(0.95, sum by (pipeline, le) (increase(%s_bucket[5m])))"
                + " and (sum by (pipeline) (increase(%s_count[5m])) > 0)";
        String ever = "histogram_quantile(0.95, sum by (pipeline, le) (%s_bucket))"
                + " and (sum by (pipeline) (%s_count) > 0)";
        return "(" + recent.formatted(latency, latency) + ") or (" + ever.formatted(latency, latency) + ")";
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        String prefix = PREFIX.read(settings);
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            PipelineOptions options = PipelineSettings.read(target);
            Optional<AmqpServer> server = AmqpSettings.require(target);
            server.ifPresent(broker -> collectors.add(context.schedule(
                    new PipelineCollector(broker, options, prefix, context.instance(), context.clock()),
                    TargetSettings.target(target, NAME, broker.instance()))));
        }
        return collectors;
    }
}

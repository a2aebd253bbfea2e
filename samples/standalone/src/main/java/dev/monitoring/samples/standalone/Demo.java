package dev.monitoring.samples.standalone;

import dev.monitoring.alerts.AlertsExtension;
import dev.monitoring.alerts.slo.Indicator;
import dev.monitoring.alerts.slo.Objective;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.MonitoringExtension;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.prometheus.api.PrometheusExtension;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A demonstration: a service with all that it depends on, made up, with an hour of history from the start on. It watches
 * nothing real and connects to nothing. Confined to one thread.
 */
final class Demo {
    static final String NOTICE = "Demonstration: every figure here is made up";
    private static final long STEP_MILLIS = 5_000;
    private static final Duration PAST = Duration.ofMinutes(60);
    private static final Duration SILENCE = Duration.ofHours(2);

    private Demo() {}

    /** Starts it, with what the command line says of the port. */
    static Monitoring start(Settings settings, Clock clock) {
        SettingLayer own = new SettingLayer();
        Origin origin = new Origin("demo");
        own.put("monitoring.instance", "demo", origin);
        own.put("monitoring.web.enabled", "true", origin);
        own.put("monitoring.web.notice", NOTICE, origin);
        own.put("monitoring.interval", "5s", origin);
        own.put("monitoring.alerts.inline-rules", DemoFigures.resource("demo-rules.yml"), origin);
        List<DemoTarget> targets = DemoFigures.targets(clock.epochMillis());
        Past past = new Past(targets);
        AlertsExtension alerts = AlertsExtension.builder().objective(checkout()).build();
        MonitoringBuilder builder = Monitoring.builder()
                .withoutDiscovery()
                .settings(settings.under(own))
                .clock(clock)
                .extension(past)
                .extension(new PrometheusExtension())
                .extension(alerts);
        targets.forEach(each -> builder.collector(each.collecting(past), each.target()));
        return builder.start();
    }

    private static Objective checkout() {
        return Objective.builder(
                        "checkout",
                        "99",
                        Indicator.bad(
                                "http_server_requests_seconds_count{uri=\"/orders\",status=~\"5..\"}",
                                "http_server_requests_seconds_count{uri=\"/orders\"}"))
                .build();
    }

    /** Silences one of the alerts, as somebody would. */
    static void silence(URI service, Clock clock) throws IOException, InterruptedException {
        Instant now = Instant.ofEpochMilli(clock.epochMillis());
        String silence = "{\"matchers\":[{\"name\":\"alertname\",\"value\":\"MessagesPileUp\",\"isRegex\":false,"
                + "\"isEqual\":true}],\"startsAt\":\"" + now + "\",\"endsAt\":\"" + now.plus(SILENCE)
                + "\",\"createdBy\":\"demo\",\"comment\":\"the mail server is being moved\"}";
        HttpRequest request = HttpRequest.newBuilder(service.resolve("api/v2/silences"))
                .header("Content-Type", "application/json")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString(silence))
                .build();
        HttpClient.newHttpClient().send(request, BodyHandlers.discarding());
    }

    /** Fills the history before anything is collected, and each target's up to its first collection. Thread-safe. */
    static final class Past implements MonitoringExtension {
        private final Map<DemoTarget, Long> filledMillis = new ConcurrentHashMap<>();
        private final List<DemoTarget> targets;
        private volatile @Nullable MonitoringContext context;

        Past(List<DemoTarget> targets) {
            this.targets = targets;
        }

        @Override
        public String name() {
            return "demo";
        }

        @Override
        public void start(MonitoringContext started) {
            if (!started.runs()) {
                return;
            }
            context = started;
            long end = started.clock().epochMillis() / STEP_MILLIS * STEP_MILLIS;
            for (DemoTarget target : targets) {
                fill(started, target, Long.MIN_VALUE, end);
                filledMillis.put(target, end);
            }
        }

        /** Fills in the ticks that passed while everything started, before the first collection at {@code tickMillis}. */
        void reach(DemoTarget target, long tickMillis) {
            Long from = filledMillis.remove(target);
            MonitoringContext started = context;
            if (from != null && started != null) {
                fill(started, target, from, tickMillis);
            }
        }

        private static void fill(MonitoringContext context, DemoTarget target, long startMillis, long endMillis) {
            try (Appender history = context.samples().append()) {
                // What is too old for the batch is reckoned from when it was opened, so not from before.
                long keptMillis = Math.min(PAST.toMillis(), context.retention().toMillis());
                long oldest = Math.max(startMillis, context.clock().epochMillis() - keptMillis);
                long firstTick = -Math.floorDiv(-oldest, STEP_MILLIS) * STEP_MILLIS;
                target.fill(history, firstTick, endMillis, STEP_MILLIS);
            }
        }
    }
}

package dev.monitoring.alerts;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.notify.alertmanager.AlertForwarder;
import dev.monitoring.alerts.notify.alertmanager.AlertmanagerSettings;
import dev.monitoring.alerts.notify.alertmanager.AlertmanagerStatus;
import dev.monitoring.alerts.notify.heartbeat.Heartbeat;
import dev.monitoring.alerts.rule.AlertListener;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.endpoint.EndpointSettings;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What alerting tells other machines, not people: alerts to Alertmanagers, and to somebody outside that it is alive. Thread-safe
 * once started.
 */
final class Handover implements AlertListener, SelfMetrics.Contributor, AutoCloseable {
    /** The sections below that of the alerts, each with its keys. */
    static final Map<String, List<Setting<?>>> SECTIONS = Map.of("alertmanagers[]", AlertmanagerSettings.all());

    /** Default: none. */
    static final Setting<String> HEARTBEAT_URL = Setting.secret(
            "heartbeat-url",
            "An address outside that is asked for as long as rules are evaluated, so that somebody notices when that ends.");

    /** Default: one minute. */
    static final Setting<Duration> HEARTBEAT_INTERVAL = Setting.duration(
            "heartbeat-interval",
            Duration.ofMinutes(1),
            Duration.ofSeconds(1),
            "How often heartbeat-url is asked for.");

    private static final Family SENT =
            Family.counter("monitoring_alertmanager_alerts_sent_total", "Alerts that the Alertmanager has taken.");
    private static final Family DROPPED = Family.counter(
            "monitoring_alertmanager_alerts_dropped_total", "Alerts that the Alertmanager was not told of.");
    private static final Family ERRORS =
            Family.counter("monitoring_alertmanager_errors_total", "Requests to the Alertmanager that failed.");
    private static final Family WAITING =
            Family.gauge("monitoring_alertmanager_alerts_waiting", "Alerts that wait for the Alertmanager.");
    private static final Family BEATS =
            Family.counter("monitoring_heartbeats_total", "Heartbeats that arrived outside.");
    private static final Family BEAT_ERRORS =
            Family.counter("monitoring_heartbeat_errors_total", "Heartbeats that were sent and did not arrive.");

    private final List<HttpEndpoint> alertmanagers;
    private final Optional<HttpEndpoint> heartbeatTo;
    private final Duration heartbeatInterval;
    private @Nullable AlertForwarder forwarder;
    private @Nullable Heartbeat heartbeat;

    private Handover(List<HttpEndpoint> alertmanagers, Optional<HttpEndpoint> heartbeatTo, Duration heartbeatInterval) {
        this.alertmanagers = List.copyOf(alertmanagers);
        this.heartbeatTo = heartbeatTo;
        this.heartbeatInterval = heartbeatInterval;
    }

    /** What the settings of the alerts say; what is wrong there is recorded. Connects to nobody. */
    static Handover read(Settings settings) {
        List<HttpEndpoint> alertmanagers = new ArrayList<>();
        for (Settings section : settings.sections("alertmanagers")) {
            AlertmanagerSettings.read(section).ifPresent(alertmanagers::add);
        }
        Optional<HttpEndpoint> heartbeat = settings.isSet(HEARTBEAT_URL)
                ? EndpointSettings.address(settings, HEARTBEAT_URL)
                        .map(address -> HttpEndpoint.of(address).secretPath().build())
                : Optional.empty();
        return new Handover(alertmanagers, heartbeat, settings.get(HEARTBEAT_INTERVAL));
    }

    /**
     * Begins.
     *
     * @param generatorUrl where a rule is seen
     * @param evaluations how many evaluations there were so far; while that stands still, there is no heartbeat
     * @param workers gives as many threads as asked for
     */
    void start(
            Labels externalLabels,
            Function<AlertRule, String> generatorUrl,
            LongSupplier evaluations,
            EventLoop loop,
            IntFunction<ExecutorService> workers,
            Clock clock) {
        int threads = alertmanagers.size() + (heartbeatTo.isPresent() ? 1 : 0);
        if (threads == 0) {
            return;
        }
        ExecutorService senders = workers.apply(threads);
        if (!alertmanagers.isEmpty()) {
            forwarder = new AlertForwarder(
                    alertmanagers, AlertForwarder.Config.of(externalLabels, generatorUrl), loop, senders, clock);
        }
        heartbeatTo.ifPresent(endpoint -> {
            Heartbeat beating = new Heartbeat(
                    endpoint,
                    Heartbeat.Method.GET,
                    heartbeatInterval,
                    Heartbeat.standstill("evaluations", evaluations),
                    loop,
                    senders,
                    clock);
            beating.start();
            heartbeat = beating;
        });
    }

    @Override
    public void evaluated(RuleGroup group, AlertRule rule, long timeMillis, List<Alert> alerts) {
        AlertForwarder forwarding = forwarder;
        if (forwarding != null) {
            forwarding.evaluated(group, rule, timeMillis, alerts);
        }
    }

    @Override
    public void contribute(MetricSink sink) {
        AlertForwarder forwarding = forwarder;
        if (forwarding != null) {
            for (AlertmanagerStatus status : forwarding.status()) {
                Labels labels = Labels.of("alertmanager", status.target());
                sink.add(SENT, labels, status.sent());
                sink.add(DROPPED, labels, status.dropped());
                sink.add(ERRORS, labels, status.errors());
                sink.add(WAITING, labels, status.waiting());
            }
        }
        Heartbeat beating = heartbeat;
        if (beating != null) {
            sink.add(BEATS, Labels.EMPTY, beating.status().beats());
            sink.add(BEAT_ERRORS, Labels.EMPTY, beating.status().errors());
        }
    }

    @Override
    public void close() {
        AlertForwarder forwarding = forwarder;
        if (forwarding != null) {
            forwarding.close();
        }
        Heartbeat beating = heartbeat;
        if (beating != null) {
            beating.close();
        }
    }
}

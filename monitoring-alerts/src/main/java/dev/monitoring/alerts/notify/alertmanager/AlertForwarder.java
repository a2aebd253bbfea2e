package dev.monitoring.alerts.notify.alertmanager;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.rule.AlertListener;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Sends firing and resolved alerts to every Alertmanager of a cluster: when one begins to fire, when it is resolved, and again
 * at the first evaluation after each resend delay while the rule engine knows of it, which for resolved ones is 15 minutes. A
 * firing alert counts as over at an Alertmanager that has not heard of it for four resend delays, or intervals of its group
 * where those are longer. Thread-safe; has no thread of its own.
 *
 * <p>Each Alertmanager has a queue of its own, so that one that is away holds up nobody.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/clients/">Sending alerts</a>
 */
public final class AlertForwarder implements AlertListener, AutoCloseable {
    /** How many missed words it takes until an alert counts as over: as Prometheus has it. */
    private static final int MISSED_SENDS = 4;

    /** A rule that is not evaluated for so many of its intervals is gone. */
    private static final int MISSED_EVALUATIONS = 10;

    private final Config config;
    private final List<AlertmanagerQueue> queues;
    private final Object lock = new Object();
    private final Map<RuleKey, RuleMemory> rules = new HashMap<>(); // guarded by lock

    /**
     * How alerts are sent. Immutable.
     *
     * @param externalLabels what alerts get that do not have labels of these names
     * @param generatorUrl where a rule is seen; empty where it is not
     * @param resendDelay how long after an alert was sent it is not sent again
     * @param timeout of a request
     * @param capacity how many alerts may wait for one Alertmanager
     */
    public record Config(
            Labels externalLabels,
            Function<AlertRule, String> generatorUrl,
            Duration resendDelay,
            Duration timeout,
            int capacity) {
        public Config {
            if (capacity < 1 || resendDelay.toMillis() < 1 || timeout.toMillis() < 1) {
                throw new IllegalArgumentException("capacity " + capacity + ", resend delay " + resendDelay
                        + " and timeout " + timeout + ": each is above zero");
            }
        }

        /** Every minute, within 10 s, 10,000 alerts at most: Prometheus' values. */
        public static Config of(Labels externalLabels, Function<AlertRule, String> generatorUrl) {
            return new Config(externalLabels, generatorUrl, Duration.ofMinutes(1), Duration.ofSeconds(10), 10_000);
        }
    }

    /** Hashed by its names alone, which keep their hashes; that of the rule would be made of all its texts at each evaluation. */
    private record RuleKey(String file, String group, AlertRule rule) {
        @Override
        public int hashCode() {
            return 31 * (31 * file.hashCode() + group.hashCode()) + rule.name().hashCode();
        }
    }

    /** What was sent of a rule's alerts, and when the rule was last evaluated. */
    private record RuleMemory(long timeMillis, long intervalMillis, Map<Labels, Sent> sent) {}

    private record Sent(long timeMillis, boolean resolved) {}

    /**
     * A forwarder.
     *
     * @param alertmanagers where {@code POST} takes alerts, {@code http://host:9093/api/v2/alerts}; see
     *     {@link AlertmanagerSettings}. Closed with this
     * @param loop decides when requests begin; closed by the caller
     * @param workers send, as many as there are Alertmanagers if possible; closed by the caller
     */
    public AlertForwarder(
            List<HttpEndpoint> alertmanagers, Config config, EventLoop loop, Executor workers, Clock clock) {
        this.config = config;
        this.queues = alertmanagers.stream()
                .map(endpoint ->
                        new AlertmanagerQueue(endpoint, config.capacity(), config.timeout(), loop, workers, clock))
                .toList();
    }

    @Override
    public void evaluated(RuleGroup group, AlertRule rule, long timeMillis, List<Alert> alerts) {
        List<Alert> due = due(group, rule, timeMillis, alerts);
        if (due.isEmpty()) {
            return;
        }
        long validMillis = MISSED_SENDS
                * Math.max(group.interval().toMillis(), config.resendDelay().toMillis());
        String generatorUrl = config.generatorUrl().apply(rule);
        List<ForwardedAlert> sent = new ArrayList<>(due.size());
        for (Alert alert : due) {
            AlertState state = alert.state();
            Labels labels = config.externalLabels().withAll(alert.labels());
            sent.add(
                    state instanceof Resolved over
                            ? ForwardedAlert.of(
                                    labels,
                                    alert.annotations(),
                                    over.firedAtMillis(),
                                    over.resolvedAtMillis(),
                                    generatorUrl)
                            : ForwardedAlert.of(
                                    labels,
                                    alert.annotations(),
                                    state instanceof Firing firing ? firing.firedAtMillis() : state.activeAtMillis(),
                                    timeMillis + validMillis,
                                    generatorUrl));
        }
        queues.forEach(queue -> queue.add(sent));
    }

    /** Those that changed since they were sent, or were sent too long ago; pending ones never are. */
    private List<Alert> due(RuleGroup group, AlertRule rule, long timeMillis, List<Alert> alerts) {
        RuleKey key = new RuleKey(group.file(), group.name(), rule);
        List<Alert> due = new ArrayList<>();
        synchronized (lock) {
            RuleMemory memory = rules.get(key);
            if (memory == null && alerts.isEmpty()) {
                return due; // most rules, most of the time
            }
            Map<Labels, Sent> before = memory == null ? Map.of() : memory.sent();
            Map<Labels, Sent> after = new HashMap<>();
            for (Alert alert : alerts) {
                boolean resolved = alert.state() instanceof Resolved;
                if (!resolved && !(alert.state() instanceof Firing)) {
                    continue;
                }
                Sent sent = before.get(alert.labels());
                boolean isDue = sent == null
                        || sent.resolved() != resolved
                        || Math.abs(timeMillis - sent.timeMillis())
                                > config.resendDelay().toMillis();
                if (isDue) {
                    due.add(alert);
                }
                after.put(alert.labels(), isDue || sent == null ? new Sent(timeMillis, resolved) : sent);
            }
            if (after.isEmpty()) {
                rules.remove(key);
                return due;
            }
            rules.put(key, new RuleMemory(timeMillis, group.interval().toMillis(), after));
            if (memory == null) {
                forgetRulesThatAreGone(timeMillis);
            }
        }
        return due;
    }

    private void forgetRulesThatAreGone(long timeMillis) {
        long resendMillis = config.resendDelay().toMillis();
        rules.values()
                .removeIf(rule -> timeMillis - rule.timeMillis()
                        > MISSED_EVALUATIONS * Math.max(rule.intervalMillis(), resendMillis));
    }

    /** How it goes, one for each Alertmanager. */
    public List<AlertmanagerStatus> status() {
        return queues.stream().map(AlertmanagerQueue::status).toList();
    }

    /** Sends nothing any more; requests under way are broken off. */
    @Override
    public void close() {
        queues.forEach(AlertmanagerQueue::close);
    }
}

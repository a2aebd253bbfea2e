package dev.monitoring.collectors.actions;

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
 * Makes the collectors that listen to the actions a service saves and announces in RabbitMQ, one per entry of
 * {@code targets}. Immutable.
 *
 * <p>They need the client library, and of the broker no more than a user with
 *
 * <pre>
 * rabbitmqctl set_permissions -p / monitoring '^monitoring\.actions\.' '^monitoring\.actions\.'
 *     '^(monitoring\.actions\..*|saved_actions)$'
 * </pre>
 *
 * for their own queue, the exchange they copy from and the queue whose depth they show.
 */
public final class ActionCollectorFactory implements CollectorFactory {
    /** The collectors' name, and the job of their targets. */
    static final String NAME = "actions";

    private static final MetricPrefix PREFIX = MetricPrefix.of("fr", "fr_actions_total");

    /** For {@link java.util.ServiceLoader}. */
    public ActionCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "saved actions as announced in RabbitMQ";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(PREFIX.setting());
    }

    @Override
    public List<Setting<?>> targetSettings() {
        return ActionSettings.ofTarget();
    }

    @Override
    public Map<String, List<Setting<?>>> targetLists() {
        return Map.of(ActionSettings.SOURCES, ActionSettings.ofSource());
    }

    @Override
    public Optional<String> unavailable() {
        return AmqpSettings.unavailable();
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(bundle(PREFIX.usual(), List.of()));
    }

    @Override
    public List<Bundle> bundles(Settings settings) {
        return List.of(bundle(PREFIX.peek(settings), ActionSettings.shownLabels(settings)));
    }

    private static Bundle bundle(String prefix, List<String> shown) {
        String total = Actions.totalName(prefix);
        List<String> labels = new ArrayList<>(List.of("kind", "outcome"));
        labels.addAll(shown);
        return new Bundle(
                NAME,
                "saved actions since the start, and the last of them",
                List.of(
                        new Bundle.Value("actions", "sum(" + total + ")"),
                        new Bundle.Value("succeeded", outcome(total, "", "success")),
                        new Bundle.Value("failed", outcome(total, "", "error")),
                        new Bundle.Table(
                                "kinds",
                                "kind",
                                List.of(
                                        new Bundle.Value("actions", "sum by (kind) (" + total + ")"),
                                        new Bundle.Value("succeeded", outcome(total, "by (kind) ", "success")),
                                        new Bundle.Value("failed", outcome(total, "by (kind) ", "error")))),
                        new Bundle.Table(
                                "outcomes",
                                "outcome",
                                List.of(new Bundle.Value("actions", "sum by (outcome) (" + total + ")"))),
                        new Bundle.Events("recent", Actions.timeName(prefix), labels)));
    }

    /** The actions of one outcome; 0 where there are only others. */
    private static String outcome(String total, String by, String word) {
        return "sum " + by + "(" + total + "{outcome=\"" + word + "\"}) or 0 * sum " + by + "(" + total + ")";
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        String prefix = PREFIX.read(settings);
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            ActionOptions options = ActionSettings.read(target);
            Optional<AmqpServer> server = AmqpSettings.require(target);
            server.ifPresent(broker -> collectors.add(context.schedule(
                    new ActionCollector(broker, options, prefix, context.instance(), context.clock()),
                    TargetSettings.target(target, NAME, broker.instance()))));
        }
        return collectors;
    }
}

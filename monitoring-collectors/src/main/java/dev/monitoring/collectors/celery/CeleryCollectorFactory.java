package dev.monitoring.collectors.celery;

import dev.monitoring.collectors.amqp.AmqpServer;
import dev.monitoring.collectors.amqp.AmqpSettings;
import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.collectors.redis.connection.RedisServer;
import dev.monitoring.collectors.redis.connection.ServerSettings;
import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the collectors that watch Celery applications, one per entry of {@code targets}: with {@code url} the broker is a
 * RabbitMQ, with {@code address} or {@code sentinels} a Redis. Immutable.
 *
 * <p>They change nothing but a queue of their own, and need of RabbitMQ a user with
 *
 * <pre>
 * rabbitmqctl set_permissions -p / monitoring '^monitoring\.' '^monitoring\.' '^(monitoring\..*|celeryev|celery)$'
 * </pre>
 *
 * where the last names the queues whose length is to be seen, and of Redis one with
 *
 * <pre>
 * ACL SETUSER monitoring on &gt;PASSWORD resetkeys resetchannels -@all
 *     +client|setname +select +psubscribe +llen +hlen %R~celery* %R~unacked &amp;/0.celeryev/*
 * </pre>
 *
 * with the database's number in the channel (before Redis 7 {@code ~KEY} instead of {@code %R~KEY}).
 *
 * <p>Workers tell of tasks if they run with {@code -E} or {@code worker_send_task_events}; of queues and waiting times
 * senders tell with {@code task_send_sent_event}.
 */
public final class CeleryCollectorFactory implements CollectorFactory {
    /** The collectors' name. */
    static final String NAME = "celery";

    /** The job by which the exporter's dashboards find them. */
    static final String JOB = "celery-exporter";

    /** For {@link java.util.ServiceLoader}. */
    public CeleryCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "Celery applications";
    }

    @Override
    public List<Setting<?>> targetSettings() {
        List<Setting<?>> all = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (List<Setting<?>> part : List.of(AmqpSettings.all(), ServerSettings.all(), CelerySettings.ALL)) {
            for (Setting<?> setting : part) {
                if (keys.add(setting.key())) { // user, password and TLS are of either broker
                    all.add(setting);
                }
            }
        }
        return List.copyOf(all);
    }

    @Override
    public Optional<String> unavailable() {
        return AmqpSettings.unavailable().isPresent() && RedisLink.unavailable().isPresent()
                ? Optional.of(
                        "add com.rabbitmq:amqp-client for RabbitMQ, or io.lettuce:lettuce-core for Redis, to the class"
                                + " path")
                : Optional.empty();
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(new Bundle(
                NAME,
                "Celery applications",
                List.of(
                        new Bundle.Value("workers_online", "sum(celery_worker_up)"),
                        new Bundle.Value("active_tasks", "sum(celery_worker_tasks_active)"),
                        new Bundle.Value("succeeded_per_second", "sum(rate(celery_task_succeeded_total[1m]))"),
                        new Bundle.Value("failed_per_second", "sum(rate(celery_task_failed_total[1m]))"),
                        new Bundle.Value("retried_per_second", "sum(rate(celery_task_retried_total[1m]))"),
                        new Bundle.Value("waiting_messages", "sum(celery_queue_length)"),
                        new Bundle.Table(
                                "queues",
                                "queue_name",
                                List.of(new Bundle.Value(
                                        "waiting_messages", "sum by (queue_name) (celery_queue_length)"))),
                        new Bundle.Table(
                                "tasks",
                                "name",
                                List.of(
                                        new Bundle.Value(
                                                "succeeded_per_second",
                                                "sum by (name) (rate(celery_task_succeeded_total[1m]))"),
                                        new Bundle.Value(
                                                "failed_per_second",
                                                "sum by (name) (rate(celery_task_failed_total[1m]))"))))));
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            make(target, context).ifPresent(collectors::add);
        }
        return collectors;
    }

    private static Optional<ScheduledCollector> make(Settings section, CollectorContext context) {
        CeleryOptions options = CelerySettings.read(section);
        String url = section.find(AmqpSettings.URL).orElse("").strip();
        boolean redis = ServerSettings.isSet(section);
        if (url.toLowerCase(Locale.ROOT).startsWith("redis")) {
            section.fault(
                    AmqpSettings.URL,
                    "url is for RabbitMQ; for Redis set address to host:port, and database, username and password beside"
                            + " it");
            return Optional.empty();
        }
        if (redis && !url.isEmpty()) {
            section.fault(AmqpSettings.URL, "address or sentinels are set as well; keep those of the broker in use");
            return Optional.empty();
        }
        if (!redis && url.isEmpty()) {
            section.fault(
                    AmqpSettings.URL,
                    "there is no broker; set url to amqp://host:5672/vhost for RabbitMQ, or address to host:6379 for Redis");
            return Optional.empty();
        }
        Optional<String> unavailable = redis ? RedisLink.unavailable() : AmqpSettings.unavailable();
        if (unavailable.isPresent()) {
            section.fault(AmqpSettings.URL, "the broker's client library is missing; " + unavailable.get());
            return Optional.empty();
        }
        return redis ? redis(section, options, context) : amqp(section, options, context);
    }

    private static Optional<ScheduledCollector> redis(
            Settings section, CeleryOptions options, CollectorContext context) {
        Optional<RedisServer> server = ServerSettings.read(section);
        return server.map(broker -> context.schedule(
                new CeleryCollector(
                        options,
                        context.clock(),
                        receiver -> new RedisEvents(broker, options.prioritySteps(), options.keyPrefix(), receiver)),
                TargetSettings.target(section, JOB, broker.name())));
    }

    private static Optional<ScheduledCollector> amqp(
            Settings section, CeleryOptions options, CollectorContext context) {
        Optional<AmqpServer> server = AmqpSettings.read(section);
        return server.map(broker -> context.schedule(
                new CeleryCollector(
                        options, context.clock(), receiver -> new AmqpEvents(broker, context.instance(), receiver)),
                TargetSettings.target(section, JOB, broker.instance())));
    }
}

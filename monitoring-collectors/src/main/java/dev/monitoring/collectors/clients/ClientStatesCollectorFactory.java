package dev.monitoring.collectors.clients;

import dev.monitoring.collectors.naming.MetricPrefix;
import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.collectors.redis.connection.ServerSettings;
import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the collectors that count clients by their states in Redis, one per entry of {@code targets}. Immutable.
 *
 * <p>They need the client library Lettuce, and of the server no more than
 *
 * <pre>
 * ACL SETUSER monitoring-clients on &gt;PASSWORD resetchannels -@all
 *     +client|setname +select +type +hscan +sscan +zscan +lrange
 *     %R~Clients_status %R~deactivate_clients %R~blocked_clients
 * </pre>
 *
 * (before Redis 7 {@code ~KEY} instead of {@code %R~KEY}).
 */
public final class ClientStatesCollectorFactory implements CollectorFactory {
    /** The collector's name, and the job of its targets. */
    static final String NAME = "clients";

    private static final List<String> SHOWN_STATES = List.of("active", "paused", "blocked", "deactivated");

    private static final MetricPrefix PREFIX = MetricPrefix.of("fr_gateway", "fr_gateway_client_count");

    /** For {@link java.util.ServiceLoader}. */
    public ClientStatesCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "clients by their state in Redis";
    }

    @Override
    public List<Setting<?>> settings() {
        return List.of(PREFIX.setting());
    }

    @Override
    public List<Setting<?>> targetSettings() {
        List<Setting<?>> all = new ArrayList<>(ServerSettings.all());
        all.addAll(ClientStatesSettings.OF_TARGET);
        return List.copyOf(all);
    }

    @Override
    public Optional<String> unavailable() {
        return RedisLink.unavailable();
    }

    @Override
    public List<Bundle> bundles() {
        return List.of(bundle(PREFIX.usual()));
    }

    @Override
    public List<Bundle> bundles(Settings settings) {
        return List.of(bundle(PREFIX.peek(settings)));
    }

    private static Bundle bundle(String metricPrefix) {
        String count = ClientStatesCollector.countName(metricPrefix);
        String info = ClientStatesCollector.infoName(metricPrefix);
        List<Bundle.Entry> entries = new ArrayList<>();
        entries.add(new Bundle.Value("total", "sum(" + count + ")"));
        for (String state : SHOWN_STATES) {
            entries.add(new Bundle.Value(state, "sum(" + count + "{state=\"" + state + "\"})"));
        }
        for (String state : SHOWN_STATES) {
            entries.add(new Bundle.Names(state + "_clients", info + "{state=\"" + state + "\"}", "client"));
        }
        entries.add(new Bundle.Table(
                "states", "state", List.of(new Bundle.Value("clients", "sum by (state) (" + count + ")"))));
        return new Bundle(NAME, "clients by their state", entries);
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        String prefix = PREFIX.read(settings);
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            ClientStatesOptions options = ClientStatesSettings.read(target);
            ServerSettings.read(target)
                    .ifPresent(server -> collectors.add(context.schedule(
                            new ClientStatesCollector(RedisLink.to(server), options, prefix),
                            TargetSettings.target(target, NAME, server.name()))));
        }
        return collectors;
    }
}

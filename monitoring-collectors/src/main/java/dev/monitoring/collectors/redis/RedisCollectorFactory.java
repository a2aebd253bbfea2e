package dev.monitoring.collectors.redis;

import dev.monitoring.collectors.redis.connection.RedisLink;
import dev.monitoring.collectors.redis.connection.RedisServer;
import dev.monitoring.collectors.redis.connection.ServerSettings;
import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the collectors that watch Redis servers, one per entry of {@code targets}. Immutable.
 *
 * <p>They need the client library Lettuce, and of the server no more than
 *
 * <pre>
 * ACL SETUSER monitoring on &gt;PASSWORD resetkeys resetchannels -@all
 *     +info +config|get +slowlog|len +slowlog|get +latency|latest +latency|histogram
 *     +cluster|info +client|setname +select
 * </pre>
 *
 * and, to check keys and streams, {@code +scan +type +memory|usage +strlen +getrange +llen +scard +zcard +hlen +xlen +xinfo}
 * with the keys as {@code %R~PATTERN} (before Redis 7 {@code ~PATTERN}); to show clients {@code +client|list}; for the nodes
 * of a cluster {@code +cluster|nodes}; of sentinels that name the master {@code +sentinel|get-master-addr-by-name}; to watch a
 * sentinel {@code +sentinel|masters +sentinel|ckquorum +sentinel|slaves +sentinel|sentinels}.
 */
public final class RedisCollectorFactory implements CollectorFactory {
    /** The collector's name, and the job of its targets. */
    static final String NAME = "redis";

    private static final Setting<Boolean> CLUSTER = Setting.flag(
            "cluster",
            false,
            "Whether to watch all nodes of the cluster that the address belongs to; their series have the label node.");

    /** For {@link java.util.ServiceLoader}. */
    public RedisCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "Redis servers";
    }

    @Override
    public List<Setting<?>> targetSettings() {
        List<Setting<?>> all = new ArrayList<>(ServerSettings.all());
        all.add(CLUSTER);
        all.addAll(RedisSettings.ALL);
        return List.copyOf(all);
    }

    @Override
    public Optional<String> unavailable() {
        return RedisLink.unavailable();
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            Optional<RedisServer> server = ServerSettings.read(target);
            RedisOptions options =
                    RedisSettings.read(target, server.map(RedisServer::database).orElse(0));
            boolean cluster = target.get(CLUSTER);
            if (cluster && server.isPresent() && server.get().address().isEmpty()) {
                target.fault(CLUSTER, "a cluster has no sentinels; give the address of one of its nodes");
            }
            server.ifPresent(redis -> {
                MetricCollector collector = cluster
                        ? new RedisClusterCollector(redis, options, context.clock())
                        : new RedisCollector(new RedisNode(redis, options, context.clock()), context.clock());
                collectors.add(context.schedule(collector, TargetSettings.target(target, NAME, redis.name())));
            });
        }
        return collectors;
    }
}

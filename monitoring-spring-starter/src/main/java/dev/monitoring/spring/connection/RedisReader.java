package dev.monitoring.spring.connection;

import dev.monitoring.collectors.redis.RedisCollectorFactory;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import io.lettuce.core.SslVerifyMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisPassword;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Reads connection factories of Lettuce: of one server, of a master that sentinels know, of a cluster. Immutable. */
final class RedisReader implements BeanReader {
    private static final int PORT = 6379;
    private static final int SENTINEL_PORT = 26379;

    private static final Setting<String> ADDRESS = Setting.text("address", null, "The server.");
    private static final Setting<List<String>> SENTINELS = Setting.list("sentinels", List.of(), "The sentinels.");

    @Override
    public Class<?> type() {
        return LettuceConnectionFactory.class;
    }

    @Override
    public CollectorFactory collectors() {
        return new RedisCollectorFactory();
    }

    @Override
    public List<BeanTarget> read(HostBean bean) throws Unreadable {
        LettuceConnectionFactory factory = (LettuceConnectionFactory) bean.object();
        if (factory.getSocketConfiguration() != null) {
            throw new Unreadable("it talks over the socket file "
                    + factory.getSocketConfiguration().getSocket() + ", and the collector over TCP only");
        }
        if (factory.getClientConfiguration()
                .getRedisCredentialsProviderFactory()
                .isPresent()) {
            throw new Unreadable("its credentials come from a provider of its own and may change");
        }
        if (factory.isStartTls()) {
            throw new Unreadable("it begins TLS by STARTTLS, which the collector does not");
        }
        Map<String, String> values = new TreeMap<>();
        tls(factory, bean, values);
        RedisSentinelConfiguration sentinels = factory.getSentinelConfiguration();
        RedisClusterConfiguration cluster = factory.getClusterConfiguration();
        if (sentinels != null) {
            return ofSentinels(bean, sentinels, values);
        }
        if (cluster != null) {
            return ofCluster(bean, cluster, values);
        }
        RedisStandaloneConfiguration server = factory.getStandaloneConfiguration();
        login(values, "", server.getUsername(), server.getPassword());
        values.put("address", Place.text(server.getHostName(), server.getPort()));
        values.put("database", Integer.toString(server.getDatabase()));
        return List.of(new BeanTarget(bean.name(), new Place(server.getHostName(), server.getPort()), values));
    }

    private static List<BeanTarget> ofSentinels(
            HostBean bean, RedisSentinelConfiguration configuration, Map<String, String> values) throws Unreadable {
        List<RedisNode> nodes = sorted(configuration.getSentinels());
        for (int i = 0; i < nodes.size(); i++) {
            values.put("sentinels[" + i + "]", text(nodes.get(i), SENTINEL_PORT));
        }
        if (configuration.getMaster() != null && configuration.getMaster().getName() != null) {
            values.put("sentinel-master", configuration.getMaster().getName());
        }
        values.put("database", Integer.toString(configuration.getDatabase()));
        login(values, "", configuration.getDataNodeUsername(), configuration.getDataNodePassword());
        login(values, "sentinel-", configuration.getSentinelUsername(), configuration.getSentinelPassword());
        return List.of(new BeanTarget(bean.name(), place(first(nodes), SENTINEL_PORT), values));
    }

    /** One node is enough: the collector asks it for all others. */
    private static List<BeanTarget> ofCluster(
            HostBean bean, RedisClusterConfiguration configuration, Map<String, String> values) throws Unreadable {
        RedisNode node = first(sorted(configuration.getClusterNodes()));
        values.put("address", text(node, PORT));
        values.put("cluster", "true");
        login(values, "", configuration.getUsername(), configuration.getPassword());
        return List.of(new BeanTarget(bean.name(), place(node, PORT), values));
    }

    private static void tls(LettuceConnectionFactory factory, HostBean bean, Map<String, String> values)
            throws Unreadable {
        if (!factory.isUseSsl()) {
            return;
        }
        values.put("tls.enabled", "true");
        if (factory.getClientConfiguration().getVerifyMode() == SslVerifyMode.NONE) {
            values.put("tls.insecure-skip-verify", "true");
        }
        String bundle = bean.property("spring.data.redis.ssl.bundle");
        if (!bundle.isEmpty()) {
            values.put(SslKeys.BUNDLE, bundle);
        }
    }

    private static void login(
            Map<String, String> values, String prefix, @Nullable String user, @Nullable RedisPassword password) {
        if (password == null || !password.isPresent()) {
            return; // a user without a password cannot log in, and Lettuce does not try
        }
        values.put(prefix + "password", new String(password.get()));
        if (user != null && !user.isBlank()) {
            values.put(prefix + "username", user);
        }
    }

    @Override
    public List<Place> places(Settings target) {
        List<Place> places = new ArrayList<>();
        target.find(ADDRESS).flatMap(text -> Place.of(text, PORT)).ifPresent(places::add);
        for (String sentinel : target.get(SENTINELS)) {
            Place.of(sentinel, SENTINEL_PORT).ifPresent(places::add);
        }
        return places;
    }

    /** In one order at each start: they come from a set. */
    private static List<RedisNode> sorted(Iterable<RedisNode> nodes) {
        List<RedisNode> sorted = new ArrayList<>();
        nodes.forEach(sorted::add);
        sorted.sort(Comparator.comparing(RedisNode::toString));
        return sorted;
    }

    private static RedisNode first(List<RedisNode> nodes) throws Unreadable {
        if (nodes.isEmpty()) {
            throw new Unreadable("it names no node");
        }
        return nodes.get(0);
    }

    private static Place place(RedisNode node, int defaultPort) {
        return new Place(String.valueOf(node.getHost()), port(node, defaultPort));
    }

    private static String text(RedisNode node, int defaultPort) {
        return Place.text(String.valueOf(node.getHost()), port(node, defaultPort));
    }

    private static int port(RedisNode node, int defaultPort) {
        Integer port = node.getPort();
        return port == null || port <= 0 ? defaultPort : port;
    }
}

package dev.monitoring.spring.connection;

import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Origin;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.SettingLayer;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanDefinitionStoreException;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.ssl.NoSuchSslBundleException;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.core.env.Environment;
import org.springframework.util.ClassUtils;

/**
 * The servers that the host's beans talk to, as targets of the collectors. Confined to one thread, and not the one that
 * starts the host.
 *
 * <p>Only beans that exist are looked at: neither a lazy bean nor one that is being made is forced into existence, and none is
 * asked anything that needs a connection. A server that the user names as a target is the user's, and a server that two beans
 * talk to is watched once. What a bean does not tell, or the collector would not take, costs a line in the log and nothing
 * else.
 */
public final class HostConnections {
    private static final String SECTION = "use-beans";

    private static final Logger log = LoggerFactory.getLogger(HostConnections.class);

    private static final Setting<Boolean> ENABLED = Setting.flag(
            SECTION + ".enabled",
            true,
            "Whether to watch the servers that connection factories and data sources of the host name.");

    private final ConfigurableListableBeanFactory beans;
    private final Environment environment;

    private HostConnections(ConfigurableListableBeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    /** The kinds of beans, in the order in which they are looked for. */
    private enum Kind {
        REDIS(
                "redis",
                "org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory",
                "connection factories of Lettuce") {
            @Override
            BeanReader reader() {
                return new RedisReader();
            }
        },
        RABBITMQ(
                "rabbitmq",
                "org.springframework.amqp.rabbit.connection.AbstractConnectionFactory",
                "RabbitMQ connection factories") {
            @Override
            BeanReader reader() {
                return new RabbitReader();
            }
        },
        POSTGRES("postgres", "org.postgresql.Driver", "data sources of PostgreSQL") {
            @Override
            BeanReader reader() {
                return new PostgresReader();
            }
        },
        MINIO("minio", "io.minio.MinioClient", "clients of MinIO") {
            @Override
            BeanReader reader() {
                return new MinioReader();
            }
        };

        private final String collector;
        private final String needed;
        private final String what;

        Kind(String collector, String needed, String what) {
            this.collector = collector;
            this.needed = needed;
            this.what = what;
        }

        Setting<Boolean> use() {
            return Setting.flag(
                    SECTION + "." + collector,
                    true,
                    "Whether to watch the servers that " + what + " of the host name.");
        }

        /** Loads the client's classes; asked for only where they are there. */
        abstract BeanReader reader();
    }

    /** Whether a key names an SSL bundle, which only the host knows: {@code targets[0].ssl.bundle}. */
    public static boolean isBundleKey(String key) {
        return SslKeys.isBundle(key);
    }

    /** Of one application context. */
    public static HostConnections of(ConfigurableListableBeanFactory beans, Environment environment) {
        return new HostConnections(beans, environment);
    }

    /** The switches, {@code use-beans.…} below {@code monitoring}. */
    public static List<Setting<?>> settings() {
        List<Setting<?>> all = new ArrayList<>(List.of(ENABLED));
        for (Kind kind : Kind.values()) {
            all.add(kind.use());
        }
        return List.copyOf(all);
    }

    /**
     * A layer of targets behind those that are configured, so that it changes none of them; of those, {@code tls.…} of the SSL
     * bundles that they name.
     *
     * @param configured all that is configured, seen from {@code monitoring}
     */
    public SettingLayer targets(Settings configured) {
        SettingLayer layer = new SettingLayer();
        addBundles(configured, layer);
        if (!configured.get(ENABLED)) {
            return layer;
        }
        for (Kind kind : Kind.values()) {
            if (configured.get(kind.use()) && ClassUtils.isPresent(kind.needed, beans.getBeanClassLoader())) {
                add(kind, configured.section("collectors").section(kind.collector), layer);
            }
        }
        return layer;
    }

    /** The keys of the bundles that targets of the user name. */
    private void addBundles(Settings configured, SettingLayer layer) {
        for (String key : configured.keys()) {
            Settings.Value name = configured.value(key).orElseThrow();
            if (!SslKeys.isBundle(key) || name.text().isBlank()) {
                continue;
            }
            String target = key.substring(0, key.length() - SslKeys.BUNDLE.length());
            try {
                bundle(name.text().strip()).forEach((tls, text) -> layer.put(target + tls, text, name.origin()));
            } catch (BeanReader.Unreadable e) {
                layer.fault(name.origin(), key + ": " + e.reason() + "; correct spring.ssl.bundle, or the name here");
            }
        }
    }

    private void add(Kind kind, Settings section, SettingLayer layer) {
        try {
            BeanReader reader = kind.reader();
            List<Settings> own = section.sections("targets");
            List<Place> taken = new ArrayList<>();
            own.forEach(target -> taken.addAll(reader.places(target)));
            int next = own.size();
            for (BeanTarget target : found(kind, reader)) {
                if (taken.stream().anyMatch(target.place()::covers)) {
                    log.debug("{} is watched already", target);
                    continue;
                }
                Optional<String> refused = refused(reader, target);
                if (refused.isPresent()) {
                    leaveOut(kind, target.bean(), refused.get());
                    continue;
                }
                taken.add(target.place());
                put(section, next++, target, layer);
            }
        } catch (RuntimeException | LinkageError e) {
            log.warn(
                    "Not looking for {} among the host's beans: {}; set monitoring.{}.{}=false to say no more of it",
                    kind.collector,
                    e.toString(),
                    SECTION,
                    kind.collector);
        }
    }

    private List<BeanTarget> found(Kind kind, BeanReader reader) {
        List<BeanTarget> found = new ArrayList<>();
        for (String name : beans.getBeanNamesForType(reader.type(), false, false)) {
            // One that is not there yet is lazy, failed, or being made by somebody: all of these are left alone.
            Object bean = beans.containsSingleton(name) ? beans.getSingleton(name) : null;
            Object target = bean instanceof Advised ? AopProxyUtils.getSingletonTarget(bean) : bean;
            if (!reader.type().isInstance(target)) {
                log.debug("Bean \"{}\" is not there, or behind a proxy without one target; it is left alone", name);
                continue;
            }
            try {
                for (BeanTarget read : reader.read(new HostBean(name, target, isFromBoot(name), environment))) {
                    found.add(withKeys(read));
                }
            } catch (BeanReader.Unreadable e) {
                leaveOut(kind, name, e.reason());
            } catch (RuntimeException | LinkageError e) {
                leaveOut(kind, name, "it cannot be read, " + e.getClass().getSimpleName()); // its text may be secret
            }
        }
        return found;
    }

    private boolean isFromBoot(String name) {
        try {
            if (!beans.containsBeanDefinition(name)) {
                return false;
            }
            BeanDefinition definition = beans.getBeanDefinition(name);
            String maker = definition.getFactoryBeanName();
            return String.valueOf(maker == null ? definition.getBeanClassName() : maker)
                    .startsWith("org.springframework.boot.");
        } catch (BeanDefinitionStoreException e) {
            return false;
        }
    }

    private BeanTarget withKeys(BeanTarget target) throws BeanReader.Unreadable {
        String name = target.values().get(SslKeys.BUNDLE);
        if (name == null) {
            return target;
        }
        Map<String, String> values = new TreeMap<>(target.values());
        values.remove(SslKeys.BUNDLE);
        values.putAll(bundle(name));
        return new BeanTarget(target.bean(), target.place(), values);
    }

    private Map<String, String> bundle(String name) throws BeanReader.Unreadable {
        SslBundles bundles = beans.getBeanProvider(SslBundles.class).getIfUnique();
        if (bundles == null) {
            throw new BeanReader.Unreadable("there is no SSL bundle \"" + name + "\"");
        }
        try {
            return SslKeys.of(name, bundles.getBundle(name));
        } catch (NoSuchSslBundleException e) {
            throw new BeanReader.Unreadable("there is no SSL bundle \"" + name + "\"");
        }
    }

    /** Why the collector would not take a target: a fault of ours must not be one of the user's configuration. */
    private static Optional<String> refused(BeanReader reader, BeanTarget target) {
        SettingLayer alone = new SettingLayer();
        Settings section = Settings.empty("monitoring")
                .section("collectors")
                .section(reader.collectors().name());
        put(section, 0, target, alone);
        Settings tried = Settings.of(alone.values(), section.prefix());
        CollectorContext context =
                new CollectorContext(Clock.system(), Duration.ofSeconds(5), Duration.ofSeconds(4), "any");
        boolean made = !reader.collectors().create(tried, context).isEmpty();
        Optional<String> fault = tried.faults().stream().map(Fault::message).findFirst();
        return fault.isPresent() || made ? fault : Optional.of("the collector takes no such server");
    }

    private static void put(Settings section, int number, BeanTarget target, SettingLayer layer) {
        Origin origin = new Origin("bean \"" + target.bean() + "\"");
        String prefix = section.prefix() + ".targets[" + number + "]";
        layer.putSection(prefix, origin);
        target.values().forEach((key, value) -> layer.put(prefix + "." + key, value, origin));
    }

    private static void leaveOut(Kind kind, String bean, String why) {
        log.info(
                "Not watching the server of bean \"{}\": {}; to watch it, set monitoring.collectors.{}.targets",
                bean,
                why,
                kind.collector);
    }
}

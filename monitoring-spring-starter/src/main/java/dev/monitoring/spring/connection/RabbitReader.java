package dev.monitoring.spring.connection;

import com.rabbitmq.client.ConnectionFactory;
import dev.monitoring.collectors.rabbitmq.RabbitCollectorFactory;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.io.FileNotFoundException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.amqp.rabbit.connection.AbstractConnectionFactory;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.ResourceUtils;

/**
 * Reads Spring's connection factories of RabbitMQ. Of a cluster the first address is watched: each node tells about all
 * queues. Where the management pages are the collector guesses. Immutable.
 */
final class RabbitReader implements BeanReader {
    private static final int PORT = 5672;
    private static final int TLS_PORT = 5671;
    /** {@link ConnectionFactory#USE_DEFAULT_PORT}, which stands for one of the two above. */
    private static final int DEFAULT_PORT = ConnectionFactory.USE_DEFAULT_PORT;

    private static final Setting<String> URL = Setting.text("url", null, "The broker.");
    private static final Setting<String> MANAGEMENT_URL = Setting.text("management-url", null, "Its pages.");

    @Override
    public Class<?> type() {
        return AbstractConnectionFactory.class;
    }

    @Override
    public CollectorFactory collectors() {
        return new RabbitCollectorFactory();
    }

    @Override
    public List<BeanTarget> read(HostBean bean) throws Unreadable {
        AbstractConnectionFactory factory = (AbstractConnectionFactory) bean.object();
        ConnectionFactory client = factory.getRabbitConnectionFactory();
        boolean secure = client.isSSL();
        String host = factory.getHost();
        int port = factory.getPort();
        for (com.rabbitmq.client.Address address : addresses(factory)) {
            host = address.getHost();
            port = address.getPort();
            break;
        }
        if (host == null || host.isBlank()) {
            throw new Unreadable("it names no host");
        }
        port = port == DEFAULT_PORT || port <= 0 ? (secure ? TLS_PORT : PORT) : port;
        Map<String, String> values = new TreeMap<>();
        values.put("url", (secure ? "amqps://" : "amqp://") + Place.text(host, port));
        values.put("virtual-host", client.getVirtualHost());
        if (client.getUsername() != null && client.getPassword() != null) {
            values.put("username", client.getUsername());
            values.put("password", client.getPassword());
        }
        if (secure) {
            tls(bean, values);
        }
        return List.of(new BeanTarget(bean.name(), new Place(host, port), values));
    }

    /** The addresses win over the host, but are for subclasses only. */
    private static List<com.rabbitmq.client.Address> addresses(AbstractConnectionFactory factory) {
        List<com.rabbitmq.client.Address> found = new ArrayList<>();
        try {
            Method method = ReflectionUtils.findMethod(AbstractConnectionFactory.class, "getAddresses");
            if (method != null) {
                ReflectionUtils.makeAccessible(method);
                if (ReflectionUtils.invokeMethod(method, factory) instanceof List<?> addresses) {
                    for (Object address : addresses) {
                        found.add((com.rabbitmq.client.Address) address);
                    }
                }
            }
        } catch (RuntimeException e) {
            return List.of(); // then it is the host
        }
        return found;
    }

    private static void tls(HostBean bean, Map<String, String> values) throws Unreadable {
        String ssl = "spring.rabbitmq.ssl.";
        if (bean.property(ssl + "validate-server-certificate").equals("false")) {
            values.put("tls.insecure-skip-verify", "true");
        }
        String bundle = bean.property(ssl + "bundle");
        if (!bundle.isEmpty()) {
            values.put(SslKeys.BUNDLE, bundle);
            return;
        }
        for (String store : List.of("key-store", "trust-store")) {
            String location = bean.property(ssl + store);
            if (location.isEmpty()) {
                continue;
            }
            try {
                values.put("tls." + store, ResourceUtils.getFile(location).getPath());
            } catch (FileNotFoundException e) {
                throw new Unreadable("its " + store + " " + location + " is not a file");
            }
            String password = bean.property(ssl + store + "-password");
            if (!password.isEmpty()) {
                values.put("tls." + store + "-password", password);
            }
        }
    }

    @Override
    public List<Place> places(Settings target) {
        List<Place> places = new ArrayList<>();
        String url = target.find(URL).orElse("");
        boolean web = url.startsWith("http");
        Place.ofUrl(url, web ? 0 : url.startsWith("amqps:") ? TLS_PORT : PORT)
                .map(place -> web ? new Place(place.host(), 0) : place)
                .ifPresent(places::add);
        target.find(MANAGEMENT_URL)
                .flatMap(pages -> Place.ofUrl(pages, 0))
                .ifPresent(place -> places.add(new Place(place.host(), 0)));
        return places;
    }
}

package dev.monitoring.spring.web;

import dev.monitoring.spring.autoconfigure.ConsoleAddress;
import java.net.InetAddress;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;

/**
 * Where people on this machine find the routes, once the host's server listens. An application deployed in a container of
 * others does not know that. Immutable.
 */
record HostedAddress(Environment environment, BasePath base) implements ConsoleAddress {
    @Override
    public Optional<String> url() {
        ServedBy server = ServedBy.of(environment);
        if (server == ServedBy.NOBODY) {
            return Optional.empty();
        }
        boolean management = server == ServedBy.MANAGEMENT_SERVER;
        String port = environment.getProperty(management ? "local.management.port" : "local.server.port");
        if (port == null) {
            return Optional.of("<address of the application>" + base.path() + "/");
        }
        String prefix = management ? "management.server." : "server.";
        String contextPath = management
                ? first("management.server.base-path")
                : first("server.servlet.context-path", "spring.webflux.base-path");
        boolean https = environment.getProperty(prefix + "ssl.enabled", Boolean.class, true)
                && !first(prefix + "ssl.bundle", prefix + "ssl.key-store", prefix + "ssl.certificate")
                        .isEmpty();
        String host = host(first(prefix + "address"));
        return Optional.of((https ? "https" : "http") + "://" + host + ":" + port + contextPath + base.path() + "/");
    }

    /** What to call a server that listens on an address; one that listens on all of them, or on loopback, is here. */
    private static String host(String listening) {
        InetAddress address = PeerAddress.parse(listening);
        if (listening.isEmpty() || address != null && (address.isAnyLocalAddress() || address.isLoopbackAddress())) {
            return "localhost";
        }
        return listening.indexOf(':') >= 0 ? "[" + listening + "]" : listening;
    }

    private String first(String... keys) {
        return Stream.of(keys)
                .map(key -> environment.getProperty(key, ""))
                .filter(value -> !value.isEmpty() && !value.equals("/"))
                .findFirst()
                .orElse("");
    }
}

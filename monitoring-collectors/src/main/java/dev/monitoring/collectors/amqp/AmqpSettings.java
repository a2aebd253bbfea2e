package dev.monitoring.collectors.amqp;

import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.tls.TlsClient;
import dev.monitoring.core.tls.TlsSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The keys of a target that is a broker spoken to in AMQP 0-9-1: address, virtual host, user, heartbeat, TLS. Immutable.
 *
 * @see <a href="https://www.rabbitmq.com/docs/uri-spec">RabbitMQ URI Specification</a>
 */
public final class AmqpSettings {
    /** The address. Required where a target is reached in no other way. */
    public static final Setting<String> URL = Setting.text(
            "url", null, "The broker's address, as amqp://host:5672/vhost, or amqps://host:5671/vhost for TLS.");

    private static final Setting<String> VIRTUAL_HOST =
            Setting.text("virtual-host", null, "The virtual host; by default that in the address, and else /.");
    private static final Setting<Duration> HEARTBEAT = Setting.duration(
            "heartbeat",
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            "How often each side says that it is there; a broker silent for twice as long is given up.");

    private static final String LIBRARY = "com.rabbitmq.client.ConnectionFactory";

    private AmqpSettings() {}

    /** All keys, those of the login and of TLS included, for a factory's target settings. */
    public static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(List.of(URL, VIRTUAL_HOST, HEARTBEAT));
        all.addAll(Login.all());
        all.addAll(TlsSettings.all());
        return List.copyOf(all);
    }

    /** What is missing on the class path, as a remedy for people; nothing where AMQP can be spoken. */
    public static Optional<String> unavailable() {
        try {
            Class.forName(LIBRARY, false, AmqpSettings.class.getClassLoader());
            return Optional.empty();
        } catch (ClassNotFoundException | LinkageError e) {
            return Optional.of("add com.rabbitmq:amqp-client to the class path");
        }
    }

    /** The broker that a target's section names; nothing, and a fault recorded, where its address is missing or wrong. */
    public static Optional<AmqpServer> require(Settings target) {
        target.require(URL);
        return read(target);
    }

    /**
     * The broker that a target's section names, if it names one. Makes no connection and reads no file; what is wrong with
     * the section is recorded there as faults.
     */
    public static Optional<AmqpServer> read(Settings target) {
        Optional<String> text = target.find(URL).map(String::strip);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String fault = fault(text.get());
        if (!fault.isEmpty()) {
            target.fault(URL, fault);
            return Optional.empty();
        }
        URI url = URI.create(text.get());
        boolean secure = url.getScheme().equalsIgnoreCase("amqps");
        if (!secure && TlsSettings.isSet(target)) {
            target.fault(new Fault(
                    target.originOfKey(target.prefix() + ".tls"),
                    target.prefix() + ".tls is set, but the address begins with amqp: and so without TLS; let it begin"
                            + " with amqps:"));
        }
        TlsClient tls = TlsSettings.read(target);
        String host = url.getHost();
        return Optional.of(new AmqpServer(
                host.startsWith("[") ? host.substring(1, host.length() - 1) : host,
                url.getPort() >= 0 ? url.getPort() : secure ? 5671 : 5672,
                target.find(VIRTUAL_HOST).orElseGet(() -> virtualHost(url)),
                Login.read(target),
                secure ? Optional.of(tls) : Optional.empty(),
                target.get(HEARTBEAT)));
    }

    /** The virtual host of an address; that named / where the path is empty, and also where it is /, as most write it. */
    private static String virtualHost(URI url) {
        String path = url.getRawPath();
        if (path == null || path.length() < 2) {
            return "/";
        }
        return URLDecoder.decode(path.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String fault(String text) {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            return "the address cannot be read: " + e.getReason() + " at character " + (e.getIndex() + 1)
                    + "; write it as amqp://host:5672/vhost, with what is special in the vhost as %2F";
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (url.getRawUserInfo() != null) {
            return "the address has a user or password in it; put them into username and password, where they are kept"
                    + " secret";
        }
        if (!scheme.equals("amqp") && !scheme.equals("amqps") || url.getHost() == null) {
            return "the address is not one of amqp or amqps with a host; write it as amqp://host:5672/vhost";
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            return "port " + url.getPort() + " is none; use one from 1 to 65535";
        }
        String path = url.getRawPath();
        if (path != null && path.indexOf('/', 1) >= 0 && !path.equals("//")) {
            return "the address has more than one path segment; write a / in the vhost as %2F, or set virtual-host";
        }
        if (path != null && path.contains("%") && !path.matches("(?:[^%]|%[0-9a-fA-F]{2})*")) {
            return "the vhost has a % without two hexadecimal digits; write it as %25";
        }
        return url.getRawQuery() == null && url.getRawFragment() == null
                ? ""
                : "the address has a ? or # in it, and what follows is not understood; use the keys beside it";
    }
}

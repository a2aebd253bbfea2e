package dev.monitoring.alerts.notify.http;

import dev.monitoring.alerts.config.Secret;
import dev.monitoring.alerts.config.SecretReader;
import dev.monitoring.alerts.config.TlsReader;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.tls.TlsClient;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code http_config} says. Immutable.
 *
 * @param authorization the value of the header Authorization
 * @param headers further headers of every message
 * @param secrets what may never show: passwords, tokens, and forms of them
 */
record HttpConfig(TlsClient tls, Optional<Secret> authorization, Map<String, Secret> headers, List<Secret> secrets) {
    private static final String NAME = "http_config";

    /** Keys of Alertmanager that are not supported, with what to do instead. */
    private static final Map<String, String> UNSUPPORTED = Map.of(
            "proxy_url", "connections are made directly, remove it",
            "no_proxy", "connections are made directly, remove it",
            "proxy_connect_header", "connections are made directly, remove it",
            "oauth2", "use \"authorization\" with a token");

    /** Headers that say how we talk, in small letters. */
    private static final Set<String> OURS = Set.of(
            "accept-encoding",
            "connection",
            "content-encoding",
            "content-length",
            "content-type",
            "expect",
            "host",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "user-agent");

    HttpConfig {
        headers = new LinkedHashMap<>(headers);
        secrets = List.copyOf(secrets);
    }

    /** Reads the section of a receiver, or else that of {@code global}; what is wrong with it is a fault there. */
    static HttpConfig read(YamlMap settings, Optional<YamlMap> global, SecretReader secrets) {
        return settings.map(NAME)
                .or(() -> global.flatMap(map -> map.map(NAME)))
                .map(map -> read(map, secrets))
                .orElseGet(() -> new HttpConfig(TlsClient.ofJava(), Optional.empty(), Map.of(), List.of()));
    }

    private static HttpConfig read(YamlMap map, SecretReader secrets) {
        List<Secret> known = new ArrayList<>();
        List<Optional<Secret>> found = List.of(
                map.map("authorization").flatMap(section -> authorization(section, secrets, known)),
                map.map("basic_auth").flatMap(section -> basic(section, secrets, known)),
                secrets.read(map, "bearer_token").map(token -> header("Bearer", token, known)));
        List<Secret> authorizations = found.stream().flatMap(Optional::stream).toList();
        if (authorizations.size() > 1) {
            map.fault("has several of \"authorization\", \"basic_auth\" and \"bearer_token\"; keep one of them");
        }
        // Redirects are refused with what to do, whatever this says; HTTP/2 is not spoken, which nobody notices.
        map.flag("follow_redirects");
        map.flag("enable_http2");
        map.flag("proxy_from_environment")
                .filter(wanted -> wanted)
                .flatMap(wanted -> map.get("proxy_from_environment"))
                .ifPresent(value -> value.fault("is not supported; connections are made directly, remove it"));
        UNSUPPORTED.forEach((key, remedy) -> map.get(key)
                .filter(value -> value.isMap()
                        || value.isList()
                        || !value.text().orElse("").isEmpty())
                .ifPresent(value -> value.fault("is not supported; " + remedy)));
        TlsClient tls = map.map("tls_config")
                .map(section -> TlsReader.read(section, secrets))
                .orElseGet(TlsClient::ofJava);
        Map<String, Secret> headers = new LinkedHashMap<>();
        map.map("http_headers")
                .ifPresent(section -> section.values()
                        .forEach((name, value) -> value.map()
                                .ifPresent(header -> further(name, value, header, secrets)
                                        .ifPresent(secret -> headers.put(name, secret)))));
        known.addAll(headers.values());
        map.refuseOthers(NAME);
        return new HttpConfig(tls, authorizations.stream().findFirst(), headers, known);
    }

    /** The value of a header of {@code http_headers}. */
    private static Optional<Secret> further(String name, YamlValue value, YamlMap header, SecretReader secrets) {
        List<Secret> values = new ArrayList<>();
        header.items("values").forEach(item -> secrets.text(item).ifPresent(values::add));
        header.items("secrets").forEach(item -> secrets.text(item).ifPresent(values::add));
        header.items("files").forEach(item -> secrets.content(item).ifPresent(values::add));
        header.refuseOthers("a header");
        if (name.equalsIgnoreCase("authorization")) {
            value.fault("stands in \"http_headers\"; use \"authorization\" or \"basic_auth\"");
        } else if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+")) {
            value.fault("is not the name of a header; use letters and hyphens");
        } else if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
            value.fault("says how messages are sent, which is ours to say; remove it");
        } else if (values.size() > 1) {
            value.fault("has " + values.size() + " values; a header is sent with one, keep that");
        }
        return values.stream().findFirst();
    }

    private static Optional<Secret> authorization(YamlMap map, SecretReader secrets, List<Secret> known) {
        String type = map.text("type").filter(text -> !text.isBlank()).orElse("Bearer");
        if (type.equalsIgnoreCase("basic")) {
            map.get("type").ifPresent(value -> value.fault("is Basic; use \"basic_auth\" for that"));
        }
        Optional<Secret> credentials = secrets.read(map, "credentials");
        map.refuseOthers("authorization");
        return credentials.map(secret -> header(type, secret, known));
    }

    private static Optional<Secret> basic(YamlMap map, SecretReader secrets, List<Secret> known) {
        Optional<Secret> user = secrets.read(map, "username");
        Optional<Secret> password = secrets.read(map, "password");
        map.refuseOthers("basic_auth");
        if (user.isEmpty()
                && map.get("username").isEmpty()
                && map.get("username_file").isEmpty()) {
            map.fault("\"username\" is missing; add it, for example \"username: monitoring\"");
        }
        password.ifPresent(known::add);
        return user.map(name -> {
            String pair = name.reveal() + ":" + password.map(Secret::reveal).orElse("");
            String encoded = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            return header("Basic", Secret.of(encoded), known);
        });
    }

    private static Secret header(String type, Secret credentials, List<Secret> known) {
        known.add(credentials);
        return Secret.of(type + " " + credentials.reveal());
    }
}

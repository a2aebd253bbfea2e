package dev.monitoring.core.endpoint;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.tls.TlsClient;
import dev.monitoring.core.tls.TlsSettings;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The keys of a target that is asked over HTTP, besides the address itself, whose name and default are the collector's:
 * credentials, TLS, redirects, size of the answer. Immutable.
 */
public final class EndpointSettings {
    private static final Setting<String> USERNAME = Setting.text("basic-auth.username", null, "The user to log in as.");
    private static final Setting<String> PASSWORD =
            Setting.secret("basic-auth.password", "The password of basic-auth.username.");
    private static final Setting<String> PASSWORD_FILE = Setting.text(
            "basic-auth.password-file", null, "A file with the password, read for each request; instead of it.");
    private static final Setting<String> BEARER_TOKEN =
            Setting.secret("bearer-token", "A token to show instead of a user and password.");
    private static final Setting<String> BEARER_TOKEN_FILE =
            Setting.text("bearer-token-file", null, "A file with the token, read for each request; instead of it.");
    private static final Setting<Redirects> REDIRECTS = Setting.choice(
            "redirects", Redirects.SAME_HOST, "Which redirects to follow; another host is told no credentials.");
    private static final Setting<Long> BODY_LIMIT = Setting.bytes(
            "body-size-limit", 32L << 20, 1, "The longest answer to read, unpacked; beyond it the run fails.");

    private EndpointSettings() {}

    /** All keys, those of TLS included, for a factory's target settings. */
    public static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(ofCredentials());
        all.addAll(List.of(REDIRECTS, BODY_LIMIT));
        all.addAll(TlsSettings.all());
        return List.copyOf(all);
    }

    /** The keys of {@link #credentials} alone, for those who do the rest by themselves. */
    public static List<Setting<?>> ofCredentials() {
        return List.of(USERNAME, PASSWORD, PASSWORD_FILE, BEARER_TOKEN, BEARER_TOKEN_FILE);
    }

    /**
     * The address that a setting names, as {@code http} or {@code https} with a host and without a fragment; user and password
     * in it are a fault. Where it is missing or wrong, that is recorded, and nothing comes back.
     */
    public static Optional<URI> address(Settings target, Setting<String> setting) {
        return address(target, setting, "");
    }

    /**
     * The same for an address that may lack its scheme: {@code minio:9000}.
     *
     * @param scheme what such an address gets: {@code http} or {@code https}; empty where it is a fault
     */
    public static Optional<URI> address(Settings target, Setting<String> setting, String scheme) {
        Optional<String> text = target.require(setting).map(String::strip);
        return text.map(url -> scheme.isEmpty() || url.contains("://") ? url : scheme + "://" + url)
                .flatMap(url -> {
                    String fault = fault(url);
                    if (fault.isEmpty()) {
                        return Optional.of(URI.create(url));
                    }
                    target.fault(setting, fault);
                    return Optional.empty();
                });
    }

    private static String fault(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return "the address cannot be read: " + e.getReason() + " at character " + (e.getIndex() + 1)
                    + "; write it as http://host:port/path";
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri.getRawUserInfo() != null) {
            return "the address has a user or password in it; put them into basic-auth.username and"
                    + " basic-auth.password, where they are kept secret";
        }
        if (!scheme.equals("http") && !scheme.equals("https") || uri.getHost() == null) {
            return "the address is not one of http or https with a host; write it as http://host:port/path";
        }
        if (uri.getPort() == 0 || uri.getPort() > 65_535) {
            return "port " + uri.getPort() + " is none; use one from 1 to 65535";
        }
        return uri.getRawFragment() == null
                ? ""
                : "the address has a fragment, #" + uri.getRawFragment() + ", which no server sees; remove it";
    }

    /** The host and port of an address, as in a label {@code instance}. */
    public static String instance(URI address) {
        return address.getHost() + ":" + HttpWire.port(address);
    }

    /**
     * The endpoint that a target's section describes. Reads no file and makes no connection; what is wrong with the section
     * is recorded there as faults.
     */
    public static HttpEndpoint read(Settings target, URI address) {
        TlsClient tls = TlsSettings.read(target);
        if (TlsSettings.isSet(target) && !HttpWire.isSecure(address)) {
            target.fault(new dev.monitoring.core.settings.Fault(
                    target.originOfKey(target.prefix() + ".tls"),
                    target.prefix() + ".tls is set, but the address begins with http: and so without TLS; let it begin"
                            + " with https:"));
        }
        return HttpEndpoint.of(address)
                .tls(tls)
                .credentials(credentials(target))
                .redirects(target.get(REDIRECTS))
                .bodyLimit(target.get(BODY_LIMIT))
                .build();
    }

    /** Whether a target's section says who asks. */
    public static boolean hasCredentials(Settings target) {
        return Stream.of(USERNAME, BEARER_TOKEN, BEARER_TOKEN_FILE).anyMatch(target::isSet);
    }

    /** Who asks, as a section says; what is wrong with it is recorded there. */
    public static Credentials credentials(Settings target) {
        Optional<String> user = target.find(USERNAME);
        Optional<String> password = target.find(PASSWORD);
        Optional<Path> passwordFile = path(target, PASSWORD_FILE);
        Optional<String> token = target.find(BEARER_TOKEN);
        Optional<Path> tokenFile = path(target, BEARER_TOKEN_FILE);
        if (password.isPresent() && passwordFile.isPresent()) {
            target.fault(PASSWORD_FILE, "basic-auth.password is set as well; keep one of the two");
        }
        if (token.isPresent() && tokenFile.isPresent()) {
            target.fault(BEARER_TOKEN_FILE, "bearer-token is set as well; keep one of the two");
        }
        boolean bearer = token.isPresent() || tokenFile.isPresent();
        if (bearer && user.isPresent()) {
            target.fault(USERNAME, "a bearer token is set as well; keep one of the two");
        }
        if (user.isEmpty() && (password.isPresent() || passwordFile.isPresent())) {
            target.fault(
                    password.isPresent() ? PASSWORD : PASSWORD_FILE,
                    "there is a password, but nobody it belongs to; set basic-auth.username");
        }
        if (token.isPresent()) {
            return Credentials.bearer(token.get());
        }
        if (tokenFile.isPresent()) {
            return Credentials.bearerFromFile(tokenFile.get());
        }
        if (user.isPresent()) {
            return passwordFile.isPresent()
                    ? Credentials.basicFromFile(user.get(), passwordFile.get())
                    : Credentials.basic(user.get(), password.orElse(""));
        }
        return Credentials.none();
    }

    private static Optional<Path> path(Settings target, Setting<String> setting) {
        try {
            return target.find(setting).filter(file -> !file.isBlank()).map(Path::of);
        } catch (java.nio.file.InvalidPathException e) {
            target.fault(setting, "the text is not a path: " + e.getReason());
            return Optional.empty();
        }
    }
}

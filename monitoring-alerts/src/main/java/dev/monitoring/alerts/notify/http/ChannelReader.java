package dev.monitoring.alerts.notify.http;

import dev.monitoring.alerts.config.Secret;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.endpoint.HttpWire;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the settings of one receiver's channel. What is wrong becomes a fault where it stands; the values that come back are
 * of use only if {@link #isSound} in the end. Confined to one thread.
 */
public final class ChannelReader {
    /** What {@code timeout: 0s} means: until the group is due again. */
    private static final Duration UNLIMITED = Duration.ofDays(1);

    private final String kind;
    private final YamlMap settings;
    private final ChannelContext context;
    private final int faultsBefore;
    private final List<Secret> secrets = new ArrayList<>();

    /**
     * A reader.
     *
     * @param kind the kind of channel, {@code slack}
     * @param settings what stands under the kind's key of a receiver
     */
    public ChannelReader(String kind, YamlMap settings, ChannelContext context) {
        this.kind = kind;
        this.settings = settings;
        this.context = context;
        this.faultsBefore = settings.faultCount();
        settings.get("send_resolved");
    }

    /** The settings themselves. */
    public YamlMap settings() {
        return settings;
    }

    /** Whether nothing was wrong; keys that nobody asked for are. Call it once, last. */
    public boolean isSound() {
        settings.refuseOthers(kind + "_configs");
        return settings.faultCount() == faultsBefore;
    }

    /**
     * A notifier that posts messages to an address. Call it last: keys that nobody asked for become faults.
     *
     * @param address empty where it was wrong
     * @return empty where anything was wrong
     */
    public Optional<Notifier> posting(Optional<URI> address, MessageNotifier.Message message, AnswerReading answers) {
        if (address.isEmpty()) {
            checkHttp();
        }
        Optional<Notifier> notifier = address.map(url -> new MessageNotifier(sender(url, Map.of()), message, answers));
        return isSound() ? notifier : Optional.empty();
    }

    /** Makes a fault of a key that Alertmanager has and we do not. */
    public void unsupported(String key, String remedy) {
        settings.get(key).ifPresent(value -> value.fault("is not supported; " + remedy));
    }

    /**
     * A secret, as text or from a file.
     *
     * @param key where it stands in the settings
     * @param globalKey where it stands in {@code global} otherwise; empty if it may not
     */
    public Optional<Secret> secret(String key, String globalKey) {
        Optional<Secret> found = context.secrets()
                .read(settings, key)
                .filter(secret -> !secret.reveal().isBlank());
        if (found.isEmpty()
                && settings.get(key).isEmpty()
                && settings.get(key + "_file").isEmpty()) {
            found = globalKey.isEmpty()
                    ? Optional.empty()
                    : context.global().flatMap(global -> context.secrets().read(global, globalKey));
        }
        found.ifPresent(secrets::add);
        return found;
    }

    /** A secret that must be there; its absence is a fault. */
    public Optional<Secret> requiredSecret(String key, String globalKey) {
        int before = settings.faultCount();
        Optional<Secret> secret = secret(key, globalKey);
        if (secret.isEmpty() && settings.faultCount() == before) {
            settings.fault("\"" + key + "\" is missing; add it, or name a file that holds it with \"" + key + "_file\""
                    + (globalKey.isEmpty() ? "" : ", or set \"" + globalKey + "\" under \"global\""));
        }
        return secret;
    }

    /** A secret that must be there and may be a template, so that the labels of alerts choose among several. */
    public MessageText requiredSecretText(String key) {
        Optional<Secret> secret = requiredSecret(key, "");
        try {
            return MessageText.of(
                    context.templates().parse(key, secret.map(Secret::reveal).orElse("")));
        } catch (TemplateException e) {
            settings.get(key)
                    .or(() -> settings.get(key + "_file"))
                    .ifPresent(value -> value.fault(
                            "has {{ in it and is not a template that can be read; correct it, or write {{ \"{{\" }}"));
            return MessageText.none();
        }
    }

    /** An address of http or https, which is a secret and must be there. */
    public Optional<URI> requiredAddress(String key, String globalKey) {
        return requiredSecret(key, globalKey).flatMap(secret -> address(key, secret.reveal()));
    }

    /** The same for an address that a service has for everybody. */
    public Optional<URI> address(String key, String globalKey, String fallback) {
        int before = settings.faultCount();
        Optional<String> text = settings.text(key)
                .or(() -> globalKey.isEmpty()
                        ? Optional.empty()
                        : context.global().flatMap(global -> global.text(globalKey)))
                .filter(url -> !url.isBlank());
        return settings.faultCount() > before ? Optional.empty() : address(key, text.orElse(fallback));
    }

    private Optional<URI> address(String key, String text) {
        String fault = fault(text.strip());
        if (fault.isEmpty()) {
            return Optional.of(URI.create(text.strip()));
        }
        Optional<YamlValue> value = settings.get(key).or(() -> settings.get(key + "_file"));
        value.ifPresentOrElse(
                found -> found.fault(fault), () -> settings.fault("\"" + key + "\" of \"global\": " + fault));
        return Optional.empty();
    }

    /** What is wrong with an address, without saying it. */
    private static String fault(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            return "is not an address that can be read, from character " + (e.getIndex() + 1)
                    + " on; write it as https://host:port/path";
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean known = scheme.equals("http") || scheme.equals("https");
        if (known && uri.getHost() == null && uri.getRawAuthority() != null) {
            return "has a host that is not written in letters, digits, hyphens and dots; give the server such a name";
        }
        if (!known || uri.getHost() == null) {
            return "is not an address of http or https with a host; write it as https://host:port/path";
        }
        if (uri.getRawUserInfo() != null) {
            return "has a user or password in the address; put them into \"basic_auth\" of \"http_config\"";
        }
        if (HttpWire.port(uri) < 1 || HttpWire.port(uri) > 65_535) {
            return "has a port that is none; use one from 1 to 65535";
        }
        return uri.getRawFragment() == null ? "" : "has a fragment behind #, which no server sees; remove it";
    }

    /** A text with templates in it. */
    public MessageText text(String key, String fallback) {
        return settings.get(key).map(value -> text(value, key)).orElseGet(() -> text(fallback));
    }

    /** A text of one of the settings' maps or lists. */
    public MessageText text(YamlValue value, String name) {
        Optional<String> text = value.text();
        if (text.isEmpty()) {
            return MessageText.none();
        }
        try {
            return MessageText.of(context.templates().parse(name, text.get()));
        } catch (TemplateException e) {
            value.fault(e.line(), e.column(), e.fault());
            return MessageText.none();
        }
    }

    /** A text of ours. */
    public MessageText text(String template) {
        if (template.isEmpty()) {
            return MessageText.none();
        }
        try {
            return MessageText.of(context.templates().parse(kind, template));
        } catch (TemplateException e) {
            throw new IllegalStateException("a default of " + kind + " is not a template", e);
        }
    }

    /** Texts by name, as in {@code details}. */
    public Map<String, MessageText> texts(String key) {
        Map<String, MessageText> texts = new LinkedHashMap<>();
        settings.map(key).ifPresent(map -> map.values().forEach((name, value) -> texts.put(name, text(value, name))));
        return texts;
    }

    /**
     * What sends the channel's messages; reads {@code http_config}, and {@code timeout}. Call it after all secrets were read.
     *
     * @param headers headers of every message besides the content type
     */
    public HttpSender sender(URI address, Map<String, String> headers) {
        HttpConfig http = HttpConfig.read(settings, context.global(), context.secrets());
        Optional<Duration> timeout = settings.duration("timeout").map(length -> length.isZero() ? UNLIMITED : length);
        return HttpSender.of(address, http, secrets, headers, context.clock(), timeout);
    }

    /** Reads what {@link #sender} would, for its faults, where there is no address. */
    public void checkHttp() {
        HttpConfig.read(settings, context.global(), context.secrets());
        settings.duration("timeout");
    }
}

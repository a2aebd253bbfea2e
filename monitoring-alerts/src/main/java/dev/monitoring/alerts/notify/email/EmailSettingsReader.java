package dev.monitoring.alerts.notify.email;

import dev.monitoring.alerts.config.Secret;
import dev.monitoring.alerts.config.TlsReader;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.template.Template;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.tls.TlsClient;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Reads an {@code email_configs} item, and {@code smtp_…} of the section {@code global} where the item says nothing. Confined
 * to one thread; used once.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/#email_config">email_config</a>
 */
final class EmailSettingsReader {
    private static final String GLOBAL_PREFIX = "smtp_";

    /** Those that say how the body is to be read; we write the body. */
    private static final Set<String> OURS = Set.of("mime-version", "content-type", "content-transfer-encoding");

    private static final List<String> SHOWN = List.of("From", "To", "Subject");

    private final YamlMap settings;
    private final ChannelContext context;
    private boolean wrong;

    EmailSettingsReader(YamlMap settings, ChannelContext context) {
        this.settings = settings;
        this.context = context;
    }

    /** The settings; empty where there is a fault. */
    Optional<EmailSettings> read() {
        Optional<YamlValue> toText = required("to", false);
        Optional<YamlValue> fromText = required("from", true);
        Optional<SmartHost> server = required("smarthost", true).flatMap(value -> parsed(value, SmartHost::parse));
        Optional<Template> to = toText.flatMap(value -> template("to", value));
        Optional<Template> from = fromText.flatMap(value -> template("from", value));
        Optional<Boolean> implicit = flag("force_implicit_tls");
        boolean requiresTls = flag("require_tls").orElse(true);
        TlsClient tls = map("tls_config")
                .map(found -> TlsReader.read(found, context.secrets()))
                .orElseGet(TlsClient::ofJava);
        String hello = either("hello")
                .flatMap(value -> parsed(value, EmailSettingsReader::helloName))
                .orElse("localhost");
        Optional<SmtpLogin> login = login();
        Map<String, Template> headers = headers(fromText, toText);
        Optional<Template> text = body("text", "{{ template \"email.default.text\" . }}");
        Optional<Template> html = body("html", "{{ template \"email.default.html\" . }}");
        settings.refuseOthers("an email_configs item");
        if (wrong || to.isEmpty() || from.isEmpty() || server.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new EmailSettings(
                server.get(),
                implicit.orElse(server.get().port() == SmartHost.IMPLICIT_TLS_PORT),
                requiresTls,
                tls,
                hello,
                login,
                to.get(),
                toText.flatMap(YamlValue::text).orElse(""),
                from.get(),
                headers,
                text,
                html));
    }

    /** The value of a key, here or under {@code smtp_} in the section global. */
    private Optional<YamlValue> either(String key) {
        return settings.get(key)
                .or(() -> context.global().flatMap(global -> global.get(GLOBAL_PREFIX + key)))
                .filter(value -> !value.isEmpty());
    }

    private Optional<YamlValue> required(String key, boolean maybeGlobal) {
        Optional<YamlValue> value = (maybeGlobal ? either(key) : settings.get(key))
                .filter(found -> !found.text().orElse("").isBlank());
        if (value.isEmpty()) {
            wrong = true;
            settings.fault("\"" + key + "\" is missing; add it"
                    + (maybeGlobal ? ", or \"" + GLOBAL_PREFIX + key + "\" to \"global\"" : "") + ", for example \""
                    + (key.equals("smarthost") ? "mail.example.org:587" : "alerts@example.org") + "\"");
        }
        return value;
    }

    private <T> Optional<T> parsed(YamlValue value, Function<String, T> parser) {
        try {
            return value.text().map(parser);
        } catch (IllegalArgumentException e) {
            fault(value, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<Boolean> flag(String key) {
        return settings.get(key).isPresent()
                ? settings.flag(key)
                : context.global().flatMap(global -> global.flag(GLOBAL_PREFIX + key));
    }

    private Optional<YamlMap> map(String key) {
        return settings.get(key).isPresent()
                ? settings.map(key)
                : context.global().flatMap(global -> global.map(GLOBAL_PREFIX + key));
    }

    private Optional<Secret> secret(String key) {
        boolean here =
                settings.get(key).isPresent() || settings.get(key + "_file").isPresent();
        return here
                ? context.secrets().read(settings, key)
                : context.global().flatMap(global -> context.secrets().read(global, GLOBAL_PREFIX + key));
    }

    private static String helloName(String text) {
        if (!text.matches("[!-~]+")) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not the name of a host; write it as app.example.org");
        }
        return text;
    }

    private Optional<SmtpLogin> login() {
        Optional<String> user = either("auth_username").flatMap(YamlValue::text);
        Optional<Secret> password = secret("auth_password");
        Optional<Secret> secret = secret("auth_secret");
        String identity = either("auth_identity").flatMap(YamlValue::text).orElse("");
        if (user.isPresent() && password.isEmpty() && secret.isEmpty()) {
            wrong = true;
            settings.fault("there is auth_username, but neither auth_password nor auth_secret; add one, or a file that"
                    + " holds it as auth_password_file");
        }
        return user.map(name -> new SmtpLogin(name, password, secret, identity));
    }

    /** The values of headers: those shown first, which the item may replace. */
    private Map<String, Template> headers(Optional<YamlValue> from, Optional<YamlValue> to) {
        Map<String, Template> headers = new LinkedHashMap<>();
        from.flatMap(value -> template("from", value)).ifPresent(found -> headers.put("From", found));
        to.flatMap(value -> template("to", value)).ifPresent(found -> headers.put("To", found));
        parse("subject", "{{ template \"email.default.subject\" . }}", Optional.empty())
                .ifPresent(found -> headers.put("Subject", found));
        Map<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        settings.map("headers")
                .ifPresent(map -> map.values().forEach((name, value) -> {
                    String first = names.putIfAbsent(name, name);
                    if (first != null) {
                        fault(value, "stands beside \"" + first + "\", which is the same header; keep one of them");
                    } else if (!name.matches("[!-9;-~]+")) {
                        fault(value, "is not the name of a header; use letters and hyphens");
                    } else if (OURS.contains(name.toLowerCase(Locale.ROOT))) {
                        fault(value, "says how the body is written, which is ours to say; remove it");
                    } else {
                        String known = SHOWN.stream()
                                .filter(shown -> shown.equalsIgnoreCase(name))
                                .findFirst()
                                .orElse(name);
                        template(name, value).ifPresent(found -> headers.put(known, found));
                    }
                }));
        return headers;
    }

    private Optional<Template> body(String key, String standard) {
        Optional<YamlValue> value = settings.get(key);
        if (value.isPresent()) {
            return value.flatMap(YamlValue::text)
                    .filter(text -> !text.isEmpty())
                    .flatMap(text -> parse(key, text, value));
        }
        return parse(key, standard, Optional.empty());
    }

    private Optional<Template> template(String name, YamlValue value) {
        return value.text().flatMap(text -> parse(name, text, Optional.of(value)));
    }

    private Optional<Template> parse(String name, String text, Optional<YamlValue> value) {
        try {
            return Optional.of(context.templates().parse(name, text));
        } catch (TemplateException e) {
            wrong = true;
            value.ifPresentOrElse(
                    found -> found.fault(e.line(), e.column(), e.fault()),
                    () -> settings.fault("the default of \"" + name + "\" cannot be read: " + e.fault()));
            return Optional.empty();
        }
    }

    private void fault(YamlValue value, String message) {
        wrong = true;
        value.fault(message);
    }
}

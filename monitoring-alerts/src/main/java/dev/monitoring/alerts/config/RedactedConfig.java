package dev.monitoring.alerts.config;

import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.alerts.yaml.YamlValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An Alertmanager configuration as a text that everybody may see, in YAML that can be read as one again. Stateless.
 *
 * <p>What receivers and the section {@code global} say is shown where its key is known to hold no secret; of addresses the
 * scheme and the host are; all else is {@code <secret>}, as Alertmanager writes it. So a key that nobody thought of is hidden.
 * Keys that only this library has become comments, so that Alertmanager's tools read the rest.
 */
public final class RedactedConfig {
    private static final String HIDDEN = "<secret>";
    /** Keys that Alertmanager does not have, and its tools refuse. */
    private static final Set<String> OWN =
            Set.of("log_configs", "callback_configs", "alertmanager_configs", "escalate_after");

    private static final Set<String> SHIELDED = Set.of("global", "receivers");

    /** Keys of receivers and of global that hold no secret, whatever stands there. */
    private static final Set<String> PLAIN = Set.of(
            "name",
            "send_resolved",
            "resolve_timeout",
            "follow_redirects",
            "enable_http2",
            "max_alerts",
            "timeout",
            "to",
            "from",
            "smtp_from",
            "hello",
            "smtp_hello",
            "smarthost",
            "smtp_smarthost",
            "require_tls",
            "smtp_require_tls",
            "channel",
            "username",
            "title",
            "text",
            "html",
            "message",
            "color",
            "fallback",
            "footer",
            "pretext",
            "short_fields",
            "short",
            "mrkdwn_in",
            "link_names",
            "icon_emoji",
            "chat_id",
            "message_thread_id",
            "parse_mode",
            "disable_notifications",
            "description",
            "severity",
            "class",
            "component",
            "group",
            "client",
            "source",
            "priority",
            "note",
            "tags",
            "entity",
            "actions",
            "update_alerts",
            "insecure_skip_verify",
            "server_name",
            "min_version",
            "max_version");

    private static final Pattern ADDRESS_KEY = Pattern.compile("(?:.*_)?url");
    private static final Pattern BARE = Pattern.compile("[A-Za-z_][A-Za-z0-9_./-]*");
    private static final Set<String> NOT_TEXT = Set.of("true", "false", "yes", "no", "on", "off", "null", "y", "n");

    private final StringBuilder text = new StringBuilder();

    private RedactedConfig() {}

    /** The configuration without secrets; empty where the text is no YAML. */
    public static String of(String config) {
        Faults faults = new Faults();
        Optional<YamlMap> root = YamlReader.parse(config, "configuration", faults)
                .filter(YamlValue::isMap)
                .flatMap(YamlValue::map);
        if (root.isEmpty() || faults.count() > 0) {
            return "";
        }
        RedactedConfig redacted = new RedactedConfig();
        root.get().values().forEach((key, value) -> redacted.entry(key, value, 0, SHIELDED.contains(key)));
        return redacted.text.toString();
    }

    private void entry(String key, YamlValue value, int depth, boolean shielded) {
        int from = text.length();
        text.append(scalar(key)).append(':');
        value(key, value, depth, shielded);
        if (OWN.contains(key)) {
            String own = text.substring(from, text.length() - 1);
            text.setLength(from);
            text.append("# ").append(own.replace("\n", "\n# ")).append('\n');
        }
    }

    /** Writes what comes after a key or a hyphen, to the end of the last line. */
    private void value(String key, YamlValue value, int depth, boolean shielded) {
        if (value.isMap()) {
            Map<String, YamlValue> entries = value.map().orElseThrow().values();
            if (entries.isEmpty()) {
                text.append(" {}\n");
                return;
            }
            text.append('\n');
            entries.forEach((name, inner) -> {
                text.append("  ".repeat(depth + 1));
                entry(name, inner, depth + 1, shielded);
            });
        } else if (value.isList()) {
            List<YamlValue> items = value.items();
            text.append(items.isEmpty() ? " []\n" : "\n");
            for (YamlValue item : items) {
                text.append("  ".repeat(depth)).append('-');
                value(key, item, depth + 1, shielded);
            }
        } else {
            text.append(' ')
                    .append(value.isEmpty() ? "null" : shown(key, value.text().orElse(""), shielded))
                    .append('\n');
        }
    }

    private static String shown(String key, String value, boolean shielded) {
        if (!shielded || PLAIN.contains(key)) {
            return scalar(value);
        }
        return scalar(ADDRESS_KEY.matcher(key).matches() ? address(value) : HIDDEN);
    }

    /** Scheme, host and port, and that there is more. */
    private static String address(String value) {
        try {
            URI uri = new URI(value);
            boolean complete = uri.getScheme() != null && uri.getHost() != null;
            return complete
                    ? uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort()) + "/"
                            + HIDDEN
                    : HIDDEN;
        } catch (URISyntaxException e) {
            return HIDDEN;
        }
    }

    /** A text that reads back as itself, or as the number or the flag that it is. */
    private static String scalar(String value) {
        boolean number = value.matches("-?[0-9]{1,18}(?:\\.[0-9]{1,18})?");
        boolean flag = value.equals("true") || value.equals("false");
        boolean bare = BARE.matcher(value).matches() && !NOT_TEXT.contains(value.toLowerCase(Locale.ROOT));
        return number || flag || bare ? value : quoted(value);
    }

    private static String quoted(String value) {
        StringBuilder quoted = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                default -> {
                    if (Character.isISOControl(c)
                            || c >= 0xd800 && c <= 0xdfff
                            || c == 0xfeff
                            || c == 0x2028
                            || c == 0x2029) {
                        quoted.append(String.format("\\u%04x", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}

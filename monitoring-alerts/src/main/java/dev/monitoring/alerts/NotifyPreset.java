package dev.monitoring.alerts;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Routing in a line: the settings {@code notify.…} name whom to tell, and a tree that suits most does the rest. Critical alerts
 * are repeated after 5 minutes, warnings after 30, others after 12 hours; a critical alert keeps the lesser ones of its name,
 * job and instance quiet. Without any setting alerts are logged, and told to the callbacks that there are. Immutable.
 *
 * <p>What the settings say becomes the text of an Alertmanager configuration, so that there is one way from text to receivers.
 */
final class NotifyPreset {
    private static final Setting<Boolean> LOG =
            Setting.optionalFlag("notify.log", "Whether alerts are logged; on unless another receiver is named.");
    private static final Setting<String> WEBHOOK =
            Setting.secret("notify.webhook", "An address that alerts are posted to, as Alertmanager does.");
    private static final Setting<String> SLACK =
            Setting.secret("notify.slack", "The incoming web hook of a Slack app.");
    private static final Setting<String> DISCORD =
            Setting.secret("notify.discord", "The web hook of a channel of Discord.");
    private static final Setting<String> TEAMS =
            Setting.secret("notify.teams", "The address of a workflow of Microsoft Teams that posts to a channel.");
    private static final Setting<String> PAGERDUTY =
            Setting.secret("notify.pagerduty", "The integration key of a service of PagerDuty, for Events v2.");
    private static final Setting<String> OPSGENIE = Setting.secret("notify.opsgenie", "A key of Opsgenie's API.");
    private static final Setting<String> TELEGRAM =
            Setting.secret("notify.telegram", "A Telegram bot's token and the chat's id: 123:ABC@-100456.");
    private static final Setting<String> EMAIL =
            Setting.text("notify.email", null, "Addresses that get mail, with commas; needs notify.smtp.");
    private static final Setting<String> SMTP =
            Setting.text("notify.smtp", null, "The mail server, as host:port; 587 for STARTTLS, 465 for TLS.");
    private static final Setting<String> SMTP_FROM =
            Setting.text("notify.smtp-from", null, "The sender's address; the first of notify.email unless set.");
    private static final Setting<String> SMTP_USERNAME =
            Setting.text("notify.smtp-username", null, "Who logs in at the mail server.");
    private static final Setting<String> SMTP_PASSWORD =
            Setting.secret("notify.smtp-password", "The password of notify.smtp-username.");
    private static final Setting<Boolean> SMTP_TLS =
            Setting.flag("notify.smtp-tls", true, "Whether mail is sent over TLS only.");

    private final Settings settings;
    private final Set<String> callbacks;

    NotifyPreset(Settings settings, Set<String> callbacks) {
        this.settings = settings;
        this.callbacks = callbacks;
    }

    static List<Setting<?>> all() {
        return List.of(
                LOG,
                WEBHOOK,
                SLACK,
                DISCORD,
                TEAMS,
                PAGERDUTY,
                OPSGENIE,
                TELEGRAM,
                EMAIL,
                SMTP,
                SMTP_FROM,
                SMTP_USERNAME,
                SMTP_PASSWORD,
                SMTP_TLS);
    }

    /** Whether any of them is set. */
    boolean isSet() {
        return all().stream().anyMatch(settings::isSet);
    }

    /** The text of the configuration, in the form of JSON, which is YAML. */
    String text() {
        List<String> ways = new ArrayList<>();
        add(ways, WEBHOOK, "webhook", "url");
        add(ways, SLACK, "slack", "send_resolved: true, api_url");
        add(ways, DISCORD, "discord", "webhook_url");
        add(ways, TEAMS, "msteamsv2", "webhook_url");
        add(ways, PAGERDUTY, "pagerduty", "routing_key");
        add(ways, OPSGENIE, "opsgenie", "api_key");
        settings.find(TELEGRAM).ifPresent(text -> telegram(text).ifPresent(ways::add));
        email().ifPresent(ways::add);
        for (String callback : callbacks) {
            ways.add("callback_configs: [{name: " + quoted(callback) + "}]");
        }
        if (settings.find(LOG).orElse(ways.isEmpty())) {
            ways.add("log_configs: [{}]");
        }
        return "route: {receiver: all, group_by: [alertname], group_wait: 30s, group_interval: 5m,"
                + " repeat_interval: 12h, routes: ["
                + "{matchers: ['severity=~\"critical|page\"'], group_wait: 10s, group_interval: 1m, repeat_interval: 5m},"
                + "{matchers: ['severity=\"warning\"'], repeat_interval: 30m}]}\n"
                + "inhibit_rules: [{source_matchers: ['severity=~\"critical|page\"'],"
                + " target_matchers: ['severity=~\"warning|info\"'], equal: [alertname, job, instance]}]\n"
                + "receivers: [{name: all, " + String.join(", ", ways) + "}]\n";
    }

    private void add(List<String> ways, Setting<String> setting, String kind, String key) {
        settings.find(setting)
                .filter(text -> !text.isBlank())
                .ifPresent(text -> ways.add(kind + "_configs: [{" + key + ": " + quoted(text.strip()) + "}]"));
    }

    private Optional<String> telegram(String text) {
        int at = text.lastIndexOf('@');
        if (at <= 0 || !text.substring(at + 1).strip().matches("-?[0-9]+")) {
            settings.fault(TELEGRAM, "is not a token and the id of a chat; write them as 123456:ABC-DEF@-1001234567");
            return Optional.empty();
        }
        return Optional.of("telegram_configs: [{bot_token: "
                + quoted(text.substring(0, at).strip()) + ", chat_id: "
                + text.substring(at + 1).strip() + "}]");
    }

    private Optional<String> email() {
        if (settings.find(EMAIL).isEmpty()) {
            return Optional.empty();
        }
        if (settings.find(SMTP).isEmpty()) {
            settings.fault(
                    EMAIL, "there is no mail server; set notify.smtp to its host and port: smtp.example.org:587");
            return Optional.empty();
        }
        String to = settings.find(EMAIL).orElseThrow();
        StringBuilder config = new StringBuilder("email_configs: [{send_resolved: true, to: ")
                .append(quoted(to))
                .append(", from: ")
                .append(quoted(settings.find(SMTP_FROM).orElse(to.split(",")[0].strip())))
                .append(", smarthost: ")
                .append(quoted(settings.find(SMTP).orElseThrow()))
                .append(", require_tls: ")
                .append(settings.get(SMTP_TLS));
        settings.find(SMTP_USERNAME)
                .ifPresent(user -> config.append(", auth_username: ").append(quoted(user)));
        settings.find(SMTP_PASSWORD)
                .ifPresent(word -> config.append(", auth_password: ").append(quoted(word)));
        return Optional.of(config.append("}]").toString());
    }

    /** A text as YAML has it in single quotes, where nothing but the quote means anything; dollars stay as they are. */
    private static String quoted(String text) {
        return "'" + text.replace("'", "''").replace('\n', ' ') + "'";
    }
}

package dev.monitoring.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.alerts.config.RealAlertmanager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What receivers and the section {@code global} may say, against what Debian's amtool lets them. In front of each line stands
 * what comes out: {@code =} both judge alike, {@code -} we refuse what amtool takes, with what is not supported or could not
 * work, and {@code +} we take what amtool refuses: what later versions have, and what is of no effect.
 */
class ReceiversAgainstAmtoolTest {
    private static final String RECEIVERS = """
            = webhook_configs: [{url: "http://h/"}]
            = webhook_configs: [{url: "http://h/", max_alerts: 5, send_resolved: false}]
            = webhook_configs: [{url: "http://h/", max_alerts: -1}]
            = webhook_configs: [{url: "h"}]
            = webhook_configs: [{url: "ftp://h/"}]
            = webhook_configs: [{}]
            = webhook_configs: [{url: ""}]
            + webhook_configs: [{url_file: SECRET}]
            = webhook_configs: [{url: "http://h/", url_file: SECRET}]
            = webhook_configs: [{url: "http://h/", http_config: {}}]
            = webhook_configs: [{url: "http://h/", http_config: {basic_auth: {username: a, password: b}}}]
            = webhook_configs: [{url: "http://h/", http_config: {basic_auth: {username: a, password: b, password_file: /x}}}]
            - webhook_configs: [{url: "http://h/", http_config: {basic_auth: {password: b}}}]
            = webhook_configs: [{url: "http://h/", http_config: {authorization: {credentials: b}}}]
            = webhook_configs: [{url: "http://h/", http_config: {authorization: {type: Bearer}}}]
            = webhook_configs: [{url: "http://h/", http_config: {authorization: {type: basic, credentials: b}}}]
            = webhook_configs: [{url: "http://h/", http_config: {authorization: {credentials: b}, basic_auth: {username: c}}}]
            = webhook_configs: [{url: "http://h/", http_config: {bearer_token: x}}]
            = webhook_configs: [{url: "http://h/", http_config: {bearer_token: x, bearer_token_file: y}}]
            - webhook_configs: [{url: "http://h/", http_config: {oauth2: {client_id: a, client_secret: b, token_url: "http://t/"}}}]
            - webhook_configs: [{url: "http://h/", http_config: {proxy_url: "http://t/"}}]
            = webhook_configs: [{url: "http://h/", http_config: {proxy_url: ""}}]
            = webhook_configs: [{url: "http://h/", http_config: {follow_redirects: false, enable_http2: true}}]
            = webhook_configs: [{url: "http://h/", http_config: {tls_config: {insecure_skip_verify: true, server_name: x}}}]
            - webhook_configs: [{url: "http://h/", http_config: {tls_config: {min_version: TLS12}}}]
            - webhook_configs: [{url: "http://h/", http_config: {tls_config: {cert_file: x}}}]
            = webhook_configs: [{url: "http://h/", http_config: {tls_config: {ca_file: ""}}}]
            = webhook_configs: [{url: "http://h/", http_config: {tls_config: {}}}]
            = webhook_configs: [{url: "http://h/", http_config: {tls_confg: {}}}]
            = webhook_configs: {url: "http://h/"}
            = webhook_configs: [null]
            = webhook_configs:
            = webhook_configs: []
            - webhook_configs: [{url: "http://user:pass@h/"}]
            - webhook_configs: [{url: "http://h/#x"}]
            - webhook_configs: [{url: "http://h:99999/"}]
            - webhook_configs: [{url: "http://h/{{ .x }}"}]
            - webhook_configs: [{url: "http://h_x/"}]
            - webhook_configs: [{url: "http://my_service.ns.svc:8080/"}]
            - webhook_configs: [{url: "http://h/a b"}]
            - webhook_configs: [{url: "http://h/a|b"}]
            - webhook_configs: [{url: "http://h/?a={b}"}]
            = webhook_configs: [{url: "http://[::1]:80/"}]
            = webhook_configs: [{url: "HTTP://h/"}]
            - webhook_configs: [{url: "http://ü.example/"}]
            = email_configs: [{to: a@b, from: c@d, smarthost: "h:25"}]
            = email_configs: [{to: a@b}]
            = email_configs: [{to: a@b, from: c@d}]
            = email_configs: [{from: c@d, smarthost: "h:25"}]
            = email_configs: [{to: a@b, from: c@d, smarthost: "h"}]
            - email_configs: [{to: a@b, from: c@d, smarthost: ":25"}]
            = email_configs: [{to: a@b, from: c@d, smarthost: "h:"}]
            - email_configs: [{to: a@b, from: c@d, smarthost: "h:smtp"}]
            = email_configs: [{to: a@b, from: c@d, smarthost: "[::1]:25"}]
            = email_configs: [{to: a@b, from: c@d, smarthost: "h:25", auth_username: u, auth_password: p, auth_secret: s, auth_identity: i, hello: x, require_tls: false, html: "", text: "x", headers: {Subject: "x", X-A: b}, tls_config: {}}]
            - email_configs: [{to: a@b, from: c@d, smarthost: "h:25", auth_username: u}]
            - email_configs: [{to: a@b, from: c@d, smarthost: "h:25", auth_password: p, auth_password_file: q}]
            = email_configs: [{to: a@b, from: c@d, smarthost: "h:25", auth_username: u, auth_password_file: SECRET}]
            = email_configs: [{to: a@b, from: c@d, smarthost: "h:25", headers: {Subject: a, subject: b}}]
            - email_configs: [{to: a@b, from: c@d, smarthost: "h:25", headers: {Subject: "{{ .X"}}]
            = email_configs: [{to: a@b, from: c@d, smarthost: "h:25", headers: {}}]
            = slack_configs: [{api_url: "http://h/"}]
            = slack_configs: [{channel: x}]
            = slack_configs: [{api_url: "http://h/", api_url_file: SECRET}]
            = slack_configs: [{api_url_file: SECRET}]
            = slack_configs: [{api_url: "http://h/", channel: a, username: b, color: c, title: d, title_link: e, pretext: f, text: g, short_fields: true, footer: h, fallback: i, callback_id: j, icon_emoji: k, icon_url: l, image_url: m, thumb_url: n, link_names: true, mrkdwn_in: [a], http_config: {}}]
            = slack_configs: [{api_url: "http://h/", fields: [{title: a}]}]
            = slack_configs: [{api_url: "http://h/", fields: [{value: a}]}]
            = slack_configs: [{api_url: "http://h/", fields: [{title: a, value: b, short: true}]}]
            = slack_configs: [{api_url: "http://h/", actions: [{type: button, text: a, url: b}]}]
            = slack_configs: [{api_url: "http://h/", actions: [{type: button, text: a}]}]
            = slack_configs: [{api_url: "http://h/", actions: [{type: button, text: a, name: b}]}]
            = slack_configs: [{api_url: "http://h/", actions: [{type: button, text: a, name: b, value: c}]}]
            = slack_configs: [{api_url: "http://h/", actions: [{type: button, text: a, name: b, value: c, style: d, confirm: {text: e, title: f, ok_text: g, dismiss_text: h}}]}]
            = slack_configs: [{api_url: "http://h/", actions: [{type: button, text: a, name: b, value: c, confirm: {title: f}}]}]
            = slack_configs: [{api_url: "http://h/", actions: [{text: a, name: b}]}]
            = slack_configs: [{api_url: "http://h/", actions: [{type: a, name: b}]}]
            = slack_configs: [{api_url: "http://h/", mrkdwn_in: []}]
            = slack_configs: [{api_url: "http://h/", link_names: maybe}]
            = discord_configs: [{webhook_url: "http://h/"}]
            = discord_configs: [{}]
            = discord_configs: [{webhook_url: "http://h/", title: a, message: b}]
            = pagerduty_configs: [{routing_key: x}]
            - pagerduty_configs: [{service_key: x}]
            = pagerduty_configs: [{}]
            - pagerduty_configs: [{routing_key: x, service_key: y}]
            = pagerduty_configs: [{routing_key_file: SECRET}]
            = pagerduty_configs: [{routing_key: x, routing_key_file: SECRET}]
            = pagerduty_configs: [{routing_key: "{{ .CommonLabels.x }}"}]
            = pagerduty_configs: [{routing_key: x, url: "http://h/", client: a, client_url: b, description: c, severity: d, class: e, component: f, group: g, source: h, details: {a: b}, images: [{href: a, src: b, alt: c}], links: [{href: a, text: b}], http_config: {}}]
            = pagerduty_configs: [{routing_key: x, details: {a: {b: c}}}]
            = pagerduty_configs: [{routing_key: x, details: {a: 1}}]
            = pagerduty_configs: [{routing_key: x, details: {a: null}}]
            = pagerduty_configs: [{routing_key: x, images: [{source: a}]}]
            = pagerduty_configs: [{routing_key: x, url: "h"}]
            = opsgenie_configs: [{api_key: x}]
            = opsgenie_configs: [{}]
            = opsgenie_configs: [{api_key_file: SECRET}]
            = opsgenie_configs: [{api_key: x, api_key_file: SECRET}]
            = opsgenie_configs: [{api_key: x, api_url: "http://h", message: a, description: b, source: c, details: {a: b}, entity: d, responders: [{id: a, type: team}], actions: e, tags: f, note: g, priority: h, update_alerts: true}]
            = opsgenie_configs: [{api_key: x, responders: [{name: a, type: teams}]}]
            = opsgenie_configs: [{api_key: x, responders: [{name: a, type: squad}]}]
            = opsgenie_configs: [{api_key: x, responders: [{name: a}]}]
            = opsgenie_configs: [{api_key: x, responders: [{type: team}]}]
            = opsgenie_configs: [{api_key: x, responders: [{name: a, type: "{{ .x }}"}]}]
            = opsgenie_configs: [{api_key: x, responders: [{name: a, type: TEAM}]}]
            = opsgenie_configs: [{api_key: x, teams: a}]
            = telegram_configs: [{bot_token: x, chat_id: -5}]
            = telegram_configs: [{bot_token: x}]
            = telegram_configs: [{chat_id: 5}]
            = telegram_configs: [{bot_token: x, chat_id: 0}]
            = telegram_configs: [{bot_token: x, chat_id: abc}]
            + telegram_configs: [{bot_token: x, chat_id: "5"}]
            = telegram_configs: [{bot_token: x, bot_token_file: SECRET, chat_id: 5}]
            = telegram_configs: [{bot_token_file: SECRET, chat_id: 5}]
            = telegram_configs: [{bot_token: x, chat_id: 5, message: a, disable_notifications: true, parse_mode: MarkdownV2, api_url: "http://h"}]
            = telegram_configs: [{bot_token: x, chat_id: 5, parse_mode: html}]
            = telegram_configs: [{bot_token: x, chat_id: 5, parse_mode: ""}]
            - victorops_configs: [{api_key: x, routing_key: y}]
            - pushover_configs: [{user_key: x, token: y}]
            - sns_configs: [{topic_arn: x, sigv4: {}}]
            - wechat_configs: [{api_secret: x, corp_id: y}]
            - webex_configs: [{room_id: x, http_config: {authorization: {credentials: y}}}]
            = hipchat_configs: [{}]
            """;

    private static final String GLOBALS = """
            = {resolve_timeout: 1m}
            = {http_config: {}}
            + {http_config: {tls_confg: {}}}
            + {http_config: {basic_auth: {username: a, password: b, password_file: c}}}
            = {http_config: {proxy_url: "http://x/"}}
            = {smtp_from: a@b, smtp_smarthost: "h:25", smtp_hello: x, smtp_auth_username: a, smtp_auth_password: b, smtp_auth_secret: c, smtp_auth_identity: d, smtp_require_tls: false}
            + {smtp_smarthost: "h"}
            = {smtp_require_tls: maybe}
            = {smtp_auth_password: a, smtp_auth_password_file: b}
            = {slack_api_url: "http://h/"}
            + {slack_api_url: "h"}
            = {slack_api_url: "http://h/", slack_api_url_file: SECRET}
            = {pagerduty_url: "http://h/"}
            + {pagerduty_url: "h"}
            = {opsgenie_api_url: "http://h/", opsgenie_api_key: x}
            = {opsgenie_api_key: x, opsgenie_api_key_file: SECRET}
            = {telegram_api_url: "http://h/"}
            - {victorops_api_key: x}
            - {wechat_api_url: "http://h/"}
            - {webex_api_url: "http://h/"}
            = {slack_api_ur: "http://h/"}
            = {nothing: 1}
            = {}
            """;

    @TempDir
    private Path folder;

    @Test
    void judgesReceiversAsAmtoolDoesOrSaysWhatIsNotSupported() throws IOException {
        judge(RECEIVERS, "route: {receiver: team}\nreceivers:\n- name: team\n  ");
    }

    @Test
    void judgesTheGlobalSectionAsAmtoolDoesOrSaysWhatIsNotSupported() throws IOException {
        judge(GLOBALS, "route: {receiver: team}\nreceivers: [{name: team}]\nglobal: ");
    }

    private void judge(String lines, String head) throws IOException {
        RealAlertmanager.require("amtool");
        Path secret = Files.writeString(folder.resolve("secret"), "http://h/");
        List<String> judged = new ArrayList<>();
        StringBuilder why = new StringBuilder();
        for (String line : lines.lines().toList()) {
            String text = line.substring(2);
            Path file = Files.writeString(
                    folder.resolve("am.yml"), head + text.replace("SECRET", secret.toString()) + "\n");
            Map.Entry<Integer, String> real = RealAlertmanager.amtool("check-config", file.toString());
            AlertFile ours = AlertFile.read(file, "am.yml");
            boolean theyTake = real.getKey() == 0;
            boolean weTake = ours.faults().isEmpty();
            String judgement = (theyTake == weTake ? "= " : weTake ? "+ " : "- ") + text;
            judged.add(judgement);
            if (!judgement.equals(line)) {
                why.append(judgement)
                        .append("\n    amtool: ")
                        .append(real.getValue().lines().limit(3).toList())
                        .append("\n    ours: ")
                        .append(ours.faults())
                        .append('\n');
            }
            ours.faults().forEach(fault -> assertTrue(fault.origin().line() > 0, text + ": " + fault));
        }
        assertEquals(lines, String.join("\n", judged) + "\n", why::toString);
    }
}

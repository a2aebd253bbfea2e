package dev.monitoring.alerts.config;

import dev.monitoring.alerts.config.ReceiverConfig.Integration;
import dev.monitoring.alerts.mute.InhibitRule;
import dev.monitoring.alerts.mute.TimeInterval;
import dev.monitoring.alerts.route.Route;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.settings.Origin;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads Alertmanager configuration files. A file with a fault in it yields nothing: half a routing tree would send alerts to
 * the wrong people. Confined to one thread.
 *
 * @see <a href="https://prometheus.io/docs/alerting/latest/configuration/">Configuration</a>
 */
public final class AlertmanagerFileReader {
    /** The kinds of integration that Alertmanager has, as keys without {@code _configs}, with the prefix of their global keys. */
    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("discord", "discord_"),
            Map.entry("email", "smtp_"),
            Map.entry("incidentio", "incidentio_"),
            Map.entry("jira", "jira_"),
            Map.entry("mattermost", "mattermost_"),
            Map.entry("msteams", "msteams_"),
            Map.entry("msteamsv2", "msteamsv2_"),
            Map.entry("opsgenie", "opsgenie_"),
            Map.entry("pagerduty", "pagerduty_"),
            Map.entry("pushover", "pushover_"),
            Map.entry("rocketchat", "rocketchat_"),
            Map.entry("slack", "slack_"),
            Map.entry("sns", "sns_"),
            Map.entry("telegram", "telegram_"),
            Map.entry("victorops", "victorops_"),
            Map.entry("webex", "webex_"),
            Map.entry("webhook", "webhook_"),
            Map.entry("wechat", "wechat_"));
    /** The keys of {@code global} that the kinds of ours have. */
    private static final Map<String, Set<String>> GLOBAL_KEYS = Map.of(
            "discord", Set.of("discord_webhook_url", "discord_webhook_url_file"),
            "email",
                    Set.of(
                            "smtp_from",
                            "smtp_smarthost",
                            "smtp_hello",
                            "smtp_auth_username",
                            "smtp_auth_password",
                            "smtp_auth_password_file",
                            "smtp_auth_secret",
                            "smtp_auth_secret_file",
                            "smtp_auth_identity",
                            "smtp_require_tls",
                            "smtp_force_implicit_tls",
                            "smtp_tls_config"),
            "opsgenie", Set.of("opsgenie_api_url", "opsgenie_api_key", "opsgenie_api_key_file"),
            "pagerduty", Set.of("pagerduty_url"),
            "slack", Set.of("slack_api_url", "slack_api_url_file"),
            "telegram", Set.of("telegram_api_url", "telegram_bot_token", "telegram_bot_token_file"));

    private static final Set<String> FLAGS = Set.of("smtp_require_tls", "smtp_force_implicit_tls");
    /** Those that the kinds of ours have in Alertmanager, and not here. */
    private static final Set<String> UNSUPPORTED_GLOBAL_KEYS =
            Set.of("slack_app_token", "slack_app_token_file", "slack_app_url");

    /** Those that are not told of resolved alerts unless they ask for it. */
    private static final Set<String> QUIET_KINDS = Set.of("email", "slack", "wechat");

    private static final String SUFFIX = "_configs";

    private final Set<String> kinds;
    private final Faults faults;
    private Map<String, ReceiverConfig> receivers = Map.of();
    private Optional<YamlMap> global = Optional.empty();

    /**
     * A reader.
     *
     * @param kinds the kinds of integration that there are, such as {@code webhook}; others are a fault
     */
    public AlertmanagerFileReader(Set<String> kinds, Faults faults) {
        this.kinds = new TreeSet<>(kinds);
        this.faults = faults;
    }

    /** What a file says; empty where there is a fault. {@code name} is what the user calls it. */
    public Optional<AlertingConfig> read(Path file, String name) {
        int before = faults.count();
        return checked(before, YamlReader.read(file, name, faults), name);
    }

    /** What a text says, as if it were the file {@code name}; empty where there is a fault. */
    public Optional<AlertingConfig> parse(String text, String name) {
        int before = faults.count();
        return checked(before, YamlReader.parse(text, name, faults), name);
    }

    /** The receivers of what was read last, also where something is wrong with it, so that their faults join the others. */
    public Collection<ReceiverConfig> receivers() {
        return receivers.values();
    }

    /** The section {@code global} of what was read last; empty where there is none. */
    public Optional<YamlMap> global() {
        return global;
    }

    private Optional<AlertingConfig> checked(int before, Optional<YamlValue> root, String name) {
        if (root.isEmpty() && faults.count() == before) {
            faults.add(
                    new Origin(name),
                    "says nothing; it needs at least \"route\" with a receiver and that receiver under \"receivers\"");
        }
        Optional<AlertingConfig> config = root.flatMap(YamlValue::map).flatMap(map -> config(map, before));
        return faults.count() == before ? config : Optional.empty();
    }

    private Optional<AlertingConfig> config(YamlMap map, int before) {
        global = map.map("global");
        Duration resolveTimeout =
                global.flatMap(found -> found.duration("resolve_timeout")).orElse(Duration.ofMinutes(5));
        global.ifPresent(this::checkGlobal);
        receivers = receivers(map);
        Map<String, List<TimeInterval>> intervals = new LinkedHashMap<>();
        timeIntervals(map, "time_intervals", intervals);
        timeIntervals(map, "mute_time_intervals", intervals);
        List<InhibitRule> inhibitRules = new ArrayList<>();
        for (YamlValue item : map.items("inhibit_rules")) {
            item.map().map(AlertmanagerFileReader::inhibitRule).ifPresent(inhibitRules::add);
        }
        List<String> templates = map.texts("templates");
        Optional<Route.Builder> route =
                map.map("route").map(found -> new RouteReader(receivers.keySet(), intervals.keySet()).root(found));
        if (map.get("route").isEmpty()) {
            map.fault("\"route\" is missing; add it with a receiver, for example \"route: {receiver: team}\"");
        }
        map.refuseOthers("an Alertmanager configuration");
        if (faults.count() > before) {
            return Optional.empty();
        }
        return route.map(root ->
                new AlertingConfig(root.tree(), receivers, inhibitRules, intervals, templates, resolveTimeout, global));
    }

    /** Keys that nobody reads would be silently without effect. */
    private void checkGlobal(YamlMap global) {
        global.map("http_config");
        kinds.forEach(kind -> GLOBAL_KEYS.getOrDefault(kind, Set.of()).forEach(key -> checkGlobal(global, key)));
        KINDS.forEach((kind, prefix) -> {
            if (!kinds.contains(kind)) {
                global.keys().stream()
                        .filter(key -> key.startsWith(prefix))
                        .forEach(key -> global.get(key).ifPresent(found -> found.fault(unsupported(kind))));
            }
        });
        UNSUPPORTED_GLOBAL_KEYS.forEach(key -> global.get(key)
                .filter(found -> kinds.contains("slack"))
                .ifPresent(found -> found.fault("is not supported; set \"slack_api_url\" to"
                        + " https://slack.com/api/chat.postMessage, and the token as \"authorization\" of"
                        + " \"http_config\"")));
        global.refuseOthers("\"global\"");
    }

    /** What is wrong with a key whether or not a receiver needs it; what a receiver finds too is told once. */
    private static void checkGlobal(YamlMap global, String key) {
        Optional<YamlValue> value = global.get(key);
        if (FLAGS.contains(key)) {
            global.flag(key);
        } else if (key.endsWith("_file")) {
            String other = key.substring(0, key.length() - "_file".length());
            value.filter(file -> global.get(other).isPresent())
                    .ifPresent(file -> file.fault("stands beside \"" + other + "\"; keep one of them"));
        }
    }

    private String unsupported(String kind) {
        return "notifications by " + kind + " are not supported; remove it, and use one of " + String.join(", ", kinds);
    }

    private Map<String, ReceiverConfig> receivers(YamlMap map) {
        Map<String, ReceiverConfig> found = new LinkedHashMap<>();
        for (YamlValue item : map.items("receivers")) {
            Optional<YamlMap> receiver = item.map();
            if (receiver.isEmpty()) {
                continue;
            }
            Optional<String> name = receiver.get().requiredText("name", "name: team");
            List<Integration> integrations = integrations(receiver.get());
            receiver.get().refuseOthers("a receiver");
            name.ifPresent(text -> {
                if (found.putIfAbsent(text, new ReceiverConfig(text, integrations)) != null) {
                    receiver.get().fault("receiver \"" + text + "\" stands here a second time; give it another name");
                }
            });
        }
        return found;
    }

    private List<Integration> integrations(YamlMap receiver) {
        List<Integration> integrations = new ArrayList<>();
        kinds.forEach(kind -> {
            int index = 0;
            for (YamlValue item : receiver.items(kind + SUFFIX)) {
                Optional<YamlMap> settings = item.map();
                if (settings.isPresent()) {
                    boolean sendResolved = settings.get().flag("send_resolved").orElse(!QUIET_KINDS.contains(kind));
                    integrations.add(new Integration(kind, index++, sendResolved, settings.get()));
                }
            }
        });
        Set<String> unsupported = new LinkedHashSet<>(KINDS.keySet());
        unsupported.removeAll(kinds);
        unsupported.forEach(kind -> receiver.get(kind + SUFFIX).ifPresent(value -> value.fault(unsupported(kind))));
        return integrations;
    }

    private static void timeIntervals(YamlMap map, String key, Map<String, List<TimeInterval>> intervals) {
        for (YamlValue item : map.items(key)) {
            item.map().ifPresent(found -> {
                List<TimeInterval> alternatives = new ArrayList<>();
                for (YamlValue interval : found.items("time_intervals")) {
                    interval.map().map(TimeIntervalReader::read).ifPresent(alternatives::add);
                }
                found.requiredText("name", "name: office-hours").ifPresent(name -> {
                    if (intervals.putIfAbsent(name, List.copyOf(alternatives)) != null) {
                        found.fault("time interval \"" + name
                                + "\" stands here a second time; put its intervals under the first");
                    }
                });
                found.refuseOthers("a named time interval");
            });
        }
    }

    private static InhibitRule inhibitRule(YamlMap map) {
        InhibitRule rule = new InhibitRule(
                map.text("name").orElse(""),
                RouteReader.matchers(map, "source_match", "source_match_re", "source_matchers"),
                RouteReader.matchers(map, "target_match", "target_match_re", "target_matchers"),
                Set.copyOf(map.texts("equal")));
        map.refuseOthers("an inhibition rule");
        return rule;
    }
}

package dev.monitoring.alerts;

import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys of the alerts as a whole, and what their values mean. */
final class AlertSettings {
    /** Default: none. */
    static final Setting<List<String>> RULES = Setting.list(
            "rules",
            List.of(),
            "Prometheus rule files: paths, the last part of which may have wildcards, or classpath: resources.");

    /** Default: none. */
    static final Setting<List<String>> PACKS = Setting.list(
            "packs",
            List.of(),
            "Rules that come with the library: auto for all of them, or some of " + String.join(", ", RulePacks.NAMES)
                    + ".");

    /** Default: 5 s, as often as collectors run. */
    static final Setting<Duration> EVALUATION_INTERVAL = Setting.duration(
            "evaluation-interval",
            Duration.ofSeconds(5),
            Duration.ofMillis(100),
            "How often groups are evaluated that do not say so themselves.");

    /** Default: none. */
    static final Setting<Duration> QUERY_OFFSET = Setting.duration(
            "query-offset",
            Duration.ZERO,
            Duration.ZERO,
            "How far in the past rules are evaluated, so that samples that come late are there.");

    /** Default: 30 s. */
    static final Setting<Duration> RELOAD_INTERVAL = Setting.duration(
            "reload-interval",
            Duration.ofSeconds(30),
            Duration.ZERO,
            "How often the files of rules, objectives and routes are looked at for changes; 0s for never.");

    /** Default: none. */
    static final Setting<List<String>> EXTERNAL_LABELS = Setting.list(
            "external-labels",
            List.of(),
            "Labels of this service as a whole, each as name=value; templates see them as $externalLabels.");

    /** Default: none. */
    static final Setting<String> INLINE_RULES =
            Setting.text("inline-rules", "", "Rule groups in place: a text in the form of a rule file.");

    /** Default: none; alerts are logged, or told as the settings {@code notify.…} say. */
    static final Setting<String> ROUTING = Setting.text(
            "routing", "", "An Alertmanager configuration file: routes, receivers, inhibition, time intervals.");

    /** Default: empty. */
    static final Setting<String> EXTERNAL_URL =
            Setting.text("external-url", "", "Where people reach this service; templates see it as $externalURL.");

    private AlertSettings() {}

    /** All keys of the alerts, those of their parts among them. */
    static List<Setting<?>> all() {
        List<Setting<?>> settings = new ArrayList<>(List.of(
                RULES,
                INLINE_RULES,
                PACKS,
                ROUTING,
                EVALUATION_INTERVAL,
                QUERY_OFFSET,
                RELOAD_INTERVAL,
                EXTERNAL_LABELS,
                EXTERNAL_URL));
        settings.addAll(List.of(Slos.FILES, Slos.MAX_MEMORY, AlertsState.DIRECTORY));
        settings.addAll(List.of(Handover.HEARTBEAT_URL, Handover.HEARTBEAT_INTERVAL));
        settings.addAll(NotifyPreset.all());
        return settings;
    }

    /** The user's rule files, and those of the packs after them. */
    static RuleFiles ruleFiles(Settings settings, List<RuleGroup> own, RuleFileReader.Defaults defaults) {
        List<String> files = new ArrayList<>(settings.get(RULES));
        List<String> packs = settings.get(PACKS);
        packs.forEach(name -> RulePacks.fault(name).ifPresent(message -> settings.fault(PACKS, message)));
        files.addAll(RulePacks.resources(packs));
        return new RuleFiles(files, settings.get(INLINE_RULES), own, defaults);
    }

    /** The labels of this service as a whole; what is no label is recorded as a fault. */
    static Map<String, String> externalLabels(Settings settings) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (String text : settings.get(EXTERNAL_LABELS)) {
            int equals = text.indexOf('=');
            String name = text.substring(0, Math.max(0, equals)).strip();
            if (!Names.isLabelName(name)) {
                settings.fault(
                        EXTERNAL_LABELS, "\"" + text + "\" is no label; write name=value, for example site=berlin");
                continue;
            }
            labels.put(name, text.substring(equals + 1).strip());
        }
        return labels;
    }
}

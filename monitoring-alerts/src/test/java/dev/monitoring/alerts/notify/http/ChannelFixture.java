package dev.monitoring.alerts.notify.http;

import dev.monitoring.alerts.config.SecretReader;
import dev.monitoring.alerts.notify.Channel;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.template.NotificationData;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.template.TemplateOptions;
import dev.monitoring.alerts.template.TemplateSet;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlMap;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;

/** Channels opened from YAML, and notifications for them. Stateless. */
@NullUnmarked
public final class ChannelFixture {
    /** A text with something for everyone who reads texts as more than that. */
    public static final String NASTY =
            "{{ .Status }} ${7*7} <b>&amp;</b> <!channel> @everyone [a](http://b) *x* _y_ `z`\r\nBcc: q \u001b[31mred ü";

    private ChannelFixture() {}

    /** Opens a channel that must have no fault. */
    public static Notifier open(Channel channel, String settings) {
        return open(channel, settings, "");
    }

    /** The same with a section {@code global}, and {@code templates} as the user's file of templates. */
    public static Notifier open(Channel channel, String settings, String global) {
        Faults faults = new Faults();
        Optional<Notifier> notifier = open(channel, settings, global, "", faults);
        if (faults.count() > 0 || notifier.isEmpty()) {
            throw new AssertionError(faults.sorted().toString());
        }
        return notifier.get();
    }

    /** Opens a channel; what is wrong is in the faults. */
    public static Optional<Notifier> open(
            Channel channel, String settings, String global, String templates, Faults faults) {
        try {
            TemplateSet set = TemplateSet.empty(TemplateOptions.alertmanager())
                    .with("default", channel.templates())
                    .with("user.tmpl", templates);
            ChannelContext context = new ChannelContext(
                    global.isEmpty() ? Optional.empty() : Optional.of(map(global, faults)),
                    new SecretReader(name -> null, Path.of("")),
                    set,
                    Clock.system());
            return channel.open(map(settings, faults), context);
        } catch (TemplateException e) {
            throw new AssertionError(e);
        }
    }

    private static YamlMap map(String text, Faults faults) {
        return YamlReader.parse(text, "alerts.yml", faults)
                .flatMap(YamlValue::map)
                .orElseThrow(() -> new AssertionError(faults.sorted().toString()));
    }

    /** What is wrong with settings, a line for each fault. */
    public static String faults(Channel channel, String settings) {
        Faults faults = new Faults();
        Optional<Notifier> notifier = open(channel, settings, "", "", faults);
        if (notifier.isPresent() != (faults.count() == 0)) {
            throw new AssertionError("faults " + faults.sorted() + ", and yet " + notifier);
        }
        StringBuilder lines = new StringBuilder();
        faults.sorted().forEach(fault -> lines.append(fault).append('\n'));
        return lines.toString();
    }

    public static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(20), Clock.system());
    }

    /** Two alerts, of which the second is resolved. */
    public static Notification notification() {
        return notification(List.of(
                alert("firing", Map.of("alertname", "Disk", "instance", "db<1>"), Map.of("summary", "99 % & \"full\"")),
                alert("resolved", Map.of("alertname", "Disk", "instance", "db2"), Map.of())));
    }

    /** One alert with {@link #NASTY} in a label and an annotation. */
    public static Notification nasty() {
        return notification(
                List.of(alert("firing", Map.of("alertname", "Disk", "nasty", NASTY), Map.of("summary", NASTY))));
    }

    public static Notification resolved() {
        return notification(List.of(alert("resolved", Map.of("alertname", "Disk"), Map.of())));
    }

    public static Notification notification(List<NotificationData.Alert> alerts) {
        boolean fires = alerts.stream().anyMatch(alert -> alert.status().equals("firing"));
        return new Notification(
                "{}/{team=\"db\"}:{alertname=\"Disk\"}",
                new NotificationData(
                        "team",
                        fires ? "firing" : "resolved",
                        alerts,
                        Map.of("alertname", "Disk"),
                        common(alerts.stream()
                                .map(NotificationData.Alert::labels)
                                .toList()),
                        common(alerts.stream()
                                .map(NotificationData.Alert::annotations)
                                .toList()),
                        "http://us.example:9093"),
                1_700_000_000_000L);
    }

    private static Map<String, String> common(List<Map<String, String>> all) {
        Map<String, String> common = new TreeMap<>(all.get(0));
        all.forEach(one -> common.entrySet().retainAll(one.entrySet()));
        return common;
    }

    public static NotificationData.Alert alert(
            String status, Map<String, String> labels, Map<String, String> annotations) {
        return new NotificationData.Alert(
                status,
                labels,
                annotations,
                Instant.parse("2024-01-02T03:04:05.6Z"),
                status.equals("firing") ? NotificationData.Alert.neverEnds() : Instant.parse("2024-01-02T03:14:05Z"),
                "http://us.example/graph?g0.expr=a%3E1&g0.tab=1",
                "0123456789abcdef");
    }
}

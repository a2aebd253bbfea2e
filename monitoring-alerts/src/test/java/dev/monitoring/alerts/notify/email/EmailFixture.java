package dev.monitoring.alerts.notify.email;

import dev.monitoring.alerts.config.SecretReader;
import dev.monitoring.alerts.notify.ChannelContext;
import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.Notification;
import dev.monitoring.alerts.notify.Notifier;
import dev.monitoring.alerts.template.NotificationData;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.template.TemplateOptions;
import dev.monitoring.alerts.template.TemplateSet;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.alerts.yaml.YamlReader;
import dev.monitoring.alerts.yaml.YamlValue;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Opens the channel as a configuration would, and makes notifications. Stateless. */
final class EmailFixture {
    static final long TIME = 1_700_000_000_000L;
    static final EmailChannel CHANNEL = new EmailChannel();

    private EmailFixture() {}

    static Optional<Notifier> open(String settings, String global, Faults faults) {
        return CHANNEL.open(
                YamlReader.parse(settings, "a.yml", faults)
                        .flatMap(YamlValue::map)
                        .orElseThrow(),
                new ChannelContext(
                        YamlReader.parse(global, "g.yml", faults).flatMap(YamlValue::map),
                        new SecretReader(System::getenv, Path.of(".")),
                        templates(),
                        Clock.system()));
    }

    static TemplateSet templates() {
        try {
            return TemplateSet.empty(TemplateOptions.alertmanager()).with("email.tmpl", CHANNEL.templates());
        } catch (TemplateException e) {
            throw new AssertionError(e);
        }
    }

    /** A notifier for a server on loopback; {@code more} are further lines of the settings. */
    static Notifier notifier(int port, String... more) {
        Faults faults = new Faults();
        List<String> lines = new ArrayList<>(
                List.of("to: ops@example.org", "from: app@example.org", "smarthost: 127.0.0.1:" + port));
        List<String> keys = List.of(more).stream()
                .map(line -> line.replaceFirst(":.*", ":"))
                .toList();
        lines.removeIf(line -> keys.contains(line.replaceFirst(":.*", ":")));
        lines.addAll(List.of(more));
        return open(String.join("\n", lines), "{}", faults).orElseThrow(() -> new AssertionError(told(faults)));
    }

    static String told(Faults faults) {
        return faults.sorted().stream().map(Fault::toString).collect(Collectors.joining("\n"));
    }

    static Delivery tell(Notifier notifier, Notification notification) {
        return notifier.tell(notification, Deadline.after(Duration.ofSeconds(60), Clock.system()));
    }

    static Notification notification(NotificationData.Alert... alerts) {
        return notification("{}:{alertname=\"Lag\"}", TIME, Map.of("alertname", "Lag"), alerts);
    }

    static Notification notification(
            String groupKey, long timeMillis, Map<String, String> groupLabels, NotificationData.Alert... alerts) {
        boolean fires =
                List.of(alerts).stream().anyMatch(alert -> alert.status().equals("firing"));
        return new Notification(
                groupKey,
                new NotificationData(
                        "team",
                        fires ? "firing" : "resolved",
                        List.of(alerts),
                        groupLabels,
                        alerts.length == 1 ? alerts[0].labels() : groupLabels,
                        alerts.length == 1 ? alerts[0].annotations() : Map.of(),
                        "https://app.example.org"),
                timeMillis);
    }

    static NotificationData.Alert alert(String status, Map<String, String> labels, Map<String, String> annotations) {
        return new NotificationData.Alert(
                status,
                labels,
                annotations,
                Instant.ofEpochMilli(TIME - 60_000),
                status.equals("firing") ? NotificationData.Alert.neverEnds() : Instant.ofEpochMilli(TIME),
                "https://app.example.org/rule",
                "0123456789abcdef");
    }

    static NotificationData.Alert lag() {
        return alert("firing", Map.of("alertname", "Lag", "shard", "3"), Map.of("summary", "3 is late"));
    }
}

package dev.monitoring.alerts;

import dev.monitoring.alerts.config.AlertingConfig;
import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.notify.Receivers;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.yaml.Faults;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rule file or an Alertmanager configuration, read as the running library would read it, without running anything. Immutable.
 *
 * @param name what the user calls it
 * @param summary what is in it, in a few words
 * @param faults everything that is wrong, with file, line and column
 */
public record AlertFile(String name, String summary, List<Fault> faults) {
    public AlertFile {
        faults = List.copyOf(faults);
    }

    /** Reads a file; one with a {@code route} is an Alertmanager configuration, any other a rule file. */
    public static AlertFile read(Path file, String name) {
        return isRouting(file) ? routing(file, name) : rules(file, name);
    }

    private static boolean isRouting(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> line.startsWith("route:") || line.startsWith("receivers:"));
        } catch (IOException e) {
            return false; // the reader of rules says what is the matter
        }
    }

    private static AlertFile rules(Path file, String name) {
        Faults faults = new Faults();
        RuleFileReader.Defaults defaults = new RuleFileReader.Defaults(Duration.ofSeconds(5), Duration.ZERO, false);
        List<RuleGroup> groups = new RuleFileReader(defaults, faults).read(file, name);
        long rules = groups.stream().mapToLong(group -> group.rules().size()).sum();
        long alerts = groups.stream()
                .flatMap(group -> group.rules().stream())
                .filter(AlertRule.class::isInstance)
                .count();
        return new AlertFile(
                name,
                groups.size() + " groups, " + alerts + " alerting and " + (rules - alerts) + " recording rules",
                faults.sorted());
    }

    private static AlertFile routing(Path file, String name) {
        Notifications.Reading reading = Notifications.Plan.read(
                Optional.of(file), "", name, new Receivers(Channels.all(Map.of())), Clock.system());
        Optional<Notifications.Plan> plan = reading.plan();
        String summary = plan.map(read -> summary(read.config())).orElse("not usable");
        plan.ifPresent(read -> read.integrations()
                .forEach(integration -> integration.notifier().close()));
        return new AlertFile(name, summary, reading.faults());
    }

    private static String summary(AlertingConfig config) {
        return config.receivers().size() + " receivers, "
                + config.inhibitRules().size() + " inhibition rules, "
                + config.timeIntervals().size() + " time intervals, "
                + config.templates().size() + " templates";
    }
}

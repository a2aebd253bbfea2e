package dev.monitoring.alerts;

import dev.monitoring.alerts.config.AlertingConfig;
import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.lint.LintFinding;
import dev.monitoring.alerts.lint.RouteLint;
import dev.monitoring.alerts.lint.RuleLint;
import dev.monitoring.alerts.notify.Receivers;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.slo.Objective;
import dev.monitoring.alerts.slo.SloFileReader;
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
import java.util.stream.Stream;

/**
 * A rule file, an Alertmanager configuration or a file of objectives, read as the running library would read it, without running
 * anything. Immutable.
 *
 * @param name what the user calls it
 * @param summary what is in it, in a few words
 * @param faults everything that is wrong, with file, line and column
 * @param findings what is probably not meant so, as far as the file tells by itself
 */
public record AlertFile(String name, String summary, List<Fault> faults, List<LintFinding> findings) {
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    public AlertFile {
        faults = List.copyOf(faults);
        findings = List.copyOf(findings);
    }

    /** Reads a file where samples come every five seconds. */
    public static AlertFile read(Path file, String name) {
        return read(file, name, INTERVAL);
    }

    /**
     * Reads a file; one with a {@code route} is an Alertmanager configuration, one with {@code slos} has objectives, any other is
     * a rule file.
     *
     * @param samplingInterval how far samples are apart
     */
    public static AlertFile read(Path file, String name, Duration samplingInterval) {
        if (hasKey(file, "route:", "receivers:")) {
            return routing(file, name);
        }
        return hasKey(file, "slos:") ? objectives(file, name) : rules(file, name, samplingInterval);
    }

    private static boolean hasKey(Path file, String... keys) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> Stream.of(keys).anyMatch(line::startsWith));
        } catch (IOException e) {
            return false; // the reader of rules says what is the matter
        }
    }

    private static AlertFile objectives(Path file, String name) {
        Faults faults = new Faults();
        List<Objective> objectives = new SloFileReader(INTERVAL, faults).read(file, name);
        return new AlertFile(name, objectives.size() + " objectives", faults.sorted(), List.of());
    }

    private static AlertFile rules(Path file, String name, Duration samplingInterval) {
        Faults faults = new Faults();
        RuleFileReader.Defaults defaults = new RuleFileReader.Defaults(INTERVAL, Duration.ZERO, false);
        List<RuleGroup> groups = new RuleFileReader(defaults, faults).read(file, name);
        long rules = groups.stream().mapToLong(group -> group.rules().size()).sum();
        long alerts = groups.stream()
                .flatMap(group -> group.rules().stream())
                .filter(AlertRule.class::isInstance)
                .count();
        return new AlertFile(
                name,
                groups.size() + " groups, " + alerts + " alerting and " + (rules - alerts) + " recording rules",
                faults.sorted(),
                new RuleLint(samplingInterval, false).of(groups));
    }

    private static AlertFile routing(Path file, String name) {
        Notifications.Reading reading = Notifications.Plan.read(
                Optional.of(file), "", name, new Receivers(Channels.all(Map.of())), Clock.system());
        Optional<Notifications.Plan> plan = reading.plan();
        String summary = plan.map(read -> summary(read.config())).orElse("not usable");
        plan.ifPresent(read -> read.integrations()
                .forEach(integration -> integration.notifier().close()));
        List<LintFinding> findings =
                plan.map(read -> RouteLint.of(read.config(), name, List.of())).orElse(List.of());
        return new AlertFile(name, summary, reading.faults(), findings);
    }

    private static String summary(AlertingConfig config) {
        return config.receivers().size() + " receivers, "
                + config.inhibitRules().size() + " inhibition rules, "
                + config.timeIntervals().size() + " time intervals, "
                + config.templates().size() + " templates";
    }
}

package dev.monitoring.alerts;

import dev.monitoring.alerts.config.RuleFileReader;
import dev.monitoring.alerts.lint.LintFinding;
import dev.monitoring.alerts.lint.RuleLint;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What can be said of the rules that settings name before anything runs. Immutable.
 *
 * @param rules how many rules there are in groups without faults
 * @param faults what is wrong, in the order of the files
 * @param findings what is probably not meant so
 */
public record RuleCheck(int rules, List<Fault> faults, List<LintFinding> findings) {
    public RuleCheck {
        faults = List.copyOf(faults);
        findings = List.copyOf(findings);
    }

    /**
     * Reads the rules and looks at them.
     *
     * @param settings the section {@code alerts}
     * @param samplingInterval how far samples are apart
     */
    public static RuleCheck of(Settings settings, Duration samplingInterval) {
        RuleFileReader.Defaults defaults = new RuleFileReader.Defaults(
                settings.get(AlertSettings.EVALUATION_INTERVAL), settings.get(AlertSettings.QUERY_OFFSET), false);
        RuleFiles.Reading reading =
                AlertSettings.ruleFiles(settings, List.of(), defaults).read();
        List<Fault> faults = new ArrayList<>(settings.faults());
        faults.addAll(reading.faults());
        return new RuleCheck(
                reading.groups().stream()
                        .mapToInt(group -> group.rules().size())
                        .sum(),
                faults,
                new RuleLint(samplingInterval, false).of(reading.groups()));
    }
}

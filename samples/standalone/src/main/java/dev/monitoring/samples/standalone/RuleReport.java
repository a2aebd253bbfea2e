package dev.monitoring.samples.standalone;

import dev.monitoring.alerts.RuleCheck;
import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.settings.Settings;

/** What there is to say of the rules before anything runs. Stateless. */
final class RuleReport {
    private RuleReport() {}

    /**
     * Reads the rules that the settings name, and prints what is wrong with them and what is probably not meant so.
     *
     * @return whether nothing is wrong
     */
    static boolean print(Terminal terminal, Settings settings) {
        RuleCheck check = RuleCheck.of(settings.section("alerts"), settings.get(MonitoringSettings.INTERVAL));
        check.faults()
                .forEach(fault -> terminal.err()
                        .println("  " + terminal.strong(fault.origin().toString()) + ": " + fault.message()));
        check.findings().forEach(finding -> terminal.out().println(terminal.warn("note") + "  " + finding));
        if (check.rules() > 0) {
            terminal.out().println(check.rules() + (check.rules() == 1 ? " rule" : " rules") + " can be evaluated.");
        }
        return check.faults().isEmpty();
    }
}

package dev.monitoring.samples.standalone;

import dev.monitoring.alerts.AlertFile;
import dev.monitoring.alerts.Alerts;
import dev.monitoring.alerts.testing.RuleTestFile;
import dev.monitoring.alerts.why.BacktestReport;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The commands that read rules and ask nobody. Confined to one thread. */
final class RuleCommands {
    private static final Duration SPAN = Duration.ofHours(1);

    private final Terminal terminal;
    private final Path directory;

    RuleCommands(Terminal terminal, Path directory) {
        this.terminal = terminal;
        this.directory = directory;
    }

    /**
     * Checks files of rules, of objectives and Alertmanager configurations; the exit code.
     *
     * @param samplingInterval how far samples are apart
     */
    int check(List<String> names, Duration samplingInterval) {
        int wrong = 0;
        for (String name : names) {
            AlertFile file = AlertFile.read(directory.resolve(name), name, samplingInterval);
            terminal.out().println("checking " + name);
            if (file.faults().isEmpty()) {
                terminal.out().println("  " + terminal.good("fine") + ": " + file.summary());
            } else {
                wrong++;
                terminal.out().println("  " + terminal.bad(faults(file.faults().size())));
                print(file.faults());
            }
            file.findings().forEach(finding -> terminal.out().println("  " + terminal.warn("note") + "  " + finding));
        }
        return wrong == 0 ? Program.OK : Program.WRONG;
    }

    /** Runs files of rule tests; the exit code. */
    int test(List<String> names) {
        int wrong = 0;
        for (String name : names) {
            terminal.out().println("testing " + name);
            RuleTestFile.Outcome outcome = RuleTestFile.run(directory.resolve(name));
            if (outcome.passed()) {
                terminal.out()
                        .println("  " + terminal.good("passed") + ": " + outcome.tests() + " tests, " + outcome.checks()
                                + " expectations");
            } else {
                wrong++;
                terminal.out()
                        .println("  " + terminal.bad("failed") + ": "
                                + faults(outcome.faults().size()) + " in " + outcome.tests() + " tests");
                print(outcome.faults());
            }
        }
        return wrong == 0 ? Program.OK : Program.WRONG;
    }

    private static String faults(int count) {
        return count == 1 ? "1 fault" : count + " faults";
    }

    private void print(List<Fault> faults) {
        for (Fault fault : faults) {
            terminal.err().println("  " + terminal.strong(fault.origin().toString()) + ": " + fault.message());
        }
    }

    /** Runs a rule file over the history of a library that is loaded with it; the exit code. */
    int backtest(Monitoring monitoring, Path rules, Map<String, String> options) {
        try {
            Instant to = time(options.get("to"))
                    .orElse(Instant.ofEpochMilli(Clock.system().epochMillis()));
            Instant from = time(options.get("from")).orElse(to.minus(SPAN));
            BacktestReport report =
                    Alerts.of(monitoring).backtest(Files.readString(rules, StandardCharsets.UTF_8), from, to);
            terminal.out().print(report.text(ZoneId.systemDefault()));
            return Program.OK;
        } catch (IOException e) {
            terminal.err().println(rules + ": cannot be read: " + e);
        } catch (DateTimeParseException e) {
            terminal.err()
                    .println("\"" + e.getParsedString() + "\" is no time; write for example 2026-01-31T14:00:00Z");
        } catch (IllegalArgumentException e) {
            terminal.err().println(e.getMessage());
        }
        return Program.WRONG;
    }

    private static Optional<Instant> time(@Nullable String text) {
        return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
    }
}

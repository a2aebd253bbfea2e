package dev.monitoring.alerts;

import dev.monitoring.alerts.journal.Journal;
import dev.monitoring.alerts.journal.JournalLimits;
import dev.monitoring.alerts.rule.AlertMemory;
import dev.monitoring.core.collect.SelfMetrics;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.time.Clock;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The state of alerts that a restart keeps, in a directory, or none in memory. Thread-safe. */
final class AlertsState implements AutoCloseable {
    /** Default: none; the state ends with the process. */
    static final Setting<String> DIRECTORY = Setting.text(
            "state-directory",
            "",
            "Where the state of alerts is kept over restarts: pending and firing alerts, silences, and what was told to whom."
                    + " One process has a directory; without one, the state ends with the process.");

    private static final Logger LOGGER = LoggerFactory.getLogger(AlertsState.class);

    private final Journal journal;
    private final @Nullable JournaledAlerts alerts; // null where no other process will read them

    private AlertsState(Journal journal, @Nullable JournaledAlerts alerts) {
        this.journal = journal;
        this.alerts = alerts;
    }

    /**
     * Opens what the settings name; a directory that cannot be used is logged and does no more harm.
     *
     * @param runs whether the directory is opened, or only its name looked at
     */
    static AlertsState open(Settings settings, Clock clock, boolean runs) {
        String directory = settings.get(DIRECTORY).strip();
        if (!directory.isEmpty()) {
            try {
                Path path = Path.of(directory);
                if (runs) {
                    Journal journal = Journal.open(path, JournalLimits.DEFAULT, clock);
                    return new AlertsState(journal, new JournaledAlerts(journal, clock));
                }
            } catch (InvalidPathException e) {
                settings.fault(DIRECTORY, "\"" + directory + "\" is no path: " + e.getReason() + "; name a directory");
            }
        }
        return new AlertsState(Journal.inMemory(clock), null);
    }

    /** Says so where the state ends with the process. */
    void tellWhereItIs() {
        if (!journal.status().onDisk()) {
            LOGGER.info(
                    "the state of alerts is kept in memory and ends with the process; set monitoring.alerts.{} to keep"
                            + " pending and firing alerts and silences over restarts",
                    DIRECTORY.key());
        }
    }

    /** Where everything is kept. */
    Journal journal() {
        return journal;
    }

    AlertMemory alerts() {
        return alerts == null ? AlertMemory.NONE : alerts;
    }

    SelfMetrics.Contributor metrics() {
        return new JournalMetrics(journal);
    }

    @Override
    public void close() {
        if (alerts != null) {
            alerts.close();
        }
        journal.close();
    }
}

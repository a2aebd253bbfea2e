package dev.monitoring.alerts.journal;

import java.util.Optional;

/**
 * How a journal is doing. Immutable.
 *
 * @param onDisk whether it is meant to outlive the process
 * @param problem why it does not at present; empty where all is well, or it is not meant to
 * @param entries how many entries there are
 * @param liveBytes how many bytes they take
 * @param fileBytes how long the file is; 0 where there is none
 * @param waiting how many changes are not on disk yet
 * @param writes how often was written
 * @param failures how many writes have failed
 * @param refused how many entries were refused because they or all of them were too large, or too many
 * @param lastWriteMillis when was written last, in epoch milliseconds; 0 for never
 * @param opening what was found at the start
 */
public record JournalStatus(
        boolean onDisk,
        Optional<String> problem,
        int entries,
        long liveBytes,
        long fileBytes,
        int waiting,
        long writes,
        long failures,
        long refused,
        long lastWriteMillis,
        JournalOpening opening) {}

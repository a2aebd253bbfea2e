/**
 * Small state that outlives the process: entries by kind and key, in memory for those who use them and in one file on disk for
 * the next start. Knows nothing of what the entries mean. The way in is {@link dev.monitoring.alerts.journal.Journal}.
 */
@NullMarked
package dev.monitoring.alerts.journal;

import org.jspecify.annotations.NullMarked;

package dev.monitoring.alerts;

import dev.monitoring.core.settings.Fault;
import java.util.List;

/** What is read from files and may be read anew while it is at work: wholly, or not at all. Thread-safe. */
interface Reloadable {
    /** Which files there are, how large, and when each was changed last: another text when one of them has changed. */
    String stamp();

    /** Reads all files anew, and gives what is wrong; where anything is, everything stays as it was. */
    List<Fault> reload();

    /** What was wrong with the files when they were read last. */
    List<Fault> faults();
}

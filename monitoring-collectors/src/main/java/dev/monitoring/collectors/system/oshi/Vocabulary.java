package dev.monitoring.collectors.system.oshi;

/** Whose names the figures get. */
public enum Vocabulary {
    /** node_exporter on macOS. */
    NODE,
    /** windows_exporter. */
    WINDOWS
}

package dev.monitoring.collectors.gpu;

import dev.monitoring.core.model.Family;

/** Which generation of dcgm-exporter is imitated; they differ in two names. */
enum Compat {
    DCGM_EXPORTER_3("dcgm-exporter/3", "Hostname", "DCGM_FI_DEV_CLOCK_THROTTLE_REASONS"),
    DCGM_EXPORTER_4("dcgm-exporter/4", "hostname", "DCGM_FI_DEV_CLOCKS_EVENT_REASONS");

    private final String word;
    private final String hostLabel;
    private final String clockEvents;

    Compat(String word, String hostLabel, String clockEvents) {
        this.word = word;
        this.hostLabel = hostLabel;
        this.clockEvents = clockEvents;
    }

    /** Its name in the settings. */
    String word() {
        return word;
    }

    /** The label that names the host. */
    String hostLabel() {
        return hostLabel;
    }

    /** All reasons for lower clocks in one number. */
    Family clockEvents() {
        return Family.gauge(clockEvents, "Why the clocks are not higher, a bit per reason as NVML has it.");
    }
}

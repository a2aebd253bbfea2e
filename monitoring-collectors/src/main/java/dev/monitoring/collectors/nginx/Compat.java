package dev.monitoring.collectors.nginx;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;

/** Which version of nginx-prometheus-exporter is imitated; they differ in how they say which they are. */
enum Compat {
    /** As Debian 12 has it. */
    EXPORTER_0_11("nginx-prometheus-exporter/0.11", "nginxexporter_build_info"),
    EXPORTER_1_5("nginx-prometheus-exporter/1.5", "nginx_exporter_build_info");

    private final String word;
    private final String buildInfoName;

    Compat(String word, String buildInfoName) {
        this.word = word;
        this.buildInfoName = buildInfoName;
    }

    /** Its name in the settings. */
    String word() {
        return word;
    }

    Family buildInfo() {
        return Family.gauge(buildInfoName, "Which nginx-prometheus-exporter is imitated, as labels.");
    }

    /** The labels of {@link #buildInfo}: the imitated version, and plainly that this is no Go program. */
    Labels buildInfoLabels() {
        String version = word.substring(word.indexOf('/') + 1);
        String java = "none (Java " + Runtime.version().feature() + ")";
        return switch (this) {
            case EXPORTER_0_11 -> Labels.of("arch", "monitoring", "dirty", "false", "go", java, "version", version);
            case EXPORTER_1_5 ->
                Labels.of(
                        "branch", "monitoring",
                        "goarch", "none",
                        "goos", "none",
                        "goversion", java,
                        "revision", "unknown",
                        "tags", "monitoring",
                        "version", version);
        };
    }
}

package dev.monitoring.collectors.system.linux;

import com.google.re2j.Pattern;
import dev.monitoring.core.model.Labels;
import java.util.Optional;

/** Which version of node_exporter is imitated where versions differ. */
public enum Compat {
    /** As Debian 12 has it: fewer labels, zram disks included. */
    NODE_EXPORTER_1_5("node_exporter/1.5", "^(ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$"),
    /** The newest. */
    NODE_EXPORTER_1_11("node_exporter/1.11", "^(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+$");

    private final String word;
    private final Pattern disksExclude;

    Compat(String word, String disksExclude) {
        this.word = word;
        this.disksExclude = Pattern.compile(disksExclude);
    }

    /** The exporter and its version, as the setting has it. */
    public String word() {
        return word;
    }

    /**
     * The labels of {@code node_exporter_build_info}, by which dashboards find hosts: the imitated version, and plainly
     * that this is no Go program.
     */
    Labels buildInfo() {
        Labels.Builder labels = Labels.builder()
                .set("branch", "monitoring")
                .set("goarch", goArchitecture(System.getProperty("os.arch", "unknown")))
                .set("goos", "linux")
                .set("goversion", "none (Java " + Runtime.version().feature() + ")")
                .set("revision", libraryVersion())
                .set("version", word.substring(word.indexOf('/') + 1));
        if (this != NODE_EXPORTER_1_5) {
            labels.set("tags", "monitoring");
        }
        return labels.build();
    }

    /** Go's word for what Java calls the architecture. */
    private static String goArchitecture(String architecture) {
        return architecture.equals("aarch64") ? "arm64" : architecture;
    }

    private static String libraryVersion() {
        return Optional.ofNullable(Compat.class.getPackage())
                .map(Package::getImplementationVersion)
                .orElse("unknown");
    }

    /** The disks left out by default. */
    public Pattern disksExclude() {
        return disksExclude;
    }
}

package dev.monitoring.collectors.system;

import java.util.Locale;

/** The systems that are read in ways of their own. */
enum OperatingSystemFamily {
    LINUX,
    WINDOWS,
    /** macOS, and whatever else there is. */
    OTHER;

    /** The family by the JVM's name of the system. */
    static OperatingSystemFamily of(String osName) {
        String name = osName.toLowerCase(Locale.ROOT);
        if (name.startsWith("linux")) {
            return LINUX;
        }
        return name.startsWith("windows") ? WINDOWS : OTHER;
    }
}

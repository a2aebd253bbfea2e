package dev.monitoring.core;

import dev.monitoring.core.settings.Fault;
import java.util.List;
import java.util.stream.Collectors;

/** The configuration is wrong. Lists everything that is, each with its place and its remedy; nothing was started. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    ConfigurationException(List<Fault> faults) {
        super(faults.stream()
                .map(Fault::toString)
                .collect(Collectors.joining(
                        "\n",
                        faults.size() == 1
                                ? "1 fault in the configuration:\n"
                                : faults.size() + " faults in the configuration:\n",
                        "")));
        this.faults = List.copyOf(faults);
    }

    /** What is wrong, in the order it was found. */
    public List<Fault> faults() {
        return faults;
    }
}

package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.ConfigurationException;
import dev.monitoring.core.settings.Fault;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** What Spring Boot prints where a wrong configuration of ours ends the application: each fault with its place. */
final class ConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ConfigurationException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, ConfigurationException cause) {
        List<Fault> faults = cause.faults();
        String description = faults.stream()
                .map(fault -> "    " + fault)
                .collect(Collectors.joining(
                        "\n", "The configuration of monitoring is wrong in " + places(faults.size()) + ":\n\n", ""));
        return new FailureAnalysis(
                description,
                "Mend what is named above, or set monitoring.on-config-error=degrade to run the application without the parts"
                        + " concerned.",
                cause);
    }

    private static String places(int count) {
        return count == 1 ? "1 place" : count + " places";
    }
}

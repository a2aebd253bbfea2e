package dev.monitoring.alerts.why;

import dev.monitoring.core.model.Labels;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is to be explained. Immutable.
 *
 * @param group the name of the group; empty for the first that has such a rule
 * @param rule the name of the rule; without a group also that of its group, a slash and its own
 * @param file the file that the group stands in, where groups of several have this name
 * @param labels labels of one alert, or some of them; empty for the alert that has come furthest
 * @param timeMillis the moment, in epoch milliseconds; empty for now
 */
public record WhyQuestion(String group, String rule, Optional<String> file, Labels labels, OptionalLong timeMillis) {
    /** A rule as it is now. */
    public static WhyQuestion of(String group, String rule) {
        return new WhyQuestion(group, rule, Optional.empty(), Labels.EMPTY, OptionalLong.empty());
    }

    /** The same at a moment, in epoch milliseconds. */
    public WhyQuestion at(long newTimeMillis) {
        return new WhyQuestion(group, rule, file, labels, OptionalLong.of(newTimeMillis));
    }

    /** The same about the alert with these labels, or some of them. */
    public WhyQuestion about(Labels newLabels) {
        return new WhyQuestion(group, rule, file, newLabels, timeMillis);
    }

    /** The same in a file. */
    public WhyQuestion in(String newFile) {
        return new WhyQuestion(group, rule, Optional.of(newFile), labels, timeMillis);
    }
}

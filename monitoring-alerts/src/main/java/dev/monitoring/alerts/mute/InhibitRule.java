package dev.monitoring.alerts.mute;

import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.core.model.Labels;
import java.util.Set;

/**
 * Firing alerts of one kind keep those of another quiet. Immutable.
 *
 * @param name for people; may be empty
 * @param source which alerts keep others quiet
 * @param target which alerts they keep quiet
 * @param equal the labels that both must have alike; a missing label is the empty value
 */
public record InhibitRule(String name, Matchers source, Matchers target, Set<String> equal) {
    public InhibitRule {
        equal = Set.copyOf(equal);
    }

    /** What both sides must have alike. */
    Labels equalLabels(Labels alert) {
        return alert.only(equal);
    }
}

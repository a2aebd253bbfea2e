package dev.monitoring.collectors.actions;

import dev.monitoring.collectors.events.EventSource;
import dev.monitoring.collectors.events.Outcomes;
import dev.monitoring.collectors.events.StreamLimits;
import java.util.ArrayList;
import java.util.List;

/**
 * What to listen to, what the members of messages are called, and how much to show. Immutable.
 *
 * @param recent how many of the last actions are shown; 0 for none
 * @param shownFields members that are shown of each of the last actions, besides its kind and outcome
 * @param kindLimit how many kinds are told apart
 */
record ActionOptions(
        List<EventSource> sources,
        List<String> kindFields,
        List<String> outcomeFields,
        List<String> timeFields,
        Outcomes outcomes,
        int recent,
        List<ShownField> shownFields,
        int kindLimit,
        StreamLimits limits) {
    /**
     * A member that is shown.
     *
     * @param path where it is, with dots where it is further in
     * @param label the label it becomes
     */
    record ShownField(String path, String label) {}

    ActionOptions {
        sources = List.copyOf(sources);
        kindFields = List.copyOf(kindFields);
        outcomeFields = List.copyOf(outcomeFields);
        timeFields = List.copyOf(timeFields);
        shownFields = List.copyOf(shownFields);
    }

    /** All members of messages that matter. */
    List<String> members() {
        List<String> members = new ArrayList<>(kindFields);
        members.addAll(outcomeFields);
        members.addAll(timeFields);
        shownFields.forEach(field -> members.add(field.path));
        return members;
    }
}

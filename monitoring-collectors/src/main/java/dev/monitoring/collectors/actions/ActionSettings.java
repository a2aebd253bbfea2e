package dev.monitoring.collectors.actions;

import dev.monitoring.collectors.actions.ActionOptions.ShownField;
import dev.monitoring.collectors.amqp.AmqpSettings;
import dev.monitoring.collectors.events.EventSource;
import dev.monitoring.collectors.events.Outcomes;
import dev.monitoring.collectors.events.SourceSettings;
import dev.monitoring.collectors.events.StreamLimits;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The keys of a target, and how they are read. */
final class ActionSettings {
    /** The list of sources in a target. */
    static final String SOURCES = "sources";

    private static final int MAX_SHOWN = 10;

    /** What the collector itself and the target say of each action. */
    private static final Set<String> TAKEN = Set.of("slot", "kind", "outcome", "time", "job", "instance");

    private static final SourceSettings SOURCE = new SourceSettings("");
    private static final Setting<List<String>> KIND_FIELDS = Setting.list(
            "kind-fields",
            List.of("kind", "action", "action_type", "type", "event"),
            "Members or headers with the kind of action, of which the first that a message has counts; with dots where they"
                    + " are further in, as in meta.kind.");
    private static final Setting<List<String>> OUTCOME_FIELDS = Setting.list(
            "outcome-fields",
            List.of("outcome", "status", "result", "success", "ok"),
            "Members or headers with the outcome, a word or true and false.");
    private static final Setting<List<String>> TIME_FIELDS = Setting.list(
            "time-fields",
            List.of("saved_at", "savedAt", "created_at", "timestamp", "time"),
            "Members or headers with the time of the action: seconds, milliseconds, micro- or nanoseconds since 1970, or ISO"
                    + " 8601. Else it is that of the message, or of its arrival.");
    private static final Setting<Integer> RECENT = Setting.integer(
            "recent", 100, 0, 1_000, "How many of the last actions to show, each as a series and in /metrics/actions.");
    private static final Setting<List<String>> SHOWN_FIELDS = Setting.list(
            "shown-fields",
            List.of(),
            "Members to show of each of the last actions besides its time, kind and outcome, up to ten. None by default: they"
                    + " may be personal data, and whoever reads the metrics reads them.");
    private static final Setting<Integer> KIND_LIMIT =
            Setting.integer("kind-limit", 50, 1, 500, "How many kinds to tell apart; all further ones count as other.");

    private ActionSettings() {}

    /** All keys of a target. */
    static List<Setting<?>> ofTarget() {
        List<Setting<?>> all = new ArrayList<>(AmqpSettings.all());
        all.addAll(List.of(KIND_FIELDS, OUTCOME_FIELDS, TIME_FIELDS));
        all.addAll(Outcomes.ALL);
        all.addAll(List.of(RECENT, SHOWN_FIELDS, KIND_LIMIT));
        all.addAll(StreamLimits.ALL);
        return List.copyOf(all);
    }

    /** The keys of each of a target's sources. */
    static List<Setting<?>> ofSource() {
        return SOURCE.all();
    }

    /** What a target's section says; what is wrong in it is recorded there. */
    static ActionOptions read(Settings target) {
        List<EventSource> sources = new ArrayList<>();
        List<Settings> sections = target.sections(SOURCES);
        sections.forEach(section -> SOURCE.read(section).ifPresent(sources::add));
        if (sections.isEmpty()) {
            sources.add(EventSource.all(target.prefix() + "." + SOURCES + "[0]", "saved_actions"));
        }
        SourceSettings.requireDistinct(target, sources);
        return new ActionOptions(
                sources,
                target.get(KIND_FIELDS),
                target.get(OUTCOME_FIELDS),
                target.get(TIME_FIELDS),
                Outcomes.read(target),
                target.get(RECENT),
                shownFields(target),
                target.get(KIND_LIMIT),
                StreamLimits.read(target));
    }

    private static List<ShownField> shownFields(Settings target) {
        List<ShownField> fields = new ArrayList<>();
        Set<String> labels = new LinkedHashSet<>(TAKEN);
        for (String path : target.get(SHOWN_FIELDS)) {
            String label = label(path);
            if (!Names.isLabelName(label) || label.startsWith("__")) {
                target.fault(
                        SHOWN_FIELDS,
                        "\"" + path + "\" cannot become a label; show a member that begins with a letter");
            } else if (!labels.add(label)) {
                target.fault(SHOWN_FIELDS, "\"" + path + "\" becomes the label " + label + ", which is there already");
            } else {
                fields.add(new ShownField(path, label));
            }
        }
        if (fields.size() > MAX_SHOWN) {
            target.fault(SHOWN_FIELDS, "there are " + fields.size() + " members to show; name up to " + MAX_SHOWN);
            return List.of();
        }
        return fields;
    }

    /** The labels of all members that targets of a section show, as far as they are right. */
    static List<String> shownLabels(Settings section) {
        Set<String> labels = new LinkedHashSet<>();
        for (Settings target : section.sections("targets")) {
            for (String path : target.get(SHOWN_FIELDS)) {
                String label = label(path);
                if (Names.isLabelName(label) && !label.startsWith("__") && !TAKEN.contains(label)) {
                    labels.add(label);
                }
            }
        }
        return List.copyOf(labels);
    }

    /** What of a path is no letter, digit or _ becomes _. */
    private static String label(String path) {
        return path.replaceAll("[^a-zA-Z0-9_]", "_");
    }
}

package dev.monitoring.core.collect;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.List;
import java.util.Map;

/**
 * The keys that every target has besides those of its collector: {@code job}, {@code instance}, {@code dashboards} and {@code
 * labels}. They stand in the entries of {@code targets}, or in the collector's own section where it has no list of targets. Immutable.
 */
public final class TargetSettings {
    /** Without a default here: what holds is the collector's choice, the name of the well-known exporter. */
    public static final Setting<String> JOB =
            Setting.text("job", null, "The label job of its series; by default that of the well-known exporter.");

    /** Without a default here: what holds is the address, or the name of this process. */
    public static final Setting<String> INSTANCE = Setting.text(
            "instance", null, "The label instance of its series; by default its address, or monitoring.instance.");

    private static final Setting<List<String>> DASHBOARDS = Setting.list(
            "dashboards",
            List.of(),
            "Dashboards of the community that are to show it: labels that their variables ask for are filled in, where labels"
                    + " does not name them; of " + Dashboard.words() + ".");

    /** The section of further labels, whose names are the user's. */
    public static final String LABELS = "labels";

    private TargetSettings() {}

    /** The keys with a fixed name. */
    public static List<Setting<?>> all() {
        return List.of(JOB, INSTANCE, DASHBOARDS);
    }

    /**
     * The target that a section describes. Labels that cannot be are recorded as faults and left out.
     *
     * @param section the entry of {@code targets}, or the collector's section
     * @param job what holds where the section names no job
     * @param instance what holds where the section names no instance
     */
    public static Target target(Settings section, String job, String instance) {
        String namedJob = job(section, job);
        String namedInstance = named(section, INSTANCE, instance);
        Labels.Builder labels = Labels.builder();
        for (String word : section.get(DASHBOARDS)) {
            Dashboard.of(word)
                    .ifPresentOrElse(
                            dashboard -> dashboard.fill(labels, namedJob, namedInstance),
                            () -> section.fault(
                                    DASHBOARDS,
                                    "\"" + word + "\" is none that is known to ask for labels besides job and instance;"
                                            + " remove it, or use some of " + Dashboard.words()));
        }
        for (Map.Entry<String, Settings.Value> label : section.entries(LABELS).entrySet()) {
            String name = label.getKey();
            try {
                Names.requireLabelName(name);
                if (name.equals(Target.JOB) || name.equals(Target.INSTANCE)) {
                    throw new IllegalArgumentException("label " + Names.quote(name) + " is the target's own; set "
                            + section.prefix() + "." + name + " instead");
                }
                labels.set(name, label.getValue().text());
            } catch (IllegalArgumentException e) {
                section.fault(new Fault(label.getValue().origin(), String.valueOf(e.getMessage())));
            }
        }
        return new Target(namedJob, namedInstance, labels.build());
    }

    /** The job that a section names, or {@code otherwise}. */
    public static String job(Settings section, String otherwise) {
        return named(section, JOB, otherwise);
    }

    private static String named(Settings section, Setting<String> setting, String otherwise) {
        return section.find(setting).filter(name -> !name.isBlank()).orElse(otherwise);
    }
}

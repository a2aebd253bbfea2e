package dev.monitoring.alerts;

import dev.monitoring.core.model.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rule files that come with the library, one for each kind of thing that is watched. They are on by choice only. A rule
 * whose series are not there is silent, so a pack too many costs evaluations and nothing else. Stateless.
 */
final class RulePacks {
    /** Stands for all of them. */
    static final String AUTO = "auto";

    static final List<String> NAMES = List.of(
            "host",
            "jvm",
            "container",
            "redis",
            "pipelines",
            "rabbitmq",
            "postgres",
            "minio",
            "nginx",
            "celery",
            "gpu",
            "probe",
            "jobs",
            "self");

    private static final String PLACE = "classpath:dev/monitoring/alerts/packs/";

    private RulePacks() {}

    /** What is wrong with a name, and what would be right; empty where there is such a pack. */
    static Optional<String> fault(String name) {
        if (name.equals(AUTO) || NAMES.contains(name)) {
            return Optional.empty();
        }
        String remedy = Spelling.nearest(name, NAMES)
                .map(near -> "did you mean " + near + "?")
                .orElse("there are " + String.join(", ", NAMES) + ", and auto for all of them");
        return Optional.of("there is no pack \"" + name + "\"; " + remedy);
    }

    /** The resources of the packs with these names, each once; names that are wrong are passed over. */
    static List<String> resources(List<String> names) {
        List<String> resources = new ArrayList<>();
        for (String name : NAMES) {
            if (names.contains(name) || names.contains(AUTO)) {
                resources.add(PLACE + name + ".yml");
            }
        }
        return resources;
    }

    /** Whether a rule file is one of these. */
    static boolean isPack(String file) {
        return file.startsWith(PLACE);
    }
}

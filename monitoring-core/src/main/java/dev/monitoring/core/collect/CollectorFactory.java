package dev.monitoring.core.collect;

import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the collectors of one kind from settings. Found by {@link java.util.ServiceLoader}: a jar that names its factory in
 * {@code META-INF/services/dev.monitoring.core.collect.CollectorFactory} and lies on the class path is all it takes. The
 * class is public and has a public constructor without parameters.
 *
 * <p>A factory never connects, reads files or loads native code; its collectors do, when they run.
 */
public interface CollectorFactory {
    /**
     * The kind, in lower case with hyphens: {@code system}, {@code redis}. Its settings lie under
     * {@code monitoring.collectors.<name>}.
     */
    String name();

    /** What is watched, in a few words for people: {@code "this host"}, {@code "Redis servers"}. */
    String watches();

    /** Whether it works without being asked for. False for whatever needs an address. */
    default boolean enabledByDefault() {
        return false;
    }

    /**
     * The settings below the factory's section, besides {@code enabled}, {@code interval}, {@code timeout} and
     * {@code sample-limit}, which every collector has. Any other key there is reported as unknown.
     */
    default List<Setting<?>> settings() {
        return List.of();
    }

    /**
     * The settings of each entry of {@code targets} below the factory's section, besides those of {@link TargetSettings}.
     * Empty for a kind that watches one thing only; then {@link TargetSettings} stand in the section itself.
     */
    default List<Setting<?>> targetSettings() {
        return List.of();
    }

    /**
     * The settings of the entries of lists in each entry of {@code targets}, by the key of the list: rules, statements.
     * {@link Settings#sections} of a target reads them.
     */
    default Map<String, List<Setting<?>>> targetLists() {
        return Map.of();
    }

    /** The JSON bundles that this kind fills. */
    default List<Bundle> bundles() {
        return List.of();
    }

    /**
     * The JSON bundles that this kind fills with these settings; by default {@link #bundles()}. A kind whose expressions select
     * its usual job gives them for the job that is set, see {@link Bundle#forJob}.
     *
     * @param settings the factory's section, as for {@link #create}
     */
    default List<Bundle> bundles(Settings settings) {
        return bundles();
    }

    /**
     * What is missing for it to work at all, as a remedy for people: {@code "add io.lettuce:lettuce-core to the class path"}.
     */
    default Optional<String> unavailable() {
        return Optional.empty();
    }

    /**
     * Micrometer meters whose figures about this process are those of this kind's collectors too: {@code jvm.memory.used}.
     * Where this kind collects, the host's own meters of these names are left out, so that nothing is there twice.
     */
    default Set<String> replacedMeters() {
        return Set.of();
    }

    /**
     * Makes one collector per target. {@link TargetSettings#target} reads the target's job, instance and labels.
     *
     * @param settings the factory's section; what is wrong in it is recorded there, all of it, instead of thrown
     * @param context what the collectors may use
     */
    List<ScheduledCollector> create(Settings settings, CollectorContext context);
}

package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.MonitoringBuilder;
import dev.monitoring.core.MonitoringSettings;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.settings.Settings;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The parts that a wrong configuration costs: a kind of collectors, a key, or a section with its extension. Grows with each try
 * until the rest starts. Confined to the thread that starts.
 */
final class LeftOut {
    private static final String COLLECTORS = MonitoringSettings.PREFIX + "." + MonitoringSettings.COLLECTORS + ".";

    private final Set<String> keys = new TreeSet<>();
    private final Set<String> sections = new TreeSet<>();
    private final Set<String> kinds = new TreeSet<>();

    /**
     * Takes in what a start has found wrong.
     *
     * @return whether that leaves out anything more than before; false where another try would find the same
     */
    boolean add(List<Fault> faults, Settings settings) {
        int before = size();
        for (Fault fault : faults) {
            keyOf(fault, settings).ifPresent(key -> leaveOut(key, settings));
        }
        return size() > before;
    }

    /** The key where it is set, then all of its section, then the extension that the section belongs to. */
    private void leaveOut(String key, Settings settings) {
        if (key.startsWith(COLLECTORS)) {
            kinds.add(name(key, COLLECTORS.length()));
            return;
        }
        String section = section(key);
        boolean isSet = settings.keys().contains(key);
        boolean isSectionSet =
                settings.keys().stream().anyMatch(other -> section(other).equals(section));
        boolean more = isSet && keys.add(list(key)) || isSectionSet && sections.add(section);
        if (!more) {
            kinds.add(section.substring(MonitoringSettings.PREFIX.length() + 1));
        }
    }

    /** Whether a kind of collectors or an extension is left out. */
    boolean contains(String kind) {
        return kinds.contains(kind);
    }

    /** Has a builder leave out what is found on the class path. */
    void applyTo(MonitoringBuilder builder) {
        kinds.forEach(builder::without);
    }

    /** Settings without what is left out. */
    Settings applyTo(Settings settings) {
        Map<String, Settings.Value> rest = new TreeMap<>();
        for (String key : settings.keys()) {
            String kind = key.startsWith(COLLECTORS) ? name(key, COLLECTORS.length()) : "";
            if (!kinds.contains(kind) && !keys.contains(list(key)) && !sections.contains(section(key))) {
                settings.value(key).ifPresent(value -> rest.put(key, value));
            }
        }
        return Settings.of(rest, MonitoringSettings.PREFIX);
    }

    private int size() {
        return keys.size() + sections.size() + kinds.size();
    }

    /** The key that a fault is about: the one at its place, the one that names the file it is in, or one that is not set. */
    private static Optional<String> keyOf(Fault fault, Settings settings) {
        String source = fault.origin().source();
        if (source.startsWith(MonitoringSettings.PREFIX + ".")) {
            return Optional.of(source);
        }
        List<String> all = settings.keys();
        return all.stream()
                .filter(key -> settings.originOfKey(key).equals(fault.origin()))
                .findFirst()
                .or(() -> all.stream()
                        .filter(key -> settings.value(key)
                                .filter(value ->
                                        !source.isEmpty() && value.text().endsWith(source))
                                .isPresent())
                        .findFirst());
    }

    /** The list that an item is in, whose other items would be left with a gap; any other key itself. */
    private static String list(String key) {
        return key.endsWith("]") ? key.substring(0, key.lastIndexOf('[')) : key;
    }

    /** {@code monitoring.alerts} of {@code monitoring.alerts.rules[0]}. */
    private static String section(String key) {
        int start = MonitoringSettings.PREFIX.length() + 1;
        return MonitoringSettings.PREFIX + "." + name(key, start);
    }

    /** The segment that begins at {@code start}. */
    private static String name(String key, int start) {
        int end = start;
        while (end < key.length() && key.charAt(end) != '.' && key.charAt(end) != '[') {
            end++;
        }
        return key.substring(start, end);
    }
}

package dev.monitoring.core.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Configured values below one prefix, read through {@link Setting}s. A value that does not parse is recorded as a
 * {@link Fault} and the default is used in its place, so that all faults of a configuration are found in one go; whoever
 * starts something looks at {@link #faults} first. Sections share their parent's faults. Confined to one thread.
 *
 * <p>Keys are flat, as in Spring: {@code monitoring.collectors.redis.targets[0].host}.
 */
public final class Settings {
    /** A value with its origin. Does not show its text, which may be a secret. */
    public record Value(String text, Origin origin) {
        @Override
        public String toString() {
            return "*** from " + origin;
        }
    }

    private final String prefix;
    private final SortedMap<String, Value> values;
    private final SortedMap<String, Origin> sections;
    private final Set<Fault> faults;

    private Settings(
            String prefix, SortedMap<String, Value> values, SortedMap<String, Origin> sections, Set<Fault> faults) {
        this.prefix = prefix;
        this.values = values;
        this.sections = sections;
        this.faults = faults;
    }

    /** All values by their full keys; the view begins at {@code prefix}, which ends without a dot. */
    public static Settings of(Map<String, Value> values, String prefix) {
        return new Settings(
                prefix,
                Collections.unmodifiableSortedMap(new TreeMap<>(values)),
                Collections.emptySortedMap(),
                new LinkedHashSet<>());
    }

    /**
     * The values of several places, and the faults found there. A key of a later layer replaces that of an earlier one; a
     * list of texts is replaced as a whole, while sections of a list ({@code targets[0].host}) are merged key by key.
     */
    public static Settings layered(List<SettingLayer> layers, String prefix) {
        Settings merged = empty(prefix);
        for (SettingLayer layer : layers) {
            merged = merged.under(layer);
        }
        return merged;
    }

    /** These settings with one more layer on top, merged as {@link #layered} does. */
    public Settings under(SettingLayer layer) {
        SortedMap<String, Value> merged = new TreeMap<>(values);
        Set<String> replaced = new HashSet<>();
        for (String key : layer.values().keySet()) {
            String list = key.endsWith("]") ? key.substring(0, key.lastIndexOf('[')) : key;
            if (replaced.add(list)) {
                merged.remove(list);
                for (int i = 0; merged.remove(list + "[" + i + "]") != null; i++) {}
            }
        }
        merged.putAll(layer.values());
        SortedMap<String, Origin> mergedSections = new TreeMap<>(sections);
        mergedSections.putAll(layer.sections());
        Set<Fault> found = new LinkedHashSet<>(faults);
        found.addAll(layer.faults());
        return new Settings(
                prefix,
                Collections.unmodifiableSortedMap(merged),
                Collections.unmodifiableSortedMap(mergedSections),
                found);
    }

    /** No values: every setting has its default. */
    public static Settings empty(String prefix) {
        return of(Map.of(), prefix);
    }

    /** The full key of this view: {@code monitoring.collectors.redis}. */
    public String prefix() {
        return prefix;
    }

    /**
     * The value of a setting that has a default.
     *
     * @throws IllegalStateException if the setting has no default; read it with {@link #find}
     */
    public <T> T get(Setting<T> setting) {
        return find(setting)
                .orElseThrow(() -> new IllegalStateException(
                        "setting " + keyOf(setting.key()) + " has no default; read it with find or require"));
    }

    /** The value of a setting, or its default, or nothing where it has neither. */
    public <T> Optional<T> find(Setting<T> setting) {
        Value value = values.get(keyOf(setting.key()));
        List<String> items = value == null ? items(setting) : List.of();
        if (value == null && items.isEmpty()) {
            return setting.defaultValue();
        }
        try {
            return Optional.of(value == null ? setting.parse(items) : setting.parse(value.text()));
        } catch (IllegalArgumentException e) {
            fault(setting, setting.isSecret() ? "the value is not valid" : String.valueOf(e.getMessage()));
            return setting.defaultValue();
        }
    }

    /** The value of a setting that must be set; a fault is recorded where it is not. */
    public <T> Optional<T> require(Setting<T> setting) {
        Optional<T> found = find(setting);
        if (found.isEmpty() && !isSet(setting)) {
            faults.add(new Fault(
                    originOfKey(prefix), keyOf(setting.key()) + " is not set, but is needed: " + setting.help()));
        }
        return found;
    }

    /** Whether the configuration names the key. */
    public boolean isSet(Setting<?> setting) {
        return values.containsKey(keyOf(setting.key())) || values.containsKey(keyOf(setting.key()) + "[0]");
    }

    /** Whether the configuration has anything below this view. */
    public boolean isEmpty() {
        return keys().isEmpty();
    }

    /** The full keys below this view, ascending. */
    public List<String> keys() {
        if (prefix.isEmpty()) {
            return List.copyOf(values.keySet());
        }
        List<String> below = new ArrayList<>();
        for (String key : values.tailMap(prefix).keySet()) {
            if (!key.startsWith(prefix)) {
                break;
            }
            if (key.length() > prefix.length()
                    && (key.charAt(prefix.length()) == '.' || key.charAt(prefix.length()) == '[')) {
                below.add(key);
            }
        }
        return below;
    }

    /** The value of a full key, where it is set. */
    public Optional<Value> value(String fullKey) {
        return Optional.ofNullable(values.get(fullKey));
    }

    /** The view below one full key, wherever this one begins. */
    Settings at(String fullPrefix) {
        return new Settings(fullPrefix, values, sections, faults);
    }

    /** The view below one key: {@code section("history")} of {@code monitoring} is {@code monitoring.history}. */
    public Settings section(String key) {
        return new Settings(keyOf(key), values, sections, faults);
    }

    /** The views of a list of sections: {@code targets[0]}, {@code targets[1]}, … */
    public List<Settings> sections(String key) {
        List<Settings> sections = new ArrayList<>();
        for (int i = 0; ; i++) {
            Settings section = section(key + "[" + i + "]");
            if (section.isEmpty()) {
                return sections;
            }
            sections.add(section);
        }
    }

    /** The values directly below {@code key} by their names, as free text: a map of labels, for instance. */
    public Map<String, Value> entries(String key) {
        Settings section = section(key);
        Map<String, Value> entries = new TreeMap<>();
        for (String full : section.keys()) {
            Value value = values.get(full);
            if (value != null) {
                entries.put(full.substring(section.prefix.length() + 1), value);
            }
        }
        return entries;
    }

    /** The origin of a setting's value, where it is set. */
    public Optional<Origin> origin(Setting<?> setting) {
        Value value = values.get(keyOf(setting.key()));
        if (value == null) {
            value = values.get(keyOf(setting.key()) + "[0]");
        }
        return value == null ? Optional.empty() : Optional.of(value.origin());
    }

    /** Where a full key stands, or where the section of that name begins. */
    public Origin originOfKey(String fullKey) {
        Value value = values.get(fullKey);
        if (value != null) {
            return value.origin();
        }
        Origin section = sections.get(fullKey);
        if (section != null) {
            return section;
        }
        return at(fullKey).keys().stream()
                .findFirst()
                .flatMap(this::value)
                .map(Value::origin)
                .orElseGet(() -> new Origin(fullKey));
    }

    /** Records that a setting's value is wrong: its origin and key are put before the message. */
    public void fault(Setting<?> setting, String message) {
        faults.add(
                new Fault(origin(setting).orElseGet(() -> originOfKey(prefix)), keyOf(setting.key()) + ": " + message));
    }

    /** Records a fault. The same one recorded again counts once. */
    public void fault(Fault fault) {
        faults.add(fault);
    }

    /** Records faults. */
    public void faults(Collection<Fault> found) {
        faults.addAll(found);
    }

    /** All faults found so far, in this view and all others of the same configuration. */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }

    private List<String> items(Setting<?> setting) {
        String key = keyOf(setting.key());
        List<String> items = new ArrayList<>();
        for (Value item = values.get(key + "[0]"); item != null; item = values.get(key + "[" + items.size() + "]")) {
            items.add(item.text());
        }
        return items;
    }

    private String keyOf(String key) {
        return prefix.isEmpty() ? key : prefix + "." + key;
    }
}

package dev.monitoring.core.settings;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The values of one place: a file, the environment, the command line. Finds keys that are given twice there. Layers are put
 * on top of each other by {@link Settings#layered}. Confined to one thread.
 */
public final class SettingLayer {
    private final SortedMap<String, Settings.Value> values = new TreeMap<>();
    private final SortedMap<String, Origin> sections = new TreeMap<>();
    private final List<Fault> faults = new ArrayList<>();

    /** Adds a value; a second one for the same key is a fault, and the first stays. */
    public void put(String key, String text, Origin origin) {
        Settings.Value first = values.putIfAbsent(key, new Settings.Value(text, origin));
        if (first != null) {
            fault(origin, key + " is set twice; remove this one or the one at " + first.origin());
        }
    }

    /** Notes where a section begins, for faults about it as a whole. */
    public void putSection(String key, Origin origin) {
        sections.putIfAbsent(key, origin);
    }

    /** Records that something in this place is wrong. */
    public void fault(Origin origin, String message) {
        faults.add(new Fault(origin, message));
    }

    /** The values by full key; a view. */
    public SortedMap<String, Settings.Value> values() {
        return Collections.unmodifiableSortedMap(values);
    }

    /** Where sections begin, by full key; a view. */
    SortedMap<String, Origin> sections() {
        return Collections.unmodifiableSortedMap(sections);
    }

    /** What is wrong in this place, in the order it was found. */
    public List<Fault> faults() {
        return List.copyOf(faults);
    }
}

package dev.monitoring.core.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A set of label names with their values: the identity of a series. Sorted by name, without duplicates, immutable and
 * thread-safe.
 *
 * <p>The metric name, where there is one, is the label {@value #METRIC_NAME}. A label with an empty value is the same
 * as no label, as in Prometheus, so none is ever kept. Names and values are any non-empty Unicode text; the stricter rule
 * for what collectors may emit is {@link Names}.
 */
public final class Labels implements Comparable<Labels>, Iterable<Labels.Label> {
    // Design note. Names and values interleave in one array: name 0, value 0, name 1, value 1, … One array halves the
    // headers, and comparing two sets walks memory once. The hash is computed once, because label sets are looked up
    // far more often than they are made.

    /** The label that holds the metric name. */
    public static final String METRIC_NAME = "__name__";

    /** No labels. */
    public static final Labels EMPTY = new Labels(new String[0]);

    private final String[] namesAndValues;
    private final int hash;

    private Labels(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
        this.hash = Arrays.hashCode(namesAndValues);
    }

    /** One label. */
    public record Label(String name, String value) {}

    /**
     * Labels from alternating names and values, in any order.
     *
     * @throws IllegalArgumentException if the count is odd, a name is empty or stands twice, or text is not valid Unicode
     */
    public static Labels of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("labels " + Arrays.toString(namesAndValues)
                    + " end in a name without a value; give names and values in pairs");
        }
        Builder builder = builder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            builder.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return builder.build();
    }

    /**
     * Labels from a map.
     *
     * @throws IllegalArgumentException if a name is empty or text is not valid Unicode
     */
    public static Labels of(Map<String, String> labels) {
        Builder builder = builder();
        labels.forEach(builder::add);
        return builder.build();
    }

    /** A builder without labels. */
    public static Builder builder() {
        return new Builder();
    }

    /** A builder that starts with these labels. */
    public Builder toBuilder() {
        Builder builder = new Builder();
        forEach(builder::set);
        return builder;
    }

    /** The number of labels. */
    public int size() {
        return namesAndValues.length / 2;
    }

    public boolean isEmpty() {
        return namesAndValues.length == 0;
    }

    /** The name at {@code index}, in ascending order of names. */
    public String name(int index) {
        return namesAndValues[2 * index];
    }

    /** The value at {@code index}, in ascending order of names. */
    public String value(int index) {
        return namesAndValues[2 * index + 1];
    }

    /** The value of label {@code name}, or null where the set has no such label. */
    public @Nullable String get(String name) {
        int index = indexOf(name);
        return index < 0 ? null : value(index);
    }

    /** The value of label {@code name}, or the empty text where the set has no such label: Prometheus' reading. */
    public String valueOrEmpty(String name) {
        int index = indexOf(name);
        return index < 0 ? "" : value(index);
    }

    public boolean has(String name) {
        return indexOf(name) >= 0;
    }

    /** The metric name, or the empty text. */
    public String metricName() {
        return valueOrEmpty(METRIC_NAME);
    }

    /**
     * This set with label {@code name} set to {@code value}; without it where {@code value} is empty.
     *
     * @throws IllegalArgumentException if the name is empty or text is not valid Unicode
     */
    public Labels with(String name, String value) {
        int index = indexOf(name);
        if (index >= 0 && value(index).equals(value)) {
            return this;
        }
        if (value.isEmpty()) {
            return without(name);
        }
        requireLabel(name, value);
        if (index >= 0) {
            String[] replaced = namesAndValues.clone();
            replaced[2 * index + 1] = value;
            return new Labels(replaced);
        }
        int at = 0;
        while (at < namesAndValues.length && namesAndValues[at].compareTo(name) < 0) {
            at += 2;
        }
        String[] grown = new String[namesAndValues.length + 2];
        System.arraycopy(namesAndValues, 0, grown, 0, at);
        grown[at] = name;
        grown[at + 1] = value;
        System.arraycopy(namesAndValues, at, grown, at + 2, namesAndValues.length - at);
        return new Labels(grown);
    }

    /** This set without label {@code name}. */
    public Labels without(String name) {
        int index = indexOf(name);
        if (index < 0) {
            return this;
        }
        String[] rest = new String[namesAndValues.length - 2];
        System.arraycopy(namesAndValues, 0, rest, 0, 2 * index);
        System.arraycopy(namesAndValues, 2 * index + 2, rest, 2 * index, rest.length - 2 * index);
        return rest.length == 0 ? EMPTY : new Labels(rest);
    }

    /** The labels of this set whose names are among {@code names}. */
    public Labels only(Collection<String> names) {
        return filtered(names, true);
    }

    /** The labels of this set whose names are not among {@code names}. */
    public Labels without(Collection<String> names) {
        return filtered(names, false);
    }

    private Labels filtered(Collection<String> names, boolean keep) {
        int kept = 0;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (names.contains(namesAndValues[i]) == keep) {
                kept += 2;
            }
        }
        if (kept == namesAndValues.length) {
            return this;
        }
        if (kept == 0) {
            return EMPTY;
        }
        String[] rest = new String[kept];
        int next = 0;
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (names.contains(namesAndValues[i]) == keep) {
                rest[next++] = namesAndValues[i];
                rest[next++] = namesAndValues[i + 1];
            }
        }
        return new Labels(rest);
    }

    /** This set without the metric name. */
    public Labels withoutMetricName() {
        return without(METRIC_NAME);
    }

    /** This set with every label of {@code others} added; where both have a label, {@code others} wins. */
    public Labels withAll(Labels others) {
        if (others.isEmpty()) {
            return this;
        }
        if (isEmpty()) {
            return others;
        }
        Builder builder = toBuilder();
        others.forEach(builder::set);
        return builder.build();
    }

    public void forEach(BiConsumer<String, String> action) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            action.accept(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    @Override
    public Iterator<Label> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size();
            }

            @Override
            public Label next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("all " + size() + " labels were read");
                }
                return new Label(name(next), value(next++));
            }
        };
    }

    private static void requireLabel(String name, String value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException(
                    "a label with value " + Names.quote(value) + " has an empty name; name it");
        }
        Names.requireUnicode("label name", name);
        Names.requireUnicode("value of label " + name, value);
    }

    private int indexOf(String name) {
        // Sets are small; a linear walk that stops at the first greater name beats a binary search here.
        for (int i = 0; i < namesAndValues.length; i += 2) {
            int order = namesAndValues[i].compareTo(name);
            if (order == 0) {
                return i / 2;
            }
            if (order > 0) {
                return -1;
            }
        }
        return -1;
    }

    /** Orders by the first name that differs, then by its value, shorter sets first: the order of Prometheus. */
    @Override
    public int compareTo(Labels other) {
        int shared = Math.min(namesAndValues.length, other.namesAndValues.length);
        for (int i = 0; i < shared; i++) {
            int order = namesAndValues[i].compareTo(other.namesAndValues[i]);
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(namesAndValues.length, other.namesAndValues.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || other instanceof Labels labels
                        && hash == labels.hash
                        && Arrays.equals(namesAndValues, labels.namesAndValues);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** The set as Prometheus prints it: {@code {job="node", mode="idle"}}, after the metric name where there is one. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(metricName());
        text.append('{');
        boolean first = true;
        for (int i = 0; i < size(); i++) {
            if (name(i).equals(METRIC_NAME)) {
                continue;
            }
            if (!first) {
                text.append(", ");
            }
            first = false;
            text.append(Names.isLabelName(name(i)) ? name(i) : Names.quote(name(i)))
                    .append('=')
                    .append(Names.quote(value(i)));
        }
        return text.append('}').toString();
    }

    /** Collects labels in any order. Confined to one thread. */
    public static final class Builder {
        private final TreeMap<String, String> labels = new TreeMap<>();

        private Builder() {}

        /**
         * Adds a label; one with an empty value is left out.
         *
         * @throws IllegalArgumentException if the name is empty or was added before, or text is not valid Unicode
         */
        public Builder add(String name, String value) {
            if (labels.containsKey(name)) {
                throw new IllegalArgumentException("label " + Names.quote(name) + " stands twice, with values "
                        + Names.quote(Objects.requireNonNull(labels.get(name))) + " and " + Names.quote(value)
                        + "; a label name may stand once");
            }
            return set(name, value);
        }

        /**
         * Sets a label, replacing an earlier value; an empty value removes it.
         *
         * @throws IllegalArgumentException if the name is empty or text is not valid Unicode
         */
        public Builder set(String name, String value) {
            requireLabel(name, value);
            if (value.isEmpty()) {
                labels.remove(name);
            } else {
                labels.put(name, value);
            }
            return this;
        }

        /** Removes a label, if it is there. */
        public Builder remove(String name) {
            labels.remove(name);
            return this;
        }

        /** Removes all labels but those named. */
        public Builder keep(List<String> names) {
            labels.keySet().retainAll(names);
            return this;
        }

        public Labels build() {
            if (labels.isEmpty()) {
                return EMPTY;
            }
            String[] namesAndValues = new String[2 * labels.size()];
            int i = 0;
            for (Map.Entry<String, String> label : labels.entrySet()) {
                namesAndValues[i++] = label.getKey();
                namesAndValues[i++] = label.getValue();
            }
            return new Labels(namesAndValues);
        }
    }
}

package dev.monitoring.core.api;

import dev.monitoring.core.collect.Bundle;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A bundle with the values it has at one moment. Immutable.
 *
 * @param window what the statistics in it are over, where they were asked for
 * @param shown one for each entry of the bundle, in its order
 * @param errors why entries have no value, by their names
 */
record BundleView(
        Bundle bundle, long timestampMillis, Optional<Window> window, List<Shown> shown, Map<String, String> errors) {

    /** An entry with what it has. */
    sealed interface Shown {
        String name();

        /** Whether there is anything to show. */
        boolean hasData();
    }

    /**
     * One number.
     *
     * @param value NaN where there is none
     */
    record Figure(String name, double value, Optional<WindowStatistics> window) implements Shown {
        @Override
        public boolean hasData() {
            return Double.isFinite(value);
        }
    }

    /**
     * A row per value of a label.
     *
     * @param rows ascending by the label's value
     */
    record Rows(String name, String label, List<Row> rows) implements Shown {
        @Override
        public boolean hasData() {
            return !rows.isEmpty();
        }
    }

    /** One row: the label's value, and a figure for each column. */
    record Row(String labelValue, List<Figure> figures) {}

    /** Labels as text; empty where there is no series. */
    record Texts(String name, Map<String, String> labels) implements Shown {
        @Override
        public boolean hasData() {
            return !labels.isEmpty();
        }
    }

    /**
     * Values of a label as a list.
     *
     * @param values ascending, each once
     */
    record Listing(String name, List<String> values) implements Shown {
        @Override
        public boolean hasData() {
            return !values.isEmpty();
        }
    }

    /**
     * Events with their labels.
     *
     * @param events the latest first
     */
    record Timeline(String name, List<Event> events) implements Shown {
        @Override
        public boolean hasData() {
            return !events.isEmpty();
        }
    }

    /** When something happened, and its labels in the order to show them. */
    record Event(long timestampMillis, Map<String, String> labels) {}

    boolean hasData() {
        return shown.stream().anyMatch(Shown::hasData);
    }
}

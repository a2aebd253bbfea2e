package dev.monitoring.core.collect;

import dev.monitoring.core.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A JSON view of one concern, served at {@code /metrics/<name>}: names people know, each with the PromQL expression that
 * gives its value. A view, not a second model: everything in it is computed from stored series when it is asked for. Several
 * collectors may add to one bundle, each with a bundle of that name. Immutable.
 *
 * @param name the last segment of its path, in lower case with hyphens
 * @param watches what it shows, in a few words for people
 * @param entries what it shows, in order
 */
public record Bundle(String name, String watches, List<Entry> entries) {
    public Bundle {
        entries = List.copyOf(entries);
    }

    /**
     * This bundle of a target that the user gave another job: each matcher {@code job="usual"} of its expressions is one of
     * {@code actual} instead.
     */
    public Bundle forJob(String usual, String actual) {
        if (usual.equals(actual)) {
            return this;
        }
        UnaryOperator<String> renamed = expression -> expression.replace(matcher(usual), matcher(actual));
        return new Bundle(
                name,
                watches,
                entries.stream().map(entry -> entry.mapped(renamed)).toList());
    }

    private static String matcher(String job) {
        String escaped = job.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        return Target.JOB + "=\"" + escaped + "\"";
    }

    /**
     * This bundle, and after its own entries those of another of the same name.
     *
     * @throws IllegalArgumentException if both have an entry of the same name
     */
    public Bundle with(Bundle other) {
        List<Entry> all = new ArrayList<>(entries);
        for (Entry added : other.entries) {
            if (entries.stream().anyMatch(entry -> entry.name().equals(added.name()))) {
                throw new IllegalArgumentException("two collectors have an entry \"" + added.name() + "\" in bundle \""
                        + name + "\"; rename one of them");
            }
            all.add(added);
        }
        return new Bundle(name, watches, all);
    }

    /** Something a bundle shows. */
    public sealed interface Entry {
        /** The JSON name, in snake case with the unit at its end: {@code cpu_percent}. */
        String name();

        /** This entry with its expressions changed. */
        Entry mapped(UnaryOperator<String> expressions);
    }

    /**
     * One number.
     *
     * @param name the JSON name
     * @param expression PromQL that gives a scalar or a vector of at most one series; without one the value is null
     */
    public record Value(String name, String expression) implements Entry {
        @Override
        public Value mapped(UnaryOperator<String> expressions) {
            return new Value(name, expressions.apply(expression));
        }
    }

    /**
     * A list with an object per label value: per device, per mount point.
     *
     * @param name the JSON name of the list
     * @param label the label that tells the objects apart; it becomes a member of each
     * @param columns the numbers of each object, by expressions that keep {@code label}
     */
    public record Table(String name, String label, List<Value> columns) implements Entry {
        public Table {
            columns = List.copyOf(columns);
        }

        @Override
        public Table mapped(UnaryOperator<String> expressions) {
            return new Table(
                    name,
                    label,
                    columns.stream().map(column -> column.mapped(expressions)).toList());
        }
    }

    /**
     * The labels of one series as text: version, host name.
     *
     * @param name the JSON name of the object
     * @param expression PromQL that gives at most one series
     * @param labels the labels shown, each under its own name
     */
    public record Text(String name, String expression, List<String> labels) implements Entry {
        public Text {
            labels = List.copyOf(labels);
        }

        @Override
        public Text mapped(UnaryOperator<String> expressions) {
            return new Text(name, expressions.apply(expression), labels);
        }
    }

    /**
     * The values that a label has among the series of a vector, as a list of text: the ids of the clients that are blocked.
     *
     * @param name the JSON name of the list
     * @param expression PromQL that gives a vector, of as many series as are to be listed
     * @param label the label whose values are listed, ascending and each once
     */
    public record Names(String name, String expression, String label) implements Entry {
        @Override
        public Names mapped(UnaryOperator<String> expressions) {
            return new Names(name, expressions.apply(expression), label);
        }
    }

    /**
     * What happened lately, the latest first: an object per series of a vector, with the time that is its value and labels as
     * text. A member {@code time} is in ISO 8601; a label that a series lacks is left out.
     *
     * @param name the JSON name of the list
     * @param expression PromQL that gives a vector of times in epoch seconds, of as many series as are to be listed
     * @param labels the labels of each object, in order and under their own names
     */
    public record Events(String name, String expression, List<String> labels) implements Entry {
        public Events {
            labels = List.copyOf(labels);
        }

        @Override
        public Events mapped(UnaryOperator<String> expressions) {
            return new Events(name, expressions.apply(expression), labels);
        }
    }
}

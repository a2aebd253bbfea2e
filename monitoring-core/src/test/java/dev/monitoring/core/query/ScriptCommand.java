package dev.monitoring.core.query;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a script says to do. Immutable. */
sealed interface ScriptCommand {
    /** The line of the script that it begins on, from 1. */
    int line();

    /** Forgets all series. */
    record Clear(int line) implements ScriptCommand {}

    /**
     * Loads samples, the first of each series at the epoch.
     *
     * @param withCustomBuckets whether native histograms are made of the classic ones, too
     */
    record Load(int line, long stepMillis, boolean withCustomBuckets, List<SeriesNotation> series)
            implements ScriptCommand {}

    /**
     * Evaluates a query and compares.
     *
     * @param stepMillis of a range query; 0 for an instant query, whose start is its end
     * @param expected the series, in the order of the script
     * @param scalar the number, where a scalar is expected
     * @param text the text, where a string is expected
     * @param range the steps of the result, where an instant query is expected to give a range vector
     */
    record Eval(
            int line,
            String query,
            long startMillis,
            long endMillis,
            long stepMillis,
            List<Expectation> expectations,
            List<SeriesNotation> expected,
            Optional<Double> scalar,
            Optional<String> text,
            Optional<Range> range)
            implements ScriptCommand {
        boolean isInstant() {
            return stepMillis == 0;
        }

        boolean expects(Aspect aspect) {
            return expectations.stream().anyMatch(expectation -> expectation.aspect() == aspect);
        }

        List<Expectation> expectations(Aspect aspect) {
            return expectations.stream()
                    .filter(expectation -> expectation.aspect() == aspect)
                    .toList();
        }
    }

    /** Steps from start to end. */
    record Range(long startMillis, long endMillis, long stepMillis) {}

    /** What besides the values an evaluation is expected to have. */
    enum Aspect {
        FAIL,
        WARN,
        INFO,
        NO_WARN,
        NO_INFO,
        ORDERED
    }

    /**
     * An expectation with the messages that meet it.
     *
     * @param shown how the script puts it
     */
    record Expectation(Aspect aspect, Predicate<String> message, String shown) {
        static Expectation any(Aspect aspect) {
            return new Expectation(aspect, message -> true, "any message");
        }

        static Expectation exactly(Aspect aspect, String text) {
            return new Expectation(aspect, text::equals, "the message: " + text);
        }

        static Expectation matching(Aspect aspect, String regex) {
            return new Expectation(aspect, Pattern.compile(regex).asPredicate(), "a message matching: " + regex);
        }
    }
}

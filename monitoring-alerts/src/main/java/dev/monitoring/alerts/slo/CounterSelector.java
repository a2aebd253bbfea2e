package dev.monitoring.alerts.slo;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.Outline;
import dev.monitoring.core.query.value.QueryException;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Which counters are meant. Immutable.
 *
 * @param text the selector, in PromQL
 * @param matchers its conditions, the metric's name among them
 */
public record CounterSelector(String text, List<Matcher> matchers) {
    private static final String LE = "le";

    public CounterSelector {
        matchers = List.copyOf(matchers);
    }

    /**
     * The selector that a text is.
     *
     * @throws QueryException if it is not PromQL
     * @throws IllegalArgumentException if it is PromQL, but no plain selector
     */
    public static CounterSelector parse(String text) {
        Outline outline = Outline.of(text);
        if (outline.selectors().size() == 1) {
            Outline.Selector selector = outline.selectors().get(0);
            char last = outline.text().charAt(outline.text().length() - 1);
            boolean plain = last == '}' || outline.text().chars().allMatch(CounterSelector::isOfName);
            if (plain && selector.text().equals(outline.text())) {
                return new CounterSelector(outline.text(), selector.matchers());
            }
        }
        throw new IllegalArgumentException("\"" + text
                + "\" is no plain selector of counters; leave out functions, aggregations, ranges and offsets, as"
                + " resets are seen of single counters only; for anything else use \"ratio\"");
    }

    private static boolean isOfName(int character) {
        return Character.isLetterOrDigit(character) || character == '_' || character == ':';
    }

    /** The counters of a histogram: this selector with another ending of the name. */
    CounterSelector counting(String ending, List<Matcher> more) {
        List<Matcher> changed = new ArrayList<>();
        for (Matcher matcher : matchers) {
            boolean name = matcher.name().equals(Labels.METRIC_NAME) && matcher.operator() == Matcher.Operator.EQUAL;
            changed.add(name ? Matcher.equal(Labels.METRIC_NAME, matcher.value() + ending) : matcher);
        }
        changed.addAll(more);
        return new CounterSelector(show(changed), changed);
    }

    /** Whether the metric is named. */
    boolean hasName() {
        return matchers.stream()
                .anyMatch(matcher ->
                        matcher.name().equals(Labels.METRIC_NAME) && matcher.operator() == Matcher.Operator.EQUAL);
    }

    /** The condition for the bucket of a histogram in seconds, however its bound is written. */
    static Matcher atMost(Duration bound) {
        BigDecimal seconds = BigDecimal.valueOf(bound.toMillis(), 3).stripTrailingZeros();
        String plain = seconds.toPlainString();
        return seconds.scale() <= 0
                ? Matcher.of(LE, Matcher.Operator.MATCHES, plain + "|" + plain + "\\.0")
                : Matcher.equal(LE, plain);
    }

    /** The condition for the bucket with a bound, written exactly so. */
    static Matcher atMost(String bound) {
        return Matcher.equal(LE, bound);
    }

    private static String show(List<Matcher> matchers) {
        StringBuilder text = new StringBuilder();
        List<String> conditions = new ArrayList<>();
        for (Matcher matcher : matchers) {
            boolean name = matcher.name().equals(Labels.METRIC_NAME) && matcher.operator() == Matcher.Operator.EQUAL;
            if (name) {
                text.append(matcher.value());
            } else {
                conditions.add(matcher.toString());
            }
        }
        return conditions.isEmpty()
                ? text.toString()
                : text.append('{')
                        .append(String.join(",", conditions))
                        .append('}')
                        .toString();
    }

    @Override
    public String toString() {
        return text;
    }
}

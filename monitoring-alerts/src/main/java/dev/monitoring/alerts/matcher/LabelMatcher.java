package dev.monitoring.alerts.matcher;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.Matcher.Operator;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one label of an alert. Regular expressions are RE2, match the whole value, and their dot does not match a line
 * feed, in which Alertmanager differs from Prometheus. A missing label counts as the empty value. Immutable.
 */
public final class LabelMatcher implements Comparable<LabelMatcher> {
    private static final Comparator<LabelMatcher> ORDER = Comparator.comparing(LabelMatcher::name)
            .thenComparing(LabelMatcher::value)
            .thenComparing(LabelMatcher::operator);

    private static final String RESERVED = "{}!=~,\\\"'`";

    private final Matcher condition;
    private final String value;

    private LabelMatcher(Matcher condition, String value) {
        this.condition = condition;
        this.value = value;
    }

    /**
     * A matcher.
     *
     * @throws IllegalArgumentException if the name is empty, or the value is a regular expression that RE2 refuses; the
     *     message says why
     */
    public static LabelMatcher of(String name, Operator operator, String value) {
        if (operator.isRegex()) {
            Matcher.of(name, operator, value); // for its message, which shows the expression as it was written
        }
        return new LabelMatcher(Matcher.of(name, operator, operator.isRegex() ? "(?-s:" + value + ")" : value), value);
    }

    public String name() {
        return condition.name();
    }

    public Operator operator() {
        return condition.operator();
    }

    /** The text or regular expression compared with. */
    public String value() {
        return value;
    }

    public boolean matches(Labels labels) {
        return condition.matches(labels);
    }

    /** Whether alerts without the label fit. */
    public boolean matchesMissing() {
        return condition.matches("");
    }

    /** Alertmanager's order: by name, value, operator. */
    @Override
    public int compareTo(LabelMatcher other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LabelMatcher matcher && condition.equals(matcher.condition);
    }

    @Override
    public int hashCode() {
        return condition.hashCode();
    }

    /** As Alertmanager writes it: {@code severity=~"warn|crit"}. */
    @Override
    public String toString() {
        boolean bare = name().codePoints().noneMatch(LabelMatcher::isReserved);
        return (bare ? name() : Quoting.go(name()))
                + operator().sign()
                + (bare ? '"' + Quoting.escaped(value) + '"' : Quoting.go(value));
    }

    /** Whether a character may stand in names and values only inside quotes. */
    static boolean isReserved(int codePoint) {
        return isSpace(codePoint) || RESERVED.indexOf(codePoint) >= 0;
    }

    /** Go's {@code unicode.IsSpace}. */
    static boolean isSpace(int codePoint) {
        return codePoint >= '\t' && codePoint <= '\r' || codePoint == 0x85 || Character.isSpaceChar(codePoint);
    }
}

package dev.monitoring.core.model;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Collections;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A condition on one label: {@code name="value"}, {@code !=}, {@code =~}, {@code !~}. Regular expressions are RE2 and
 * match the whole value. A missing label counts as the empty value. Immutable and thread-safe.
 */
public final class Matcher {
    /** How the label's value is compared. */
    public enum Operator {
        EQUAL("="),
        NOT_EQUAL("!="),
        MATCHES("=~"),
        NOT_MATCHES("!~");

        private final String sign;

        Operator(String sign) {
            this.sign = sign;
        }

        public String sign() {
            return sign;
        }

        /** Whether the operand is a regular expression. */
        public boolean isRegex() {
            return this == MATCHES || this == NOT_MATCHES;
        }

        /** Whether the condition holds where the operand does not match. */
        public boolean isNegative() {
            return this == NOT_EQUAL || this == NOT_MATCHES;
        }
    }

    private final String name;
    private final Operator operator;
    private final String value;
    private final @Nullable Pattern pattern; // null where values are compared
    private final Set<String> values;

    private Matcher(String name, Operator operator, String value, @Nullable Pattern pattern, Set<String> values) {
        this.name = name;
        this.operator = operator;
        this.value = value;
        this.pattern = pattern;
        this.values = values;
    }

    /**
     * A matcher.
     *
     * @throws IllegalArgumentException if the name is empty, or the operand is a regular expression that RE2 refuses; the
     *     message says why
     */
    public static Matcher of(String name, Operator operator, String value) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a matcher for " + Names.quote(value) + " has an empty label name");
        }
        if (!operator.isRegex()) {
            return new Matcher(name, operator, value, null, Set.of(value));
        }
        Optional<Set<String>> alternatives = Alternatives.of(value);
        if (alternatives.isPresent()) {
            return new Matcher(name, operator, value, null, Collections.unmodifiableSet(alternatives.get()));
        }
        try {
            Repetitions.require(value);
            // As Prometheus: anchored on both sides, and the dot matches line feeds.
            return new Matcher(name, operator, value, Pattern.compile("^(?s:" + value + ")$"), Set.of());
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "regular expression " + Names.quote(value) + " of label " + name + " is not RE2: "
                            + e.getDescription(),
                    e);
        }
    }

    public static Matcher equal(String name, String value) {
        return of(name, Operator.EQUAL, value);
    }

    public String name() {
        return name;
    }

    public Operator operator() {
        return operator;
    }

    /** The text or regular expression compared with. */
    public String value() {
        return value;
    }

    /**
     * The values that the operand stands for: itself, or what a regular expression such as {@code a|b|c} lists; empty for
     * every other expression.
     */
    public Set<String> listedValues() {
        return values;
    }

    /** Whether a label with this value fits; the empty text stands for a missing label. */
    public boolean matches(String labelValue) {
        boolean hit = pattern == null
                ? values.contains(labelValue)
                : pattern.matcher(labelValue).matches();
        return hit != operator.isNegative();
    }

    /** Whether the series fits. */
    public boolean matches(Labels labels) {
        return matches(labels.valueOrEmpty(name));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Matcher matcher
                && name.equals(matcher.name)
                && operator == matcher.operator
                && value.equals(matcher.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, operator, value);
    }

    @Override
    public String toString() {
        return (Names.isLabelName(name) ? name : Names.quote(name)) + operator.sign() + Names.quote(value);
    }
}

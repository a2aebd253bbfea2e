package dev.monitoring.core.query.syntax;

import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.ValueType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The series that fit some matchers, each with its value of the moment: {@code http_requests_total{job="api"} offset 5m}.
 * Immutable.
 *
 * @param name the metric name where it stands outside the braces, else the empty text
 * @param matchers all conditions, the one for {@code name} last, where there is a name
 * @param at the moment the selector is pinned to, if any
 * @param offset how far it looks back from there, if said
 */
public record VectorSelector(
        String name,
        List<Matcher> matchers,
        @Nullable At at,
        @Nullable DurationExpr offset,
        Extension extension,
        Position position)
        implements Expr {
    /** How values at the edges of a range are found (experimental). */
    public enum Extension {
        /** Only samples inside the range count. */
        NONE(""),
        /** The sample at or before the start of the range counts as its first. */
        ANCHORED("anchored"),
        /** Values at both edges are interpolated. */
        SMOOTHED("smoothed");

        private final String word;

        Extension(String word) {
            this.word = word;
        }

        /** The keyword, or the empty text for {@link #NONE}. */
        public String word() {
            return word;
        }
    }

    public VectorSelector {
        matchers = List.copyOf(matchers);
    }

    @Override
    public ValueType type() {
        return ValueType.VECTOR;
    }

    @Override
    public List<Expr> children() {
        return List.of();
    }

    @Override
    public <R> R accept(ExprVisitor<R> visitor) {
        return visitor.visit(this);
    }

    @Override
    public String toString() {
        return Printer.print(this);
    }
}

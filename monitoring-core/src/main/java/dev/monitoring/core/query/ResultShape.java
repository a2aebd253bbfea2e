package dev.monitoring.core.query;

import dev.monitoring.core.query.syntax.ParserOptions;
import dev.monitoring.core.query.syntax.PromqlParser;
import dev.monitoring.core.query.value.QueryException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What can be said of the elements that an expression yields before there is any data. Immutable.
 *
 * @param isConditional whether there are elements only where something holds: a comparison, {@code and}, {@code absent}
 * @param only the only labels that elements can have; empty where they can have any
 * @param without labels that elements cannot have
 */
public record ResultShape(boolean isConditional, Optional<Set<String>> only, Set<String> without) {
    static final ResultShape ANYTHING = new ResultShape(false, Optional.empty(), Set.of());
    static final ResultShape BARE = new ResultShape(false, Optional.of(Set.of()), Set.of());

    public ResultShape {
        only = only.map(Set::copyOf);
        without = Set.copyOf(without);
    }

    /**
     * The shape of what an expression yields.
     *
     * @param experimental whether experimental parts of the language may be used
     * @throws QueryException if it is not PromQL
     */
    public static ResultShape of(String expression, boolean experimental) {
        return PromqlParser.parse(expression, experimental ? ParserOptions.EXPERIMENTAL : ParserOptions.STABLE)
                .accept(new ShapeFinder());
    }

    /** Whether an element may have the label. */
    public boolean mayHave(String label) {
        return !without.contains(label) && (only.isEmpty() || only.get().contains(label));
    }

    ResultShape conditional(boolean newConditional) {
        return new ResultShape(newConditional, only, without);
    }

    /** These labels at most. */
    ResultShape keeping(Set<String> labels) {
        Set<String> kept = new HashSet<>(labels);
        kept.removeIf(label -> !mayHave(label));
        return new ResultShape(isConditional, Optional.of(kept), Set.of());
    }

    /** These labels no more. */
    ResultShape dropping(Set<String> labels) {
        Set<String> dropped = new HashSet<>(without);
        dropped.addAll(labels);
        return new ResultShape(isConditional, only, dropped);
    }

    /** These labels too. */
    ResultShape adding(Set<String> labels) {
        Set<String> dropped = new HashSet<>(without);
        dropped.removeAll(labels);
        Optional<Set<String>> more = only.map(known -> {
            Set<String> all = new HashSet<>(known);
            all.addAll(labels);
            return all;
        });
        return new ResultShape(isConditional, more, dropped);
    }

    /** Elements of this shape or of another one. */
    ResultShape or(ResultShape other) {
        Set<String> dropped = new HashSet<>(without);
        dropped.removeIf(other::mayHave);
        other.without.stream().filter(label -> !mayHave(label)).forEach(dropped::add);
        Optional<Set<String>> all = only.flatMap(mine -> other.only.map(theirs -> {
            Set<String> both = new HashSet<>(mine);
            both.addAll(theirs);
            return both;
        }));
        return new ResultShape(isConditional && other.isConditional, all, dropped);
    }
}

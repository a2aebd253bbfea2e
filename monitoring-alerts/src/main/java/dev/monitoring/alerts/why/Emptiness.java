package dev.monitoring.alerts.why;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.ExplainedPart;
import dev.monitoring.core.query.MatchReport;
import dev.monitoring.core.query.value.ValueType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Why an expression yields nothing: the innermost part of it that is to blame. Immutable.
 *
 * @param kind what is the matter
 * @param part which part
 */
record Emptiness(Kind kind, ExplainedPart part) {
    /** What may be the matter. */
    enum Kind {
        /** A selector finds no series. */
        NO_SERIES(1),
        /** A part cannot be computed. */
        FAULT(0),
        /** A window has too few samples. */
        TOO_FEW_SAMPLES(2),
        /** What {@code absent} waits for is there. */
        PRESENT(6),
        /** No elements of the two sides belong together. */
        NO_MATCH(3),
        /** {@code unless} takes everything away. */
        TAKEN_AWAY(5),
        /** A comparison holds for nothing. */
        FALSE(4),
        /** Anything else. */
        NOTHING(7);

        /** The lower, the sooner people want to know. */
        private final int rank;

        Kind(int rank) {
            this.rank = rank;
        }
    }

    private static final Set<String> ABSENT = Set.of("absent", "absent_over_time");
    static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");

    /** Why a part yields nothing; empty where it yields something. */
    static Optional<Emptiness> of(ExplainedPart part) {
        if (part.fault().isPresent()) {
            for (ExplainedPart below : part.parts()) {
                Optional<Emptiness> cause = of(below).filter(found -> found.kind == Kind.FAULT);
                if (cause.isPresent()) {
                    return cause;
                }
            }
            return Optional.of(new Emptiness(Kind.FAULT, part));
        }
        if (part.seriesCount() > 0) {
            return Optional.empty();
        }
        String operation = part.operation().orElse("");
        if (ABSENT.contains(operation)) {
            return Optional.of(new Emptiness(Kind.PRESENT, part));
        }
        if (operation.equals("unless")) {
            return Optional.of(of(part.parts().get(0)).orElse(new Emptiness(Kind.TAKEN_AWAY, part)));
        }
        if (operation.equals("or")) {
            return ofAlternatives(part);
        }
        for (ExplainedPart below : part.parts()) {
            Optional<Emptiness> cause = of(below);
            if (cause.isPresent()) {
                return cause;
            }
        }
        if (part.parts().isEmpty() && isSelector(part)) {
            return Optional.of(new Emptiness(Kind.NO_SERIES, part));
        }
        return Optional.of(new Emptiness(kind(part, operation), part));
    }

    /** Of alternatives that all yield nothing, one that is wrong; else one that is false, rather than one that waits. */
    private static Optional<Emptiness> ofAlternatives(ExplainedPart part) {
        List<Emptiness> causes = part.parts().stream()
                .map(Emptiness::of)
                .flatMap(Optional::stream)
                .toList();
        return causes.stream().min(Comparator.comparingInt(cause -> cause.kind.rank));
    }

    private static Kind kind(ExplainedPart part, String operation) {
        if (part.match().filter(match -> match.matchedCount() == 0).isPresent()) {
            return Kind.NO_MATCH;
        }
        if (COMPARISONS.contains(operation)) {
            return Kind.FALSE;
        }
        return part.hints().isEmpty() ? Kind.NOTHING : Kind.TOO_FEW_SAMPLES;
    }

    static boolean isSelector(ExplainedPart part) {
        return part.operation().isEmpty()
                && part.parts().isEmpty()
                && (part.type() == ValueType.VECTOR || part.type() == ValueType.MATRIX);
    }

    /** The cause, for people; of {@link Kind#FALSE} a plain one, for want of values. */
    String cause() {
        String code = Wording.code(part.text());
        return switch (kind) {
            case NO_SERIES ->
                "no series match " + code + (part.hints().isEmpty() ? "" : ": " + String.join("; ", part.hints()));
            case FAULT -> code + " cannot be computed: " + part.fault().orElse("");
            case TOO_FEW_SAMPLES -> code + " yields nothing: " + String.join("; ", part.hints());
            case PRESENT -> {
                ExplainedPart below = part.parts().get(0);
                yield Wording.code(below.text()) + " is there ("
                        + Wording.plural(below.seriesCount(), "series") + "), and " + code
                        + " waits for it to be missing";
            }
            case NO_MATCH ->
                "left and right of " + code + " have no elements that belong together: "
                        + part.match().map(Emptiness::sides).orElse("");
            case TAKEN_AWAY -> "every element left of unless in " + code + " is on its right, too";
            case FALSE -> code + " holds for nothing";
            case NOTHING -> code + " yields nothing";
        };
    }

    private static String sides(MatchReport match) {
        return "left has " + some(match.leftOnly(), match.leftOnlyCount()) + ", right has "
                + some(match.rightOnly(), match.rightOnlyCount());
    }

    private static String some(List<Labels> keys, int count) {
        return keys.isEmpty()
                ? "none"
                : Wording.labels(keys.get(0)) + (count > 1 ? " and " + (count - 1) + " others" : "");
    }

    /** What each selector below a part finds, from left to right. */
    static List<SelectorFinding> selectors(ExplainedPart root) {
        List<SelectorFinding> findings = new ArrayList<>();
        addSelectors(root, true, findings);
        return findings;
    }

    private static void addSelectors(ExplainedPart part, boolean wanted, List<SelectorFinding> findings) {
        if (isSelector(part)) {
            findings.add(new SelectorFinding(part.text(), part.seriesCount(), wanted, part.hints()));
        }
        String operation = part.operation().orElse("");
        for (int i = 0; i < part.parts().size(); i++) {
            boolean unwanted = ABSENT.contains(operation) || operation.equals("unless") && i == 1;
            addSelectors(part.parts().get(i), wanted && !unwanted, findings);
        }
    }
}

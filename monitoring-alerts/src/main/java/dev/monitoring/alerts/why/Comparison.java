package dev.monitoring.alerts.why;

import dev.monitoring.core.query.ExplainedPart;
import dev.monitoring.core.query.value.ValueType;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison on which it depends whether an expression yields anything. Immutable.
 *
 * @param text in PromQL
 * @param measured the side that is watched
 * @param operator with {@code measured} on its left
 * @param threshold the other side
 */
record Comparison(String text, String measured, String operator, String threshold) {
    /** Beyond this, nobody reads them. */
    private static final int MAX_COMPARISONS = 4;

    /** The comparisons of an expression, through {@code and}, {@code or} and the left of {@code unless}, from left to right. */
    static List<Comparison> of(ExplainedPart root) {
        List<Comparison> found = new ArrayList<>();
        add(root, found);
        return found.size() <= MAX_COMPARISONS ? found : List.copyOf(found.subList(0, MAX_COMPARISONS));
    }

    private static void add(ExplainedPart part, List<Comparison> found) {
        String operation = part.operation().orElse("");
        if (operation.equals("and") || operation.equals("or")) {
            part.parts().forEach(below -> add(below, found));
        } else if (operation.equals("unless")) {
            add(part.parts().get(0), found);
        } else if (Emptiness.COMPARISONS.contains(operation) && part.parts().size() == 2 && !isBool(part)) {
            ExplainedPart left = part.parts().get(0);
            ExplainedPart right = part.parts().get(1);
            add(left, found);
            found.add(
                    left.type() == ValueType.SCALAR
                            ? new Comparison(part.text(), right.text(), turned(operation), left.text())
                            : new Comparison(part.text(), left.text(), operation, right.text()));
        }
    }

    /** One with {@code bool} yields 0 or 1, and takes nothing away. */
    private static boolean isBool(ExplainedPart part) {
        return part.text().contains(part.operation().orElse("") + " bool ");
    }

    private static String turned(String operator) {
        return switch (operator) {
            case "<" -> ">";
            case "<=" -> ">=";
            case ">" -> "<";
            case ">=" -> "<=";
            default -> operator;
        };
    }

    boolean holds(double value, double against) {
        return switch (operator) {
            case "<" -> value < against;
            case "<=" -> value <= against;
            case ">" -> value > against;
            case ">=" -> value >= against;
            case "!=" -> value != against;
            default -> value == against;
        };
    }
}

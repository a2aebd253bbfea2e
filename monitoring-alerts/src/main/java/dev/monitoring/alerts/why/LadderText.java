package dev.monitoring.alerts.why;

import dev.monitoring.alerts.why.ConditionTrack.Point;
import dev.monitoring.alerts.why.PendingClock.Reset;
import dev.monitoring.alerts.why.Rung.Question;
import dev.monitoring.core.query.ExplainedPart;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** An explanation as text for a terminal. Stateless. */
final class LadderText {
    private static final String INDENT = "                   ";
    private static final int MAX_PARTS = 24;
    private static final int MAX_POINTS = 12;
    private static final int MAX_SHOWN = 2;

    private LadderText() {}

    static String of(RuleExplanation explanation, Wording wording) {
        StringBuilder text = new StringBuilder();
        text.append(explanation.rule().rule().name())
                .append(" of group ")
                .append(explanation.group().group().name())
                .append(", ")
                .append(explanation.rule().rule().origin())
                .append(", at ")
                .append(wording.timeWithZone(explanation.timeMillis()))
                .append("\n\n  ")
                .append(explanation.verdict())
                .append("\n\n");
        for (Rung rung : explanation.rungs()) {
            text.append("  ")
                    .append(rung.state().mark())
                    .append(' ')
                    .append(rung.question().number())
                    .append(' ')
                    .append(String.format(Locale.ROOT, "%-12s", rung.question().word()))
                    .append(' ')
                    .append(rung.sentence())
                    .append('\n');
            details(rung.question(), explanation, wording, text);
        }
        return text.toString();
    }

    private static void details(Question question, RuleExplanation explanation, Wording wording, StringBuilder text) {
        switch (question) {
            case VALUE -> explanation.values().ifPresent(values -> part(values.root(), 0, new int[1], text));
            case CONDITION -> explanation.conditions().forEach(track -> track(track, wording, text));
            case CLOCK ->
                explanation.clock().ifPresent(clock -> clock.resets().forEach(reset -> reset(reset, wording, text)));
            case EVALUATED, SERIES, ROUTE, DELIVERY -> {}
        }
    }

    private static void part(ExplainedPart part, int depth, int[] shown, StringBuilder text) {
        if (shown[0]++ >= MAX_PARTS) {
            return;
        }
        text.append(INDENT)
                .append("  ".repeat(depth))
                .append(Wording.cut(part.text()))
                .append("  →  ")
                .append(part.fault().orElseGet(() -> value(part)))
                .append('\n');
        part.parts().forEach(below -> part(below, depth + 1, shown, text));
    }

    private static String value(ExplainedPart part) {
        QueryValue value = part.value().orElse(null);
        if (value instanceof ScalarValue scalar) {
            return Wording.number(scalar.value());
        }
        if (!(value instanceof VectorValue vector)) {
            return Wording.plural(part.seriesCount(), "series") + ", "
                    + Wording.plural((int) part.sampleCount(), "sample");
        }
        if (vector.samples().isEmpty()) {
            return "nothing" + (part.hints().isEmpty() ? "" : ": " + String.join("; ", part.hints()));
        }
        List<VectorSample> some = vector.samples().stream().limit(MAX_SHOWN).toList();
        StringBuilder said = new StringBuilder();
        for (VectorSample sample : some) {
            said.append(said.length() == 0 ? "" : ", ")
                    .append(Wording.labels(sample.labels().withoutMetricName()))
                    .append(' ')
                    .append(Wording.number(sample.value()));
        }
        int more = part.seriesCount() - some.size();
        return said.append(more > 0 ? ", and " + more + " more" : "").toString();
    }

    private static void track(ConditionTrack track, Wording wording, StringBuilder text) {
        text.append(INDENT)
                .append(Wording.cut(track.condition()))
                .append(track.series().isEmpty() ? "" : "  " + Wording.labels(track.series()))
                .append('\n');
        List<Point> points = track.points();
        for (Point point : points.subList(Math.max(0, points.size() - MAX_POINTS), points.size())) {
            text.append(INDENT)
                    .append("  ")
                    .append(wording.time(point.timeMillis()))
                    .append("  ")
                    .append(point.holds() ? '✔' : '✖')
                    .append(' ')
                    .append(number(point.value()))
                    .append(' ')
                    .append(track.operator())
                    .append(' ')
                    .append(number(point.threshold()))
                    .append('\n');
        }
    }

    private static String number(OptionalDouble value) {
        return value.isPresent() ? Wording.number(value.getAsDouble()) : "no value";
    }

    private static void reset(Reset reset, Wording wording, StringBuilder text) {
        text.append(INDENT)
                .append("ended at ")
                .append(wording.time(reset.timeMillis()))
                .append(" after ")
                .append(Wording.span(reset.activeForMillis()))
                .append(": ")
                .append(reset.reason())
                .append('\n');
    }
}

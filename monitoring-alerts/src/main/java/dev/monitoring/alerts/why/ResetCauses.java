package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.why.ConditionTrack.Point;
import dev.monitoring.alerts.why.PendingClock.Cause;
import dev.monitoring.alerts.why.PendingClock.Reset;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.query.Explanation;
import dev.monitoring.core.query.Outline;
import dev.monitoring.core.query.value.VectorSample;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

/** Finds out why alerts ended. Confined to one thread. */
final class ResetCauses {
    private final Questions questions;
    private final AlertRule rule;
    private final Replayed replayed;
    private final long stepMillis;
    private final long offsetMillis;
    private final Wording wording;

    ResetCauses(
            Questions questions,
            AlertRule rule,
            Replayed replayed,
            long stepMillis,
            long offsetMillis,
            Wording wording) {
        this.questions = questions;
        this.rule = rule;
        this.replayed = replayed;
        this.stepMillis = stepMillis;
        this.offsetMillis = offsetMillis;
        this.wording = wording;
    }

    /** A cause without its place. */
    private record Found(Cause cause, String reason, OptionalDouble value) {
        static Found of(Cause cause, String reason) {
            return new Found(cause, reason, OptionalDouble.empty());
        }
    }

    /** Why an alert ended at a step. */
    Reset of(Replayed.Step end) {
        long activeAt = end.from().map(alert -> alert.state().activeAtMillis()).orElse(end.timeMillis());
        Found found = found(end, end.timeMillis());
        if (found.cause == Cause.NOTHING && keptSince(end).isPresent()) {
            found = found(end, keptSince(end).getAsLong()); // what is the cause was longer ago than one evaluation
        }
        return new Reset(end.timeMillis(), end.timeMillis() - activeAt, found.cause, found.reason, found.value);
    }

    /** Since when keep_firing_for had kept the alert that ended. */
    private static OptionalLong keptSince(Replayed.Step end) {
        return end.from()
                .map(Alert::state)
                .filter(Firing.class::isInstance)
                .map(state -> ((Firing) state).keptSinceMillis())
                .orElse(OptionalLong.empty());
    }

    /** The cause as of one evaluation: that of the end, or that at which the condition ceased. */
    private Found found(Replayed.Step end, long evaluatedMillis) {
        if (end.failure().isPresent()) {
            return Found.of(Cause.LIMIT, end.failure().get());
        }
        Subject subject = Subject.of(end.alert(), rule);
        long queried = evaluatedMillis - offsetMillis;
        List<VectorSample> elements = questions.vector(rule.expression(), queried);
        Optional<Labels> successor = successor(end, subject, elements);
        if (successor.isPresent()) {
            return Found.of(Cause.LABELS_CHANGED, changed(end.alert(), successor.get()));
        }
        Explanation explanation = questions.explain(rule.expression(), queried);
        Optional<Emptiness> emptiness = Emptiness.of(explanation.root());
        Optional<Found> missing = missing(subject, queried);
        if (missing.isPresent() && emptiness.filter(ResetCauses::isByItself).isEmpty()) {
            return missing.get();
        }
        Tracks tracks = new Tracks(questions, stepMillis, offsetMillis);
        for (Comparison comparison : Comparison.of(explanation.root())) {
            ConditionTrack track = tracks.follow(comparison, List.of(evaluatedMillis), subject);
            Point point = track.points().get(0);
            if (point.value().isPresent() && point.threshold().isPresent() && !point.holds()) {
                return new Found(Cause.FALSE, falseCondition(track, "was"), point.value());
            }
        }
        Cause cause = emptiness.map(empty -> cause(empty.kind())).orElse(Cause.NOTHING);
        return Found.of(cause, emptiness.map(Emptiness::cause).orElse("the expression yields nothing for it any more"));
    }

    /** Causes that lie in what is there, not in what is missing. */
    private static boolean isByItself(Emptiness emptiness) {
        return emptiness.kind() == Emptiness.Kind.PRESENT || emptiness.kind() == Emptiness.Kind.TAKEN_AWAY;
    }

    private static Cause cause(Emptiness.Kind kind) {
        return switch (kind) {
            case NO_SERIES -> Cause.NO_DATA;
            case TOO_FEW_SAMPLES -> Cause.TOO_FEW_SAMPLES;
            case PRESENT -> Cause.PRESENT;
            case FALSE -> Cause.FALSE;
            case FAULT, NO_MATCH, TAKEN_AWAY, NOTHING -> Cause.NOTHING;
        };
    }

    /** How a comparison fails at its last point, for people; {@code verb} is "is" or "was". */
    static String falseCondition(ConditionTrack track, String verb) {
        Point last = track.points().get(track.points().size() - 1);
        double value = last.value().orElse(Double.NaN);
        double threshold = last.threshold().orElse(Double.NaN);
        String whose = track.series().withoutMetricName().isEmpty()
                ? ""
                : " of " + Wording.labels(track.series().withoutMetricName());
        boolean isEquality = track.operator().equals("==") || track.operator().equals("!=");
        String missed = isEquality || !Double.isFinite(value - threshold)
                ? ""
                : " (off by " + Wording.number(Math.abs(value - threshold)) + ")";
        return Wording.code(track.measured()) + whose + " " + verb + " " + Wording.number(value) + " and must be "
                + track.operator() + " " + Wording.number(threshold) + missed;
    }

    /** The alert that took this one's place at the same evaluation. */
    private Optional<Labels> successor(Replayed.Step end, Subject subject, List<VectorSample> elements) {
        boolean goesOn = elements.stream()
                .anyMatch(element -> element.labels().withoutMetricName().equals(subject.element())
                        || !subject.element().isEmpty() && subject.fits(element.labels()));
        for (Replayed.Step step : replayed.steps()) {
            if (step.timeMillis() != end.timeMillis()
                    || !step.begins()
                    || step.alert().equals(end.alert())) {
                continue;
            }
            boolean sameElement = Subject.element(step.alert(), rule).equals(subject.element());
            if (goesOn ? sameElement : differences(step.alert(), end.alert()) == 1) {
                return Optional.of(step.alert());
            }
        }
        return Optional.empty();
    }

    private static int differences(Labels one, Labels other) {
        if (one.size() != other.size()) {
            return Integer.MAX_VALUE;
        }
        int different = 0;
        for (Labels.Label label : one) {
            String value = other.get(label.name());
            if (value == null) {
                return Integer.MAX_VALUE;
            }
            different += value.equals(label.value()) ? 0 : 1;
        }
        return different;
    }

    private static String changed(Labels before, Labels after) {
        for (Labels.Label label : after) {
            String was = before.valueOrEmpty(label.name());
            if (!was.equals(label.value())) {
                return "label " + Wording.code(label.name()) + " changed from \"" + Wording.cut(was) + "\" to \""
                        + Wording.cut(label.value()) + "\", which makes it another alert";
            }
        }
        return "its labels changed, which makes it another alert";
    }

    /** The selector that has no series for the alert any more, or too few samples of it. */
    private Optional<Found> missing(Subject subject, long queried) {
        for (Outline.Selector selector : Outline.of(
                        rule.expression(), questions.engine().config().experimental())
                .selectors()) {
            String text = selector.text();
            if (selector.isRange()) {
                Optional<VectorSample> count = one("count_over_time(" + text + ")", queried, subject);
                boolean needsTwo =
                        selector.function().filter(NEED_TWO::contains).isPresent();
                if (count.isPresent() && needsTwo && count.get().value() < 2) {
                    return Optional.of(Found.of(
                            Cause.TOO_FEW_SAMPLES,
                            Wording.code(text) + " has one sample in its window, and "
                                    + selector.function().get() + " needs two"));
                }
                if (count.isEmpty()
                        && one("count_over_time(" + text + ")", queried - stepMillis, subject)
                                .isPresent()) {
                    return Optional.of(Found.of(
                            Cause.NO_DATA,
                            "no sample of " + Wording.code(text) + " is in its window of "
                                    + Wording.span(selector.range()
                                            .map(range -> range.toMillis())
                                            .orElse(0L))));
                }
            } else if (one(text, queried, subject).isEmpty()) {
                Optional<VectorSample> last = one("timestamp(" + text + ")", queried - stepMillis, subject);
                if (last.isPresent()) {
                    return Optional.of(ended(text, Math.round(last.get().value() * 1_000), queried));
                }
            }
        }
        return Optional.empty();
    }

    private static final Set<String> NEED_TWO = Set.of(
            "rate", "increase", "delta", "irate", "idelta", "deriv", "predict_linear", "double_exponential_smoothing");

    private Found ended(String selector, long lastMillis, long queried) {
        long lookback = questions.engine().config().lookback().toMillis();
        String last = "the last sample of " + Wording.code(selector) + " is from " + wording.time(lastMillis);
        return queried - lastMillis >= lookback
                ? Found.of(Cause.NO_DATA, last + ", and samples count for " + Wording.span(lookback))
                : Found.of(Cause.SERIES_ENDED, last + ", then the series ended");
    }

    private Optional<VectorSample> one(String expression, long queried, Subject subject) {
        return questions.vector(expression, queried).stream()
                .filter(sample -> subject.fits(sample.labels()))
                .findFirst();
    }

    /** When an alert that was active from the first replayed evaluation on began, as the history knows. */
    OptionalLong activeAt(Labels alert, long queried) {
        return questions.vector("ALERTS_FOR_STATE{" + Alert.NAME + "=" + quoted(alert) + "}", queried).stream()
                .filter(sample -> sample.labels().withoutMetricName().equals(alert))
                .mapToLong(sample -> Math.round(sample.value() * 1_000))
                .findFirst();
    }

    private static String quoted(Labels alert) {
        return Names.quote(alert.valueOrEmpty(Alert.NAME));
    }
}

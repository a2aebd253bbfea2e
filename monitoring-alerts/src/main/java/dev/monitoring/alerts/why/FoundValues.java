package dev.monitoring.alerts.why;

import dev.monitoring.alerts.why.Rung.Question;
import dev.monitoring.alerts.why.Rung.State;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.query.Explanation;
import dev.monitoring.core.query.Outline;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a rule's expression finds and yields. Immutable.
 *
 * @param values the expression with the value of each part
 * @param selectors what each selector finds
 * @param emptiness why it yields nothing, where it does
 * @param series whether the selectors find series
 * @param value whether there is a value to compare
 */
record FoundValues(
        Explanation values, List<SelectorFinding> selectors, Optional<Emptiness> emptiness, Rung series, Rung value) {
    static FoundValues of(Asked asked) {
        Explanation values = asked.questions().explain(asked.rule().rule().expression(), asked.queriedMillis());
        Optional<Emptiness> emptiness = Emptiness.of(values.root());
        List<SelectorFinding> selectors = Emptiness.selectors(values.root());
        Emptiness.Kind kind = emptiness.map(Emptiness::kind).orElse(null);
        String code = Wording.code(values.root().text());
        if (kind == Emptiness.Kind.NO_SERIES) {
            return new FoundValues(
                    values,
                    selectors,
                    emptiness,
                    Rung.of(Question.SERIES, State.FAILED, noSeries(asked, emptiness.get())),
                    Rung.of(Question.VALUE, State.NOT_REACHED, code + " yields nothing"));
        }
        Rung series = Rung.of(
                Question.SERIES,
                State.PASSED,
                selectors.isEmpty()
                        ? "the expression has no selectors"
                        : selectors.stream().map(FoundValues::found).collect(Collectors.joining("; ")));
        Rung value;
        if (kind == null) {
            value = Rung.of(
                    Question.VALUE,
                    State.PASSED,
                    code + " yields " + Wording.plural(values.root().seriesCount(), "element"));
        } else if (kind == Emptiness.Kind.FALSE) {
            value = Rung.of(
                    Question.VALUE,
                    State.PASSED,
                    "every part has a value; it is the comparison that holds for nothing");
        } else {
            value = Rung.of(Question.VALUE, State.FAILED, emptiness.get().cause());
        }
        return new FoundValues(values, selectors, emptiness, series, value);
    }

    /** Whether the expression yields nothing for want of values, and not because a comparison is false. */
    boolean isWithoutValues() {
        return emptiness.filter(empty -> empty.kind() != Emptiness.Kind.FALSE).isPresent();
    }

    private static String found(SelectorFinding finding) {
        return Wording.code(finding.selector()) + " finds "
                + (finding.seriesCount() == 0 ? "none" : Wording.plural(finding.seriesCount(), "series"))
                + (finding.isWanted() || finding.seriesCount() > 0 ? "" : ", which the rule waits for");
    }

    /** With a series that is there, where only labels are wrong. */
    private static String noSeries(Asked asked, Emptiness empty) {
        String cause = empty.cause();
        Outline.Selector selector = Outline.of(
                        empty.part().text(), asked.questions().engine().config().experimental())
                .selectors()
                .get(0);
        Optional<String> name = selector.matchers().stream()
                .filter(matcher -> matcher.name().equals(Labels.METRIC_NAME))
                .map(matcher -> matcher.value())
                .findFirst();
        if (name.isEmpty()) {
            return cause;
        }
        List<String> labels =
                selector.matchers().stream().map(matcher -> matcher.name()).toList();
        return asked
                .questions()
                .vector("{" + Labels.METRIC_NAME + "=" + Names.quote(name.get()) + "}", asked.queriedMillis())
                .stream()
                .map(sample -> sample.labels())
                .filter(found -> labels.stream().anyMatch(label -> !label.equals(Labels.METRIC_NAME)))
                .findFirst()
                .map(found -> cause
                        + (cause.endsWith("?") ? " There is " : "; there is ")
                        + Wording.code(text(found, labels)))
                .orElse(cause);
    }

    /** A series by the labels that are asked for, or by all where it has none of them. */
    private static String text(Labels series, List<String> labels) {
        Labels some = series.only(labels).withoutMetricName();
        return series.metricName() + (some.isEmpty() ? series.withoutMetricName() : some);
    }
}

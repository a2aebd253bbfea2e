package dev.monitoring.alerts.why;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.NoDataPolicy;
import dev.monitoring.alerts.why.Rung.Question;
import dev.monitoring.alerts.why.Rung.State;
import dev.monitoring.core.model.Labels;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One sentence out of all answers: why a rule's alert fires, or does not. Immutable.
 *
 * @param rungs an answer for every question
 * @param found what the expression yields; nothing where it failed
 * @param condition nothing where it was not come to
 * @param clock nothing where the condition has not held for as long as was looked
 * @param alerts those of the rule at that moment
 */
record Verdict(
        Asked asked,
        Map<Question, Rung> rungs,
        Optional<FoundValues> found,
        Optional<FoundCondition> condition,
        Optional<PendingClock> clock,
        List<Alert> alerts) {
    String sentence() {
        Rung evaluated = answer(Question.EVALUATED);
        if (evaluated.state() == State.FAILED) {
            return evaluated.sentence() + (active() == 0 ? "" : " Active alerts: " + active() + ".");
        }
        return evaluated.state() == State.UNKNOWN
                ? "This process did not evaluate the rule then, and this is what the history says. " + answered()
                : answered();
    }

    private String answered() {
        if (!(asked.rule().rule() instanceof AlertRule rule)) {
            return recording();
        }
        String state = clock.map(PendingClock::state).orElse("inactive");
        if (state.equals("pending")) {
            String value = holding().map(held -> " " + Wording.sentence(held)).orElse("");
            return answer(Question.CLOCK).sentence() + value + others(rule);
        }
        if (state.equals("firing")) {
            return firing(rule, clock.orElseThrow()) + others(rule);
        }
        return inactive();
    }

    private String inactive() {
        for (Question question : List.of(Question.SERIES, Question.VALUE, Question.CONDITION, Question.CLOCK)) {
            Rung rung = answer(question);
            if (rung.state() == State.FAILED) {
                String before = question == Question.CLOCK || clock.isEmpty()
                        ? ""
                        : " " + answer(Question.CLOCK).sentence();
                return "Not firing: " + lower(rung.sentence()) + before;
            }
            if (rung.state() == State.UNKNOWN) {
                return "There is no telling: " + lower(rung.sentence());
            }
        }
        return "Not firing.";
    }

    private String recording() {
        return rungs.values().stream()
                .filter(rung -> rung.state() == State.FAILED)
                .findFirst()
                .map(rung -> "Records nothing: " + rung.sentence())
                .orElseGet(() -> "Records "
                        + Wording.plural(
                                found.map(values -> values.values().root().seriesCount())
                                        .orElse(0),
                                "series")
                        + ", the last time at " + time(asked.evaluatedMillis()) + ".");
    }

    private String firing(AlertRule rule, PendingClock told) {
        String since = "Firing since " + time(told.firedAtMillis().orElse(0));
        if (told.keptUntilMillis().isPresent()) {
            since += "; the condition has ceased, and `keep_firing_for` keeps it until "
                    + time(told.keptUntilMillis().getAsLong());
        } else if (answer(Question.SERIES).state() == State.FAILED && rule.noData() != NoDataPolicy.OK) {
            since += "; no selector finds a series, and the rule says no_data: "
                    + rule.noData().name().toLowerCase(Locale.ROOT);
        } else if (answer(Question.CONDITION).state() != State.PASSED && isFromBefore(told)) {
            since +=
                    "; its condition is not seen to hold, but it is from before the restart, and goes on until the history"
                            + " is long enough to tell, 15m at most";
        } else {
            since += holding().map(held -> "; " + held).orElseGet(this::withoutComparison);
        }
        Rung route = answer(Question.ROUTE);
        Rung delivery = answer(Question.DELIVERY);
        Rung last = route.state() == State.PASSED ? delivery : route;
        return since + ". " + last.sentence();
    }

    /** Whether the alert is older than this process: it was taken up from the one before. */
    private boolean isFromBefore(PendingClock told) {
        List<Long> known = asked.moments().known();
        return asked.isNow()
                && asked.moments().isWhole()
                && told.activeAtMillis().isPresent()
                && told.activeAtMillis().getAsLong() < known.get(0);
    }

    /** What the rule waits for not to be there, where that is why it fires; else that it asks for nothing. */
    private String withoutComparison() {
        return found.map(FoundValues::selectors).orElse(List.of()).stream()
                .filter(finding -> !finding.isWanted() && finding.seriesCount() == 0)
                .findFirst()
                .map(finding -> "; no series match " + Wording.code(finding.selector()))
                .orElseGet(
                        () -> condition.filter(held -> held.tracks().isEmpty()).isPresent()
                                ? "; the expression yields an element, and no comparison could take it away"
                                : "");
    }

    private String others(AlertRule rule) {
        Labels own = Subject.of(clock.orElseThrow().alert(), rule).element();
        return active() < 2 ? "" : " That is " + Wording.labels(own) + ", one of " + active() + " active alerts.";
    }

    private long active() {
        return alerts.stream().filter(alert -> alert.state().isActive()).count();
    }

    private Optional<String> holding() {
        return condition.flatMap(FoundCondition::holding);
    }

    private Rung answer(Question question) {
        return Objects.requireNonNull(rungs.get(question), question::word);
    }

    private String time(long millis) {
        return asked.wording().time(millis);
    }

    private static String lower(String sentence) {
        return sentence.startsWith("`")
                ? sentence
                : sentence.substring(0, 1).toLowerCase(Locale.ROOT) + sentence.substring(1);
    }
}

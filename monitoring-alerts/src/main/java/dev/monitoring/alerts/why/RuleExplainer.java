package dev.monitoring.alerts.why;

import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleEngine;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.alerts.rule.RuleTexts;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.settings.Fault;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Says why a rule fires or does not, now or at any moment of the history. Thread-safe; works on the thread that asks, for 10
 * seconds at most, and changes nothing.
 *
 * <p>For moments that have passed the rule is evaluated anew, at the moments at which the engine did, over the history as it is
 * now. That is what the engine found, unless samples came late, or a rule reads what a later rule of its group writes.
 */
public final class RuleExplainer {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_NAMED = 10;

    private final RuleEngine rules;
    private final Supplier<List<Fault>> faults;
    private final Parts parts;

    /**
     * What explanations are made with.
     *
     * @param queries answers the rules' expressions
     * @param texts expands the templates of labels
     * @param notifications knows what becomes of alerts that fire
     * @param zone in which times are said
     * @param options for each query
     */
    public record Parts(
            QueryEngine queries,
            RuleTexts texts,
            Clock clock,
            NotificationView notifications,
            ZoneId zone,
            QueryOptions options) {}

    /**
     * Explains the rules of an engine.
     *
     * @param faults gives what is wrong with rule files, whose groups are not in the engine
     */
    public RuleExplainer(RuleEngine rules, Supplier<List<Fault>> faults, Parts parts) {
        this.rules = rules;
        this.faults = faults;
        this.parts = parts;
    }

    /**
     * Why a rule fires or does not.
     *
     * @throws UnknownRuleException if there is no such rule
     */
    public RuleExplanation explain(WhyQuestion question) throws UnknownRuleException {
        List<GroupStatus> groups = rules.status();
        return answer(question.group().isEmpty() ? withGroup(question, groups) : question, groups);
    }

    private RuleExplanation answer(WhyQuestion question, List<GroupStatus> groups) throws UnknownRuleException {
        GroupStatus group = group(question, groups);
        int index = rule(question, group);
        long now = parts.clock().epochMillis();
        long time = Math.min(now, question.timeMillis().orElse(now));
        Questions questions = new Questions(parts.queries(), parts.options(), parts.clock(), TIMEOUT);
        Asked asked =
                Asked.of(parts, questions, group, index, rules.evaluations(group.group()), time, question.labels());
        return new Ladder(asked).climb();
    }

    /** The explanation as text for a terminal, in this explainer's time zone. */
    public String text(RuleExplanation explanation) {
        return LadderText.of(explanation, new Wording(parts.zone(), explanation.timeMillis()));
    }

    /** The same question; where no rule has the name, and it begins with that of a group and a slash, about that group. */
    private static WhyQuestion withGroup(WhyQuestion question, List<GroupStatus> groups) {
        String name = question.rule();
        boolean isRule = groups.stream()
                .flatMap(group -> group.rules().stream())
                .anyMatch(status -> status.rule().name().equals(name));
        if (isRule) {
            return question;
        }
        return groups.stream()
                .map(group -> group.group().name())
                .filter(group -> name.startsWith(group + "/"))
                .max(Comparator.comparingInt(String::length))
                .map(group -> new WhyQuestion(
                        group,
                        name.substring(group.length() + 1),
                        question.file(),
                        question.labels(),
                        question.timeMillis()))
                .orElse(question);
    }

    private GroupStatus group(WhyQuestion question, List<GroupStatus> groups) throws UnknownRuleException {
        if (question.group().isEmpty()) {
            return anyGroup(question, groups);
        }
        List<GroupStatus> named = groups.stream()
                .filter(group -> group.group().name().equals(question.group()))
                .toList();
        if (named.isEmpty()) {
            List<String> names = groups.stream()
                    .map(group -> group.group().name())
                    .distinct()
                    .toList();
            throw unknown("there is no rule group \"" + Wording.cut(question.group()) + "\"", question.group(), names);
        }
        Optional<GroupStatus> found = named.stream()
                .filter(group -> question.file().isEmpty()
                        || group.group().file().equals(question.file().get()))
                .findFirst();
        if (found.isEmpty()) {
            throw unknown(
                    "there is no rule group \"" + question.group() + "\" in file \""
                            + Wording.cut(question.file().orElse("")) + "\"",
                    question.file().orElse(""),
                    named.stream().map(group -> group.group().file()).toList());
        }
        return found.get();
    }

    /** The first group that has the rule. */
    private GroupStatus anyGroup(WhyQuestion question, List<GroupStatus> groups) throws UnknownRuleException {
        List<String> names = new ArrayList<>();
        for (GroupStatus group : groups) {
            for (RuleStatus status : group.rules()) {
                if (status.rule().name().equals(question.rule()) && mayHave(status.rule(), question)) {
                    return group;
                }
                names.add(status.rule().name());
                if (question.rule().indexOf('/') >= 0) {
                    names.add(group.group().name() + "/" + status.rule().name());
                }
            }
        }
        throw unknown("there is no rule \"" + Wording.cut(question.rule()) + "\"", question.rule(), names);
    }

    /** The rule asked for; of several of one name the one that the labels fit best, or that has alerts. */
    private int rule(WhyQuestion question, GroupStatus group) throws UnknownRuleException {
        int found = -1;
        int best = -1;
        for (int i = 0; i < group.rules().size(); i++) {
            RuleStatus status = group.rules().get(i);
            if (status.rule().name().equals(question.rule()) && mayHave(status.rule(), question)) {
                int fitness = fitness(status, question.labels());
                if (fitness > best) {
                    found = i;
                    best = fitness;
                }
            }
        }
        if (found < 0) {
            List<String> names = group.rules().stream()
                    .map(status -> status.rule().name())
                    .distinct()
                    .toList();
            throw unknown(
                    "there is no rule \"" + Wording.cut(question.rule()) + "\" in group \"" + question.group() + "\""
                            + (question.labels().isEmpty() ? "" : " whose alerts may have these labels"),
                    question.rule(),
                    names);
        }
        return found;
    }

    /** An alert with the labels says more than labels of the rule's own, and these more than any alert. */
    private static int fitness(RuleStatus status, Labels wanted) {
        int fitness = status.alerts().isEmpty() ? 0 : 1;
        boolean names = false;
        for (Labels.Label label : wanted) {
            names |= label.value().equals(status.rule().labels().get(label.name()));
        }
        fitness += names ? 2 : 0;
        boolean has = status.alerts().stream().anyMatch(alert -> Asked.has(alert.labels(), wanted));
        return fitness + (has && !wanted.isEmpty() ? 4 : 0);
    }

    /** Whether the rule's own labels leave room for those asked about. */
    private static boolean mayHave(Rule rule, WhyQuestion question) {
        return rule.labels().entrySet().stream().allMatch(label -> {
            String wanted = question.labels().get(label.getKey());
            return wanted == null || label.getValue().contains("{{") || wanted.equals(label.getValue());
        });
    }

    private UnknownRuleException unknown(String what, String name, Collection<String> known) {
        List<String> said = new ArrayList<>();
        said.add(what);
        Optional<String> nearest = Spelling.nearest(name, known);
        if (nearest.isPresent()) {
            said.add("did you mean \"" + nearest.get() + "\"?");
        } else if (!known.isEmpty()) {
            List<String> some =
                    known.stream().limit(MAX_NAMED).map(Wording::cut).toList();
            said.add("there is " + String.join(", ", some) + (known.size() > MAX_NAMED ? ", …" : ""));
        }
        List<Fault> wrong = faults.get();
        if (!wrong.isEmpty()) {
            said.add("groups with faults are left out, and there are " + wrong.size() + ", the first at "
                    + wrong.get(0));
        }
        return new UnknownRuleException(String.join("; ", said));
    }
}

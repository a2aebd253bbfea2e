package dev.monitoring.alerts.rule;

import dev.monitoring.core.model.Labels;
import java.util.Map;

/** What becomes of the templates in labels and annotations. Thread-safe. */
public interface RuleTexts {
    /**
     * Expands templates for one element of a result. A template that fails becomes a text that says so; nothing is thrown.
     *
     * @param rule the name of the rule, for messages
     * @param templates the texts by name
     * @param labels the labels of the element, metric name included
     * @param value the value of the element
     * @param timeMillis the moment of evaluation, in epoch milliseconds, at which templates may query
     */
    Map<String, String> expand(
            String rule, Map<String, String> templates, Labels labels, double value, long timeMillis);

    /** When templates have to be expanded. */
    enum Expansion {
        /** Never: they are what they are expanded to. */
        NONE,
        /** Any time, now or later, by whatever thread: the same arguments give the same texts. */
        ANY_TIME,
        /** At their evaluation: they look at what is stored then. */
        AT_ONCE
    }

    /** When these templates have to be expanded. */
    default Expansion expansion(Map<String, String> templates) {
        return Expansion.AT_ONCE;
    }
}

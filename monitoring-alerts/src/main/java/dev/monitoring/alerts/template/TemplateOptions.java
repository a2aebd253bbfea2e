package dev.monitoring.alerts.template;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a template is read. Immutable.
 *
 * @param dialect whose functions it may call
 * @param missingKey what a map gives for a key that it does not have
 * @param prelude variables that are there from the start, each with the field of the data that it holds: {@code $value} with
 *     {@code Value}. Templates within the template do not see them
 * @param limits what it may cost
 */
public record TemplateOptions(
        TemplateDialect dialect, MissingKey missingKey, Map<String, String> prelude, TemplateLimits limits) {
    private static final TemplateOptions PROMETHEUS =
            new TemplateOptions(TemplateDialect.PROMETHEUS, MissingKey.ZERO, Map.of(), TemplateLimits.defaults());
    private static final TemplateOptions ALERTMANAGER =
            new TemplateOptions(TemplateDialect.ALERTMANAGER, MissingKey.ZERO, Map.of(), TemplateLimits.defaults());

    public TemplateOptions {
        prelude = Collections.unmodifiableMap(new LinkedHashMap<>(prelude));
        prelude.forEach((variable, field) -> {
            if (!Lexer.isName(variable, 1) || variable.charAt(0) != '$') {
                throw new IllegalArgumentException("variable " + Fault.quoted(variable)
                        + " is not a dollar and a name; write it as in a template: $labels");
            }
            if (!Lexer.isName(field, 0)) {
                throw new IllegalArgumentException("field " + Fault.quoted(field) + " of " + variable
                        + " is not a name; write it without a dot: Labels");
            }
        });
    }

    /** As Prometheus reads templates, without variables. */
    public static TemplateOptions prometheus() {
        return PROMETHEUS;
    }

    /** As Prometheus reads annotations and labels of rules: {@code $labels}, {@code $externalLabels} and so on are there. */
    public static TemplateOptions rules() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("$labels", RuleData.LABELS);
        variables.put("$externalLabels", RuleData.EXTERNAL_LABELS);
        variables.put("$externalURL", RuleData.EXTERNAL_URL);
        variables.put("$value", RuleData.VALUE);
        return PROMETHEUS.withPrelude(variables);
    }

    /** As Alertmanager reads templates. */
    public static TemplateOptions alertmanager() {
        return ALERTMANAGER;
    }

    public TemplateOptions withMissingKey(MissingKey newMissingKey) {
        return new TemplateOptions(dialect, newMissingKey, prelude, limits);
    }

    public TemplateOptions withPrelude(Map<String, String> newPrelude) {
        return new TemplateOptions(dialect, missingKey, newPrelude, limits);
    }

    public TemplateOptions withLimits(TemplateLimits newLimits) {
        return new TemplateOptions(dialect, missingKey, prelude, newLimits);
    }
}

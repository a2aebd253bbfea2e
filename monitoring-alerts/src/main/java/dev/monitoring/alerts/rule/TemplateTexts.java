package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.template.RenderContext;
import dev.monitoring.alerts.template.RuleData;
import dev.monitoring.alerts.template.Template;
import dev.monitoring.alerts.template.TemplateException;
import dev.monitoring.alerts.template.TemplateOptions;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The templates in labels and annotations of rules, expanded as Prometheus does. Thread-safe. */
public final class TemplateTexts implements RuleTexts {
    private static final String OPENING = "{{";

    /** The function that looks at what is stored, which changes. All others go by what they are given. */
    private static final String QUERY = "query";

    private static final TemplateOptions OPTIONS = TemplateOptions.rules();

    /** As many as there are texts in all rules of all files that were ever loaded, more or less. */
    private static final int MAX_PARSED = 10_000;

    private final QueryEngine queries;
    private final Clock clock;
    private final QueryOptions options;
    private final Map<String, String> externalLabels;
    private final String externalUrl;
    private final Map<Text, Template> parsed = new ConcurrentHashMap<>();

    /** A text of a rule, by whose name messages call it. */
    private record Text(String rule, String template) {}

    /**
     * Templates that may query.
     *
     * @param queries answers {@code query}
     * @param options for each query
     * @param externalLabels what {@code $externalLabels} holds
     * @param externalUrl what {@code $externalURL} is
     */
    public TemplateTexts(
            QueryEngine queries,
            Clock clock,
            QueryOptions options,
            Map<String, String> externalLabels,
            String externalUrl) {
        this.queries = queries;
        this.clock = clock;
        this.options = options;
        this.externalLabels = Map.copyOf(externalLabels);
        this.externalUrl = externalUrl;
    }

    /** The same, asking another engine. */
    public TemplateTexts with(QueryEngine otherQueries) {
        return new TemplateTexts(otherQueries, clock, options, externalLabels, externalUrl);
    }

    @Override
    public Map<String, String> expand(
            String rule, Map<String, String> templates, Labels labels, double value, long timeMillis) {
        if (expansion(templates) == Expansion.NONE) {
            return templates;
        }
        Map<String, String> byName = new LinkedHashMap<>();
        labels.forEach(byName::put);
        RuleData data = new RuleData(byName, externalLabels, externalUrl, value);
        RenderContext context = RenderContext.of(clock)
                .withEvaluationMillis(timeMillis)
                .withExternalUrl(externalUrl)
                .withQuery(expression -> vector(expression, timeMillis));
        Map<String, String> expanded = new LinkedHashMap<>();
        templates.forEach((name, text) ->
                expanded.put(name, text.contains(OPENING) ? expand(new Text(rule, text), data, context) : text));
        return expanded;
    }

    @Override
    public Expansion expansion(Map<String, String> templates) {
        Expansion expansion = Expansion.NONE;
        for (String text : templates.values()) {
            if (text.contains(OPENING)) {
                if (text.contains(QUERY)) {
                    return Expansion.AT_ONCE;
                }
                expansion = Expansion.ANY_TIME;
            }
        }
        return expansion;
    }

    private String expand(Text text, RuleData data, RenderContext context) {
        try {
            Template template = parsed.get(text);
            if (template == null) {
                template = Template.parse("__alert_" + text.rule(), text.template(), OPTIONS);
                if (parsed.size() >= MAX_PARSED) {
                    parsed.clear();
                }
                parsed.put(text, template);
            }
            return template.render(data.toValue(), context);
        } catch (TemplateException e) {
            return "<error expanding template: " + e.getMessage() + ">";
        }
    }

    private List<VectorSample> vector(String expression, long timeMillis) {
        QueryValue answer = queries.instant(expression, timeMillis, options).value();
        if (answer instanceof VectorValue vector) {
            return vector.samples();
        }
        if (answer instanceof ScalarValue scalar) {
            return List.of(new VectorSample(Labels.EMPTY, timeMillis, scalar.value()));
        }
        throw QueryException.execution(null, "query result is not a vector or scalar");
    }
}

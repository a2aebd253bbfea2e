package dev.monitoring.alerts.template;

import dev.monitoring.core.time.Clock;

/**
 * What a template's functions know besides their arguments. Immutable, and as thread-safe as its clock and queries.
 *
 * @param clock measures the time a rendering takes, and is the {@code now} of Alertmanager's templates
 * @param evaluationMillis the time of the rule's evaluation in epoch milliseconds: the {@code now} of Prometheus' templates
 * @param externalUrl where this service is reached from outside; default empty
 * @param query answers {@code query}; default {@link TemplateQuery#none}
 */
public record RenderContext(Clock clock, long evaluationMillis, String externalUrl, TemplateQuery query) {
    /** Now, by that clock, with the defaults above. */
    public static RenderContext of(Clock clock) {
        return new RenderContext(clock, clock.epochMillis(), "", TemplateQuery.none());
    }

    public RenderContext withEvaluationMillis(long millis) {
        return new RenderContext(clock, millis, externalUrl, query);
    }

    public RenderContext withExternalUrl(String url) {
        return new RenderContext(clock, evaluationMillis, url, query);
    }

    public RenderContext withQuery(TemplateQuery newQuery) {
        return new RenderContext(clock, evaluationMillis, externalUrl, newQuery);
    }
}

package dev.monitoring.alerts.api;

import dev.monitoring.alerts.alert.AlertTiming;
import dev.monitoring.alerts.rule.AlertHistory;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.AlertTransition;
import dev.monitoring.alerts.rule.NoDataPolicy;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.why.Backtest;
import dev.monitoring.alerts.why.BacktestReport;
import dev.monitoring.alerts.why.RuleExplainer;
import dev.monitoring.alerts.why.RuleExplanation;
import dev.monitoring.alerts.why.UnknownRuleException;
import dev.monitoring.alerts.why.WhyQuestion;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.settings.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Why rules fire or not, what happened to alerts, and what rules would have done:
 *
 * <ul>
 *   <li>{@code GET /api/v1/rules/{group}/{rule}/explain?time=&file=&labels={…}}; for names with a slash, which paths cannot
 *       have, and without a group, {@code GET /api/v1/rules/explain?group=&rule=&…};
 *   <li>{@code GET /api/v1/alerts/history?rule=&since=&limit=};
 *   <li>{@code GET /api/v1/rules/backtest?expr=&for=&keep_firing_for=&interval=&from=&to=}, and {@code POST} with a rule file as
 *       the body.
 * </ul>
 *
 * <p>{@code format=text} gives explanations and backtests as text for a terminal. None of it changes anything. Immutable and
 * thread-safe.
 */
public final class WhyRoutes {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final int MAX_RULE_BYTES = 1 << 20;
    private static final Duration DEFAULT_SPAN = Duration.ofHours(1);

    private final RuleExplainer explainer;
    private final AlertHistory history;
    private final Runs runs;
    private final Files files;
    private final QueryEngine queries;
    private final ZoneId zone;
    private final LongSupplier nowMillis;

    /** Runs groups over the history; {@link Backtest#run}. */
    @FunctionalInterface
    public interface Runs {
        BacktestReport run(List<RuleGroup> groups, Instant from, Instant to);
    }

    /** Runs the groups of a text in the form of a rule file over the history. */
    @FunctionalInterface
    public interface Files {
        BacktestReport run(String ruleFile, Instant from, Instant to);
    }

    /**
     * Routes.
     *
     * @param queries reads selectors
     * @param zone in which times are said in texts
     */
    public WhyRoutes(
            RuleExplainer explainer,
            AlertHistory history,
            Runs runs,
            Files files,
            QueryEngine queries,
            LongSupplier nowMillis,
            ZoneId zone) {
        this.explainer = explainer;
        this.history = history;
        this.runs = runs;
        this.files = files;
        this.queries = queries;
        this.nowMillis = nowMillis;
        this.zone = zone;
    }

    public List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/v1/rules/{group}/{rule}/explain",
                        request -> answered(
                                () -> explain(request, request.pathParameter("group"), request.pathParameter("rule")))),
                Route.get(
                        "/api/v1/rules/explain",
                        request -> answered(() ->
                                explain(request, request.parameter("group").orElse(""), required(request, "rule")))),
                Route.get("/api/v1/alerts/history", request -> answered(() -> transitions(request))),
                Route.get("/api/v1/rules/backtest", request -> answered(() -> backtest(request))),
                Route.post("/api/v1/rules/backtest", Access.READ, request -> answered(() -> backtestOfFile(request)))
                        .withMaxBodyBytes(MAX_RULE_BYTES));
    }

    /** Something that answers, or finds a parameter wrong. */
    @FunctionalInterface
    private interface Answer {
        HttpResponse get() throws BadParameterException, IOException;
    }

    private static HttpResponse answered(Answer answer) throws IOException {
        try {
            return answer.get();
        } catch (BadParameterException | IllegalArgumentException e) {
            return ApiText.badData(String.valueOf(e.getMessage()));
        } catch (IllegalStateException e) {
            return ApiText.error(503, "unavailable", String.valueOf(e.getMessage()));
        }
    }

    private static String required(HttpRequest request, String name) throws BadParameterException {
        return request.parameter(name)
                .filter(text -> !text.isEmpty())
                .orElseThrow(() -> new BadParameterException(name, "is missing; name a " + name));
    }

    private HttpResponse explain(HttpRequest request, String group, String rule) throws BadParameterException {
        WhyQuestion question = new WhyQuestion(
                group,
                rule,
                request.parameter("file").filter(file -> !file.isEmpty()),
                labels(request),
                ApiText.time(request, "time"));
        try {
            RuleExplanation explanation = explainer.explain(question);
            return isText(request)
                    ? HttpResponse.text(200, explainer.text(explanation))
                    : ApiText.success(json -> ExplanationJson.write(json, explanation));
        } catch (UnknownRuleException e) {
            return ApiText.error(404, "not_found", String.valueOf(e.getMessage()));
        }
    }

    private static boolean isText(HttpRequest request) {
        return request.parameter("format").filter("text"::equals).isPresent();
    }

    private Labels labels(HttpRequest request) throws BadParameterException {
        Optional<String> text = request.parameter("labels").filter(given -> !given.isBlank());
        if (text.isEmpty()) {
            return Labels.EMPTY;
        }
        Labels.Builder labels = Labels.builder();
        try {
            for (Matcher matcher : queries.selector(text.get())) {
                if (matcher.operator() != Matcher.Operator.EQUAL
                        || matcher.name().equals(Labels.METRIC_NAME)) {
                    throw new BadParameterException(
                            "labels", matcher + " is no label of an alert; write for example {instance=\"a\"}");
                }
                labels.set(matcher.name(), matcher.value());
            }
        } catch (QueryException e) {
            throw new BadParameterException(
                    "labels", "\"" + text.get() + "\" are no labels; write for example {instance=\"a\"}");
        }
        return labels.build();
    }

    private HttpResponse transitions(HttpRequest request) throws BadParameterException {
        int limit = number(request, "limit", DEFAULT_LIMIT);
        long since = ApiText.time(request, "since").orElse(Long.MIN_VALUE);
        List<AlertTransition> found = history.newest(request.parameter("rule").orElse(""), since, limit);
        return ApiText.success(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("transitions");
            for (AlertTransition one : found) {
                ExplanationJson.write(json, one);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private static int number(HttpRequest request, String name, int otherwise) throws BadParameterException {
        String text = request.parameter(name).orElse("").strip();
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 1 && number <= MAX_LIMIT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new BadParameterException(name, "\"" + text + "\" is no number from 1 to " + MAX_LIMIT);
    }

    private HttpResponse backtest(HttpRequest request) throws BadParameterException {
        Optional<String> expression = request.parameter("expr").filter(text -> !text.isBlank());
        if (expression.isEmpty()) {
            throw new BadParameterException("expr", "is missing; give an expression, or send a rule file by POST");
        }
        AlertTiming timing = new AlertTiming(
                duration(request, "for", Duration.ZERO), duration(request, "keep_firing_for", Duration.ZERO));
        AlertRule rule = new AlertRule(
                request.parameter("alert").orElse("Backtest"),
                expression.get(),
                timing,
                Map.of(),
                Map.of(),
                NoDataPolicy.OK,
                Origin.CODE);
        RuleGroup group = RuleGroup.of("backtest", duration(request, "interval", Duration.ofSeconds(5)), rule);
        return told(request, runs.run(List.of(group), from(request), to(request)));
    }

    private HttpResponse backtestOfFile(HttpRequest request) throws BadParameterException, IOException {
        Optional<String> form = request.parameter("rules");
        String rules = form.isPresent() ? form.get() : body(request);
        return told(request, files.run(rules, from(request), to(request)));
    }

    private static String body(HttpRequest request) throws IOException {
        try (InputStream body = request.body()) {
            return new String(body.readNBytes(MAX_RULE_BYTES), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse told(HttpRequest request, BacktestReport report) {
        return isText(request)
                ? HttpResponse.text(200, report.text(zone))
                : ApiText.success(json -> ExplanationJson.write(json, report));
    }

    private Instant to(HttpRequest request) throws BadParameterException {
        return Instant.ofEpochMilli(ApiText.time(request, "to").orElse(nowMillis.getAsLong()));
    }

    private Instant from(HttpRequest request) throws BadParameterException {
        long to = to(request).toEpochMilli();
        return Instant.ofEpochMilli(ApiText.time(request, "from").orElse(to - DEFAULT_SPAN.toMillis()));
    }

    private static Duration duration(HttpRequest request, String name, Duration otherwise)
            throws BadParameterException {
        Optional<String> text = request.parameter(name).filter(given -> !given.isBlank());
        try {
            return text.isPresent() ? Durations.parse(text.get()) : otherwise;
        } catch (IllegalArgumentException e) {
            throw new BadParameterException(name, String.valueOf(e.getMessage()));
        }
    }
}

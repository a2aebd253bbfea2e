package dev.monitoring.prometheus.api;

import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.query.Explanation;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryOptions;
import dev.monitoring.core.query.QueryResult;
import dev.monitoring.core.query.QueryStatistics;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryException.Code;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /api/v1/query}, {@code query_range}, {@code explain}, {@code query_exemplars}, {@code format_query} and
 * {@code parse_query}. Immutable and thread-safe.
 */
final class QueryRoutes {
    private final QueryEngine engine;
    private final Clock clock;

    QueryRoutes(QueryEngine engine, Clock clock) {
        this.engine = engine;
        this.clock = clock;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        add(routes, "/api/v1/query", this::instant);
        add(routes, "/api/v1/query_range", this::range);
        add(routes, "/api/v1/explain", this::explain);
        add(routes, "/api/v1/query_exemplars", this::exemplars);
        add(routes, "/api/v1/format_query", this::format);
        add(routes, "/api/v1/parse_query", this::parse);
        return routes;
    }

    /** The same endpoint for GET and, with its parameters in a form, for POST; neither changes anything. */
    static void add(List<Route> routes, String path, ApiAnswer.Endpoint endpoint) {
        routes.add(Route.get(path, ApiAnswer.handler(endpoint)));
        routes.add(Route.post(path, Access.READ, ApiAnswer.handler(endpoint)));
    }

    private ApiAnswer instant(HttpRequest request) {
        ApiParameters parameters = new ApiParameters(request);
        long timeMillis = parameters.timeMillis("time", clock.epochMillis());
        QueryOptions options = options(parameters, request);
        QueryResult result = ofQuery(() -> engine.instant(parameters.textOrEmpty("query"), timeMillis, options));
        return answer(result, parameters);
    }

    private ApiAnswer range(HttpRequest request) {
        ApiParameters parameters = new ApiParameters(request);
        long startMillis = parameters.timeMillis("start");
        long endMillis = parameters.timeMillis("end");
        if (endMillis < startMillis) {
            throw ApiParameters.invalid("end", "end timestamp must not be before start time", null);
        }
        long stepMillis = parameters.durationMillis("step");
        if (stepMillis <= 0) {
            throw ApiParameters.invalid(
                    "step",
                    "zero or negative query resolution step widths are not accepted. Try a positive integer",
                    null);
        }
        int maxPoints = engine.config().limits().maxPoints();
        if ((endMillis - startMillis) / stepMillis > maxPoints) {
            throw new QueryException(
                    Code.BAD_DATA,
                    null,
                    String.format(
                            Locale.ROOT,
                            "exceeded maximum resolution of %,d points per timeseries. Try decreasing the query resolution"
                                    + " (?step=XX), or raise monitoring.query.max-points",
                            maxPoints));
        }
        QueryOptions options = options(parameters, request);
        QueryResult result = ofQuery(
                () -> engine.range(parameters.textOrEmpty("query"), startMillis, endMillis, stepMillis, options));
        return answer(result, parameters);
    }

    /** Ours, not Prometheus': why an expression yields what it does. */
    private ApiAnswer explain(HttpRequest request) {
        ApiParameters parameters = new ApiParameters(request);
        long timeMillis = parameters.timeMillis("time", clock.epochMillis());
        QueryOptions options = options(parameters, request);
        Explanation explanation = ofQuery(() -> engine.explain(parameters.textOrEmpty("query"), timeMillis, options));
        return ApiAnswer.of(json -> ExplanationWriter.write(json, explanation), explanation.annotations());
    }

    /** There are no exemplars in the history. Grafana probes this path with milliseconds for seconds; that is far ahead. */
    private ApiAnswer exemplars(HttpRequest request) {
        ApiParameters parameters = new ApiParameters(request);
        long startMillis = parameters.timeMillis("start", Long.MIN_VALUE);
        if (parameters.timeMillis("end", Long.MAX_VALUE) < startMillis) {
            throw new QueryException(Code.BAD_DATA, null, "end timestamp must not be before start timestamp");
        }
        engine.parse(parameters.textOrEmpty("query"));
        return ApiAnswer.of(json -> json.raw("[]"));
    }

    private ApiAnswer format(HttpRequest request) {
        String query = new ApiParameters(request).textOrEmpty("query");
        String text = ofQuery(() -> engine.format(query));
        return ApiAnswer.of(json -> json.string(text));
    }

    private ApiAnswer parse(HttpRequest request) {
        String query = new ApiParameters(request).textOrEmpty("query");
        byte[] tree = ofQuery(() -> engine.parse(query)).getBytes(StandardCharsets.UTF_8);
        return ApiAnswer.of(json -> json.raw(tree));
    }

    /** Asks the engine; what is wrong with the query's text is said to be wrong with that parameter. */
    private static <T> T ofQuery(Supplier<T> asked) {
        try {
            return asked.get();
        } catch (QueryException e) {
            if (e.code() != Code.BAD_DATA) {
                throw e;
            }
            throw ApiParameters.invalid("query", e.message(), e);
        }
    }

    private static QueryOptions options(ApiParameters parameters, HttpRequest request) {
        QueryOptions options = QueryOptions.none().withCancellation(request::isCancelled);
        Optional<Duration> timeout = parameters.duration("timeout");
        if (timeout.isPresent()) {
            if (timeout.get().isNegative() || timeout.get().isZero()) {
                throw new QueryException(
                        Code.TIMEOUT, null, "query timed out at once; parameter \"timeout\" must be longer than zero");
            }
            options = options.withTimeout(timeout.get());
        }
        Optional<Duration> lookback = parameters.duration("lookback_delta");
        if (lookback.isPresent()) {
            if (lookback.get().isNegative() || lookback.get().isZero()) {
                throw ApiParameters.invalid("lookback_delta", "must be longer than zero", null);
            }
            options = options.withLookback(lookback.get());
        }
        return options;
    }

    private static ApiAnswer answer(QueryResult result, ApiParameters parameters) {
        ResultWriter writer = ResultWriter.of(result.value(), parameters.limit("limit"));
        boolean timings = parameters.text("stats").isPresent();
        ApiAnswer answer = ApiAnswer.of(
                json -> {
                    json.raw("{\"resultType\":")
                            .string(result.value().type().id())
                            .raw(",\"result\":");
                    writer.write(json);
                    if (timings) {
                        writeStatistics(json, result.stats());
                    }
                    json.raw("}");
                },
                result.annotations());
        return writer.isComplete() ? answer : answer.truncated();
    }

    private static void writeStatistics(JsonOutput json, QueryStatistics stats) throws IOException {
        long total = stats.queuedNanos() + stats.preparationNanos() + stats.evaluationNanos();
        json.raw(",\"stats\":{\"timings\":{\"evalTotalTime\":").number((total - stats.queuedNanos()) / 1e9);
        json.raw(",\"resultSortTime\":0,\"queryPreparationTime\":").number(stats.preparationNanos() / 1e9);
        json.raw(",\"innerEvalTime\":").number(stats.evaluationNanos() / 1e9);
        json.raw(",\"execQueueTime\":").number(stats.queuedNanos() / 1e9);
        json.raw(",\"execTotalTime\":").number(total / 1e9);
        json.raw("},\"samples\":{\"totalQueryableSamples\":").number(stats.readSamples());
        json.raw(",\"peakSamples\":").number(stats.peakSamples()).raw("}}");
    }
}

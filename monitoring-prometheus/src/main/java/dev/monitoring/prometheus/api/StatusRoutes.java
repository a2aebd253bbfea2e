package dev.monitoring.prometheus.api;

import dev.monitoring.core.MonitoringContext;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryException.Code;
import dev.monitoring.core.series.Cardinality;
import dev.monitoring.core.series.StoreStatistics;
import dev.monitoring.core.settings.Durations;
import dev.monitoring.core.settings.SettingCatalog;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * {@code /api/v1/status/…}, {@code rules}, {@code alerts}, and the two paths that tell Prometheus'
 * tools that we serve. Immutable and thread-safe.
 */
final class StatusRoutes {
    private static final int DEFAULT_TOP = 10;
    private static final int MAX_TOP = 10_000;
    private static final Set<String> RULE_TYPES = Set.of("", "alert", "record");

    private final MonitoringContext context;

    StatusRoutes(MonitoringContext context) {
        this.context = context;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        routes.add(get("/api/v1/status/buildinfo", request -> ApiAnswer.of(StatusRoutes::writeBuild)));
        routes.add(get("/api/v1/status/runtimeinfo", request -> ApiAnswer.of(this::writeRuntime)));
        routes.add(get("/api/v1/status/tsdb", this::history));
        // There is no log to replay: who asks whether we are ready hears that we are.
        routes.add(get(
                "/api/v1/status/walreplay",
                request -> ApiAnswer.of(json -> json.raw("{\"min\":0,\"max\":0,\"current\":0,\"state\":\"done\"}"))));
        routes.add(get("/api/v1/status/flags", request -> ApiAnswer.of(this::writeFlags)));
        routes.add(get("/api/v1/status/config", request -> ApiAnswer.of(this::writeConfig)));
        routes.add(Route.get("/-/healthy", request -> HttpResponse.text(200, "Monitoring is Healthy.\n"))
                .withAccess(Access.OPEN));
        routes.add(Route.get("/-/ready", request -> HttpResponse.text(200, "Monitoring is Ready.\n"))
                .withAccess(Access.OPEN));
        return routes;
    }

    /** Without the alerts module there are neither rules nor alerts, and clients ask all the same. */
    List<Route> routesForWantOfAlerts() {
        return List.of(
                get("/api/v1/rules", StatusRoutes::rules),
                get("/api/v1/alerts", request -> ApiAnswer.of(json -> json.raw("{\"alerts\":[]}"))),
                get(
                        "/api/v1/alertmanagers",
                        request -> ApiAnswer.of(
                                json -> json.raw("{\"activeAlertmanagers\":[],\"droppedAlertmanagers\":[]}"))));
    }

    private static Route get(String path, ApiAnswer.Endpoint endpoint) {
        return Route.get(path, ApiAnswer.handler(endpoint));
    }

    private static ApiAnswer rules(HttpRequest request) {
        String type = new ApiParameters(request).textOrEmpty("type").toLowerCase(Locale.ROOT);
        if (!RULE_TYPES.contains(type)) {
            throw ApiParameters.invalid("type", "not supported value \"" + type + "\"", null);
        }
        return ApiAnswer.of(json -> json.raw("{\"groups\":[]}"));
    }

    private static void writeBuild(JsonOutput json) throws IOException {
        String version = StatusRoutes.class.getPackage().getImplementationVersion();
        // The version says which Prometheus API this is, for clients that ask before they use what is newer; the
        // application says who answers.
        json.raw("{\"version\":\"3.5.0\",\"revision\":").string(version == null ? "unreleased" : version);
        json.raw(
                ",\"branch\":\"\",\"buildUser\":\"\",\"buildDate\":\"\",\"goVersion\":\"\",\"application\":\"Monitoring\"}");
    }

    private void writeRuntime(JsonOutput json) throws IOException {
        Runtime runtime = Runtime.getRuntime();
        StoreStatistics statistics = context.historyStatistics();
        json.raw("{\"startTime\":").string(context.startedAt().toString());
        json.raw(",\"CWD\":\"\",\"hostname\":").string(context.instance()).raw(",\"serverTime\":");
        json.string(Instant.ofEpochMilli(context.clock().epochMillis()).toString());
        json.raw(",\"reloadConfigSuccess\":true,\"lastConfigTime\":")
                .string(context.startedAt().toString());
        json.raw(",\"corruptionCount\":0,\"goroutineCount\":").number(Thread.activeCount());
        json.raw(",\"GOMAXPROCS\":").number(runtime.availableProcessors());
        json.raw(",\"GOMEMLIMIT\":").number(runtime.maxMemory());
        json.raw(",\"GOGC\":\"\",\"GODEBUG\":\"\",\"storageRetention\":").string(Durations.format(context.retention()));
        json.raw(",\"timeSeriesCount\":").number(statistics.series()).raw("}");
    }

    private ApiAnswer history(HttpRequest request) {
        int limit = top(new ApiParameters(request));
        StoreStatistics statistics = context.historyStatistics();
        Cardinality cardinality = context.cardinality(limit);
        return ApiAnswer.of(json -> {
            boolean empty = statistics.samples() == 0;
            json.raw("{\"headStats\":{\"numSeries\":").number(statistics.series());
            json.raw(",\"numLabelPairs\":").number(cardinality.labelPairs());
            json.raw(",\"chunkCount\":")
                    .number(statistics.blocksByCodec().values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
            json.raw(",\"minTime\":").number(empty ? 0 : statistics.oldestMillis());
            json.raw(",\"maxTime\":").number(empty ? 0 : statistics.newestMillis());
            json.raw(",\"samples\":").number(statistics.samples());
            json.raw(",\"bytes\":").number(statistics.bytes());
            json.raw(",\"maxBytes\":").number(statistics.maxBytes()).raw("}");
            writeCounts(json, "seriesCountByMetricName", cardinality.seriesByMetricName());
            writeCounts(json, "labelValueCountByLabelName", cardinality.valuesByLabelName());
            writeCounts(json, "memoryInBytesByLabelName", cardinality.bytesByLabelName());
            writeCounts(json, "seriesCountByLabelValuePair", cardinality.seriesByLabelPair());
            json.raw("}");
        });
    }

    private static int top(ApiParameters parameters) {
        int limit;
        try {
            limit = parameters.text("limit").map(Integer::parseInt).orElse(DEFAULT_TOP);
        } catch (NumberFormatException e) {
            throw new QueryException(Code.BAD_DATA, null, "limit must be a positive number", e);
        }
        if (limit < 1) {
            throw new QueryException(Code.BAD_DATA, null, "limit must be a positive number");
        }
        if (limit > MAX_TOP) {
            throw new QueryException(Code.BAD_DATA, null, "limit must not exceed " + MAX_TOP);
        }
        return limit;
    }

    private static void writeCounts(JsonOutput json, String name, List<Cardinality.Count> counts) throws IOException {
        json.raw(",").string(name).raw(":[");
        for (int i = 0; i < counts.size(); i++) {
            json.raw(i == 0 ? "{\"name\":" : ",{\"name\":").string(counts.get(i).name());
            json.raw(",\"value\":").number(counts.get(i).count()).raw("}");
        }
        json.raw("]");
    }

    private void writeFlags(JsonOutput json) throws IOException {
        Labels.Builder flags = Labels.builder();
        for (SettingCatalog.Shown setting : context.configuration()) {
            flags.set(setting.key(), setting.value());
        }
        json.labels(flags.build());
    }

    private void writeConfig(JsonOutput json) throws IOException {
        StringBuilder yaml = new StringBuilder();
        for (SettingCatalog.Shown setting : context.configuration()) {
            yaml.append(setting.key())
                    .append(": \"")
                    .append(setting.value().replace("\\", "\\\\").replace("\"", "\\\""))
                    .append("\" # ")
                    .append(setting.origin())
                    .append('\n');
        }
        json.raw("{\"yaml\":").string(yaml.toString()).raw("}");
    }
}

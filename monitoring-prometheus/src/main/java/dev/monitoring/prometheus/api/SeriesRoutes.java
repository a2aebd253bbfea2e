package dev.monitoring.prometheus.api;

import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryException.Code;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.Series;
import dev.monitoring.prometheus.remotewrite.MetricMetadata;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/** {@code /api/v1/series}, {@code labels}, {@code label/{name}/values} and {@code metadata}. Immutable and thread-safe. */
final class SeriesRoutes {
    private final QueryEngine engine;
    private final Queryable history;
    private final Supplier<List<Source>> sources;
    private final Supplier<List<Family>> imported;
    private final Supplier<List<MetricMetadata>> received;

    /**
     * The routes.
     *
     * @param sources those who collect, and say what their families are
     * @param imported what imported texts say of theirs
     * @param received what senders of remote write said about theirs
     */
    SeriesRoutes(
            QueryEngine engine,
            Queryable history,
            Supplier<List<Source>> sources,
            Supplier<List<Family>> imported,
            Supplier<List<MetricMetadata>> received) {
        this.engine = engine;
        this.history = history;
        this.sources = sources;
        this.imported = imported;
        this.received = received;
    }

    List<Route> routes() {
        List<Route> routes = new ArrayList<>();
        QueryRoutes.add(routes, "/api/v1/series", this::series);
        QueryRoutes.add(routes, "/api/v1/labels", this::labelNames);
        routes.add(Route.get("/api/v1/label/{name}/values", ApiAnswer.handler(this::labelValues)));
        routes.add(Route.get("/api/v1/metadata", ApiAnswer.handler(this::metadata)));
        return routes;
    }

    private ApiAnswer series(HttpRequest request) {
        ApiParameters parameters = new ApiParameters(request);
        List<List<Matcher>> selectors = parameters.selectors(engine);
        if (selectors.isEmpty()) {
            throw new QueryException(Code.BAD_DATA, null, "no match[] parameter provided");
        }
        Range range = Range.of(parameters);
        SortedSet<Labels> found = new TreeSet<>();
        for (List<Matcher> selector : range.isEmpty() ? List.<List<Matcher>>of() : selectors) {
            for (Series series : history.select(selector, range.minMillis, range.maxMillis)) {
                found.add(series.labels());
            }
        }
        ApiAnswer.Limited<Labels> entries = ApiAnswer.Limited.of(List.copyOf(found), parameters.limit("limit"));
        return entries.mark(ApiAnswer.of(json -> json.list(entries.entries(), JsonOutput::labels)));
    }

    private ApiAnswer labelNames(HttpRequest request) {
        return names(
                new ApiParameters(request),
                (matchers, range) -> history.labelNames(matchers, range.minMillis, range.maxMillis));
    }

    private ApiAnswer labelValues(HttpRequest request) {
        String name = EscapedName.decode(request.pathParameter("name"));
        if (name.isEmpty()) {
            throw new QueryException(Code.BAD_DATA, null, "invalid label name: \"\"");
        }
        return names(
                new ApiParameters(request),
                (matchers, range) -> history.labelValues(name, matchers, range.minMillis, range.maxMillis));
    }

    /** Reads names for one selector in one range. */
    private interface NameReader {
        List<String> read(List<Matcher> matchers, Range range);
    }

    private ApiAnswer names(ApiParameters parameters, NameReader reader) {
        Range range = Range.of(parameters);
        List<List<Matcher>> selectors = parameters.selectors(engine);
        SortedSet<String> found = new TreeSet<>();
        if (selectors.isEmpty()) {
            selectors = List.of(List.of());
        }
        for (List<Matcher> selector : range.isEmpty() ? List.<List<Matcher>>of() : selectors) {
            found.addAll(reader.read(selector, range));
        }
        ApiAnswer.Limited<String> entries = ApiAnswer.Limited.of(List.copyOf(found), parameters.limit("limit"));
        return entries.mark(ApiAnswer.of(json -> json.list(entries.entries(), JsonOutput::string)));
    }

    private ApiAnswer metadata(HttpRequest request) {
        ApiParameters parameters = new ApiParameters(request);
        String wanted = parameters.textOrEmpty("metric");
        OptionalInt limit = parameters.count("limit");
        OptionalInt perMetric = parameters.count("limit_per_metric").stream()
                .filter(count -> count > 0)
                .findFirst();
        Map<String, Set<MetricMetadata>> families = new TreeMap<>();
        for (MetricMetadata family : knownFamilies()) {
            if (wanted.isEmpty() || wanted.equals(family.name())) {
                families.computeIfAbsent(family.name(), unused -> new LinkedHashSet<>())
                        .add(family);
            }
        }
        return ApiAnswer.of(json -> {
            json.raw("{");
            int written = 0;
            for (Map.Entry<String, Set<MetricMetadata>> entry : families.entrySet()) {
                if (limit.isPresent() && written == limit.getAsInt()) {
                    break;
                }
                json.raw(written++ == 0 ? "" : ",").string(entry.getKey()).raw(":");
                List<MetricMetadata> known = List.copyOf(entry.getValue());
                json.list(ApiAnswer.Limited.of(known, perMetric).entries(), SeriesRoutes::writeFamily);
            }
            json.raw("}");
        });
    }

    private List<MetricMetadata> knownFamilies() {
        List<MetricMetadata> known = new ArrayList<>();
        Snapshot snapshot = new Snapshot();
        for (Source source : sources.get()) {
            if (source.copyTo(snapshot)) {
                snapshot.layout().families().forEach(family -> known.add(metadata(family)));
            }
        }
        imported.get().forEach(family -> known.add(metadata(family)));
        known.addAll(received.get());
        return known;
    }

    private static MetricMetadata metadata(Family family) {
        return new MetricMetadata(family.name(), family.type(), family.help(), family.unit());
    }

    private static void writeFamily(JsonOutput json, MetricMetadata family) throws IOException {
        json.raw("{");
        writeDescription(json, family.type(), family.help(), family.unit());
        json.raw("}");
    }

    /** Three fields of an object: {@code type}, {@code help} and {@code unit}. */
    static void writeDescription(JsonOutput json, MetricType type, String help, String unit) throws IOException {
        String word = type == MetricType.UNTYPED ? "unknown" : type.word();
        json.raw("\"type\":").string(word).raw(",\"help\":").string(help);
        json.raw(",\"unit\":").string(unit);
    }

    /** The times a request asks about; all of them unless it says otherwise, and none where the end comes first. */
    private record Range(long minMillis, long maxMillis) {
        static Range of(ApiParameters parameters) {
            return new Range(
                    parameters.timeMillis("start", Long.MIN_VALUE), parameters.timeMillis("end", Long.MAX_VALUE));
        }

        boolean isEmpty() {
            return maxMillis < minMillis;
        }
    }
}

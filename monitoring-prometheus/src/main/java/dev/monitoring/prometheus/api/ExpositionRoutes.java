package dev.monitoring.prometheus.api;

import dev.monitoring.core.http.HttpException;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.registry.Source;
import dev.monitoring.prometheus.exposition.ContentNegotiation;
import dev.monitoring.prometheus.exposition.Exposition;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The pages a Prometheus scrapes. Immutable and thread-safe.
 *
 * <ul>
 *   <li>{@code GET /prometheus} and {@code GET /metrics}: all targets, each with its own {@code job} and {@code instance}.
 *   <li>{@code GET /prometheus/{collector}/{target}}: one target by its {@code instance}, as its exporter would show it. Where
 *       a collector has targets of one instance with several jobs, {@code job/instance} tells them apart.
 * </ul>
 */
final class ExpositionRoutes {
    /** As many targets as fit on a screen are named where the one asked for is not known. */
    private static final int MAX_NAMED = 40;

    private final Supplier<List<Source>> sources;
    private final Exposition exposition;

    ExpositionRoutes(Supplier<List<Source>> sources) {
        this.sources = sources;
        this.exposition = new Exposition(sources);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/prometheus", this::all),
                Route.get("/metrics", this::all),
                Route.get("/prometheus/{collector}/{target...}", this::one));
    }

    private HttpResponse all(HttpRequest request) {
        ContentNegotiation negotiated = negotiate(request);
        return page(negotiated, out -> exposition.write(negotiated.format(), out));
    }

    private HttpResponse one(HttpRequest request) {
        Source source = find(request.pathParameter("collector"), request.pathParameter("target"));
        ContentNegotiation negotiated = negotiate(request);
        return page(negotiated, out -> exposition.write(source, negotiated.format(), out));
    }

    private static ContentNegotiation negotiate(HttpRequest request) {
        return ContentNegotiation.of(request.header("Accept").orElse(""));
    }

    private static HttpResponse page(ContentNegotiation negotiated, HttpResponse.Writer writer) {
        return HttpResponse.streamed(200, negotiated.contentType(), writer).withHeader("Vary", "Accept");
    }

    private Source find(String collector, String target) {
        List<Source> all = sources.get();
        List<Source> found = all.stream()
                .filter(source -> source.collector().equals(collector)
                        && (source.target().instance().equals(target)
                                || source.target().toString().equals(target)))
                .toList();
        if (found.size() == 1) {
            return found.get(0);
        }
        if (found.isEmpty()) {
            throw new HttpException(
                    404, "there is no target " + collector + "/" + target + "; known are: " + paths(all));
        }
        throw new HttpException(
                404, found.size() + " targets are " + collector + "/" + target + "; say which: " + paths(found));
    }

    private String paths(List<Source> listed) {
        String named = listed.stream().limit(MAX_NAMED).map(this::path).collect(Collectors.joining(", "));
        int more = listed.size() - MAX_NAMED;
        return listed.isEmpty() ? "none yet" : more > 0 ? named + " and " + more + " more" : named;
    }

    /** The shortest path that leads to just this source. */
    private String path(Source wanted) {
        long sameInstance = sources.get().stream()
                .filter(source -> source.collector().equals(wanted.collector())
                        && source.target().instance().equals(wanted.target().instance()))
                .count();
        String target =
                sameInstance > 1 ? wanted.target().toString() : wanted.target().instance();
        return "/prometheus/" + encode(wanted.collector()) + "/" + encode(target);
    }

    /** Percent encoding that leaves what may stand in a path, so that addresses stay readable. */
    private static String encode(String segments) {
        return URLEncoder.encode(segments, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%3A", ":")
                .replace("%40", "@");
    }
}

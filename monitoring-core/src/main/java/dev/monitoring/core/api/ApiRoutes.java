package dev.monitoring.core.api;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpException;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The routes {@code /healthz}, {@code /readyz} and {@code /metrics/{bundle}}. Immutable and thread-safe; none of
 * them changes anything.
 */
public final class ApiRoutes {
    private final Supplier<List<Source>> sources;
    private final Map<String, Bundle> bundles = new LinkedHashMap<>();
    private final BundleReader reader;
    private final Clock clock;
    private final String instance;

    /**
     * The routes over a running library.
     *
     * @param instance the name of this process, for people
     * @throws IllegalArgumentException if two bundles of the same name have an entry of the same name
     */
    public static ApiRoutes of(
            Supplier<List<Source>> sources, List<Bundle> bundles, QueryEngine engine, Clock clock, String instance) {
        return new ApiRoutes(sources, bundles, new EngineQueries(engine), clock, instance);
    }

    ApiRoutes(Supplier<List<Source>> sources, List<Bundle> bundles, Queries queries, Clock clock, String instance) {
        this.sources = sources;
        this.reader = new BundleReader(queries);
        this.clock = clock;
        this.instance = instance;
        for (Bundle bundle : bundles) {
            this.bundles.merge(bundle.name(), bundle, Bundle::with);
        }
    }

    /** The routes; health and readiness are open to everybody, addresses and errors in them to those who may read. */
    public List<Route> routes() {
        return List.of(
                Route.get("/healthz", this::health).withAccess(Access.OPEN),
                Route.get("/readyz", this::readiness).withAccess(Access.OPEN),
                Route.get("/metrics/{bundle}", this::bundle));
    }

    private HttpResponse health(HttpRequest request) throws IOException {
        HealthReport report = HealthReport.of(sources.get());
        return Json.answer(200, json -> {
            if (isStranger(request)) {
                report.writeOpenly(json);
            } else {
                report.write(json, instance);
            }
        });
    }

    private HttpResponse readiness(HttpRequest request) throws IOException {
        HealthReport report = HealthReport.of(sources.get());
        return Json.answer(
                report.awaited().isEmpty() ? 200 : 503, json -> report.writeReadiness(json, isStranger(request)));
    }

    private static boolean isStranger(HttpRequest request) {
        return request.access() == Access.OPEN;
    }

    private HttpResponse bundle(HttpRequest request) throws IOException {
        String name = request.pathParameter("bundle");
        Bundle bundle = bundles.get(name);
        if (bundle == null) {
            throw new HttpException(
                    404,
                    "there is no bundle \"" + name + "\"; there is "
                            + (bundles.isEmpty() ? "none" : String.join(", ", bundles.keySet())));
        }
        BundleView view = reader.read(bundle, clock.epochMillis(), Window.of(request), request::isCancelled);
        return Json.answer(200, json -> BundleJson.write(json, view));
    }
}

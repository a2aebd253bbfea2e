package dev.monitoring.prometheus.api;

import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Snapshot;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.settings.Durations;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * {@code /api/v1/targets}, {@code targets/metadata} and {@code scrape_pools}: what collectors watch, as if it were scraped.
 * Immutable and thread-safe.
 */
final class TargetRoutes {
    /** What Prometheus says of a target that was not scraped yet: the zero of its times. */
    private static final String NEVER = "0001-01-01T00:00:00Z";

    private final Supplier<List<Source>> sources;
    private final QueryEngine engine;

    TargetRoutes(Supplier<List<Source>> sources, QueryEngine engine) {
        this.sources = sources;
        this.engine = engine;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/targets", ApiAnswer.handler(this::targets)),
                Route.get("/api/v1/targets/metadata", ApiAnswer.handler(this::metadata)),
                Route.get("/api/v1/scrape_pools", ApiAnswer.handler(request -> pools())));
    }

    /** Nothing is ever dropped here: what is configured is watched. */
    private ApiAnswer targets(HttpRequest request) {
        ApiParameters parameters = new ApiParameters(request);
        String state = parameters.textOrEmpty("state").toLowerCase(Locale.ROOT);
        boolean any = state.isEmpty() || state.equals("any");
        Optional<String> pool = parameters.text("scrapePool");
        List<Source> active = any || state.equals("active")
                ? sources.get().stream()
                        .filter(source -> pool.isEmpty() || pool.get().equals(source.collector()))
                        .toList()
                : List.of();
        boolean dropped = any || state.equals("dropped");
        List<String> counted = dropped ? poolNames() : List.of();
        return ApiAnswer.of(json -> {
            json.raw("{\"activeTargets\":").list(active, TargetRoutes::writeTarget);
            json.raw(",\"droppedTargets\":[],\"droppedTargetCounts\":");
            writeZeros(json, dropped, counted);
            json.raw("}");
        });
    }

    private static void writeZeros(JsonOutput json, boolean asked, List<String> names) throws IOException {
        if (!asked) {
            json.raw("null");
            return;
        }
        json.raw("{");
        for (int i = 0; i < names.size(); i++) {
            json.raw(i == 0 ? "" : ",").string(names.get(i)).raw(":0");
        }
        json.raw("}");
    }

    private static void writeTarget(JsonOutput json, Source source) throws IOException {
        CollectorHealth health = source.health();
        String address =
                "/prometheus/" + source.collector() + "/" + source.target().instance();
        String interval = Durations.format(source.schedule().interval());
        String timeout = Durations.format(source.schedule().timeout());
        json.raw("{\"discoveredLabels\":").labels(discovered(source, address, interval, timeout));
        json.raw(",\"labels\":").labels(source.target().labels());
        json.raw(",\"scrapePool\":").string(source.collector());
        json.raw(",\"scrapeUrl\":").string(address).raw(",\"globalUrl\":").string(address);
        boolean failing = health.consecutiveFailures() > 0;
        json.raw(",\"lastError\":").string(failing ? health.lastError().orElse("") : "");
        Optional<Instant> last = failing ? health.lastErrorAt() : health.lastSuccess();
        json.raw(",\"lastScrape\":").string(last.map(Instant::toString).orElse(NEVER));
        json.raw(",\"lastScrapeDuration\":").number(health.lastDuration().toNanos() / 1e9);
        json.raw(",\"health\":").string(word(health.state()));
        json.raw(",\"scrapeInterval\":").string(interval);
        json.raw(",\"scrapeTimeout\":").string(timeout).raw("}");
    }

    private static Labels discovered(Source source, String path, String interval, String timeout) {
        return Labels.builder()
                .set("__address__", source.target().instance())
                .set("__metrics_path__", path)
                .set("__scheme__", "http")
                .set("__scrape_interval__", interval)
                .set("__scrape_timeout__", timeout)
                .set("job", source.target().job())
                .build();
    }

    private static String word(CollectorHealth.State state) {
        return switch (state) {
            case STARTING -> "unknown";
            case UP, PARTIAL -> "up";
            case DOWN, BACKING_OFF -> "down";
        };
    }

    /** A family of a target. */
    private record Described(Labels target, Family family) {}

    /** As Prometheus does it, {@code limit} is looked at between targets: those of one are all there or all missing. */
    private ApiAnswer metadata(HttpRequest request) {
        ApiParameters parameters = new ApiParameters(request);
        OptionalInt limit = parameters.count("limit");
        String metric = parameters.textOrEmpty("metric");
        List<Matcher> wanted = wanted(parameters);
        List<Described> found = new ArrayList<>();
        Snapshot snapshot = new Snapshot();
        for (Source source : sources.get()) {
            if (limit.isPresent() && found.size() >= limit.getAsInt()) {
                break;
            }
            Labels target = source.target().labels();
            if (!wanted.stream().allMatch(matcher -> matcher.matches(target)) || !source.copyTo(snapshot)) {
                continue;
            }
            for (Family family : snapshot.layout().families()) {
                if (metric.isEmpty() || metric.equals(family.name())) {
                    found.add(new Described(target, family));
                }
            }
        }
        return ApiAnswer.of(json -> json.list(found, (to, one) -> writeFamily(to, one, metric.isEmpty())));
    }

    private List<Matcher> wanted(ApiParameters parameters) {
        Optional<String> selector = parameters.text("match_target");
        try {
            return selector.isEmpty() ? List.of() : engine.matchers(selector.get());
        } catch (QueryException e) {
            throw ApiParameters.invalid("match_target", e.message(), e);
        }
    }

    private static void writeFamily(JsonOutput json, Described one, boolean named) throws IOException {
        json.raw("{\"target\":").labels(one.target);
        if (named) {
            json.raw(",\"metric\":").string(one.family.name());
        }
        json.raw(",");
        SeriesRoutes.writeDescription(json, one.family.type(), one.family.help(), one.family.unit());
        json.raw("}");
    }

    private ApiAnswer pools() {
        List<String> names = poolNames();
        return ApiAnswer.of(json ->
                json.raw("{\"scrapePools\":").list(names, JsonOutput::string).raw("}"));
    }

    private List<String> poolNames() {
        return sources.get().stream().map(Source::collector).distinct().sorted().toList();
    }
}

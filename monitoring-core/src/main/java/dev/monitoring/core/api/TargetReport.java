package dev.monitoring.core.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.core.api.HealthReport.Line;
import dev.monitoring.core.registry.CollectorHealth;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Every target with how its last run went and when the next is due, and what is not watched, as JSON. The form is stable:
 *
 * <pre>{@code
 * {
 *   "targets": [{
 *     "collector": "redis", "job": "redis", "instance": "cache-1:6379",
 *     "watches": "Redis servers",                            null for what the library says about itself
 *     "labels": {"job": "redis", "instance": "cache-1:6379"},
 *     "state": "up",                                         starting, up, partial, down, backing-off
 *     "last_run": "2026-11-21T02:54:50Z",                    or null before the first, as all times here
 *     "last_success": "2026-11-21T02:54:50Z",
 *     "last_error": null, "last_error_at": null,             kept after recovery
 *     "last_duration_seconds": 0.012, "samples": 214,
 *     "consecutive_failures": 0,
 *     "interval_seconds": 5, "next_try": "2026-11-21T02:54:55Z"
 *   }],
 *   "absent": [{"collector": "minio", "watches": "MinIO", "remedy": "set monitoring.collectors.minio to watch it"}]
 * }
 * }</pre>
 */
final class TargetReport {
    private TargetReport() {}

    static void write(JsonGenerator json, Watching watching) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("targets");
        for (Line line : HealthReport.of(watching.sources().get()).lines()) {
            write(json, line, watching);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("absent");
        for (Watching.Absent absent : watching.absent()) {
            json.writeStartObject();
            json.writeStringField("collector", absent.collector());
            json.writeStringField("watches", absent.watches());
            json.writeStringField("remedy", absent.remedy());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Line line, Watching watching) throws IOException {
        CollectorHealth health = line.health();
        Optional<Watching.Plan> plan = watching.plan(line.source());
        json.writeStartObject();
        json.writeStringField("collector", line.source().collector());
        json.writeStringField("job", line.source().target().job());
        json.writeStringField("instance", line.source().target().instance());
        Json.text(json, "watches", plan.map(Watching.Plan::watches));
        Json.labels(json, "labels", line.source().target().labels());
        json.writeStringField("state", line.state());
        Json.time(json, "last_run", lastRun(health));
        Json.time(json, "last_success", health.lastSuccess());
        Json.text(json, "last_error", health.lastError());
        Json.time(json, "last_error_at", health.lastErrorAt());
        Json.number(json, "last_duration_seconds", health.lastDuration().toNanos() / 1e9);
        Json.number(json, "samples", health.samples());
        Json.number(json, "consecutive_failures", health.consecutiveFailures());
        Json.number(
                json,
                "interval_seconds",
                plan.map(Watching.Plan::interval).orElse(watching.interval()).toMillis() / 1e3);
        Json.time(json, "next_try", health.nextTry());
        json.writeEndObject();
    }

    private static Optional<Instant> lastRun(CollectorHealth health) {
        return health.consecutiveFailures() > 0 ? health.lastErrorAt() : health.lastSuccess();
    }
}

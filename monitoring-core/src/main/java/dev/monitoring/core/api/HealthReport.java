package dev.monitoring.core.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.CollectorHealth.State;
import dev.monitoring.core.registry.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How all collectors are doing at one moment. Immutable.
 *
 * @param lines one for each source, in the order of the registry
 */
record HealthReport(List<Line> lines) {
    /** A source with its health at that moment. */
    record Line(Source source, CollectorHealth health) {
        String name() {
            return source.collector() + " " + source.target();
        }

        boolean isDown() {
            return health.state() == State.DOWN || health.state() == State.BACKING_OFF;
        }

        /** Whether it has neither worked nor failed yet. */
        boolean isAwaited() {
            return health.lastSuccess().isEmpty() && health.lastErrorAt().isEmpty();
        }

        /** The state as JSON and people read it: {@code up}, {@code backing-off}. */
        String state() {
            return health.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    static HealthReport of(List<Source> sources) {
        List<Line> lines = new ArrayList<>();
        for (Source source : sources) {
            lines.add(new Line(source, source.health()));
        }
        return new HealthReport(List.copyOf(lines));
    }

    boolean isDegraded() {
        return lines.stream().anyMatch(Line::isDown);
    }

    /** The names of the sources that readiness waits for. */
    List<String> awaited() {
        return lines.stream().filter(Line::isAwaited).map(Line::name).toList();
    }

    /** All of it. */
    void write(JsonGenerator json, String instance) throws IOException {
        json.writeStartObject();
        json.writeStringField("status", status());
        json.writeStringField("instance", instance);
        json.writeArrayFieldStart("collectors");
        for (Line line : lines) {
            write(json, line);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** What anybody may know: neither addresses nor what errors say, which often have addresses in them. */
    void writeOpenly(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("status", status());
        json.writeArrayFieldStart("collectors");
        for (Line line : lines) {
            json.writeStartObject();
            json.writeStringField("collector", line.source().collector());
            json.writeStringField("state", line.state());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private String status() {
        return isDegraded() ? "degraded" : "ok";
    }

    private static void write(JsonGenerator json, Line line) throws IOException {
        CollectorHealth health = line.health();
        json.writeStartObject();
        json.writeStringField("collector", line.source().collector());
        json.writeStringField("job", line.source().target().job());
        json.writeStringField("instance", line.source().target().instance());
        json.writeStringField("state", line.state());
        Json.time(json, "last_success", health.lastSuccess());
        Json.text(json, "last_error", health.lastError());
        Json.time(json, "last_error_at", health.lastErrorAt());
        Json.number(json, "last_duration_seconds", health.lastDuration().toNanos() / 1e9);
        Json.number(json, "samples", health.samples());
        Json.number(json, "consecutive_failures", health.consecutiveFailures());
        Json.time(json, "next_try", health.nextTry());
        json.writeEndObject();
    }

    /**
     * What readiness waits for.
     *
     * @param openly whether only what anybody may know: collectors without their targets
     */
    void writeReadiness(JsonGenerator json, boolean openly) throws IOException {
        json.writeStartObject();
        json.writeStringField("status", awaited().isEmpty() ? "ready" : "waiting");
        json.writeArrayFieldStart("waiting_for");
        for (Line line : lines) {
            if (line.isAwaited()) {
                json.writeString(openly ? line.source().collector() : line.name());
            }
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}

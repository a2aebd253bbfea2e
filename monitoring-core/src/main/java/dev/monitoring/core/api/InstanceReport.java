package dev.monitoring.core.api;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who answers, since when, and of what it is made, as JSON. The form is stable:
 *
 * <pre>{@code
 * {
 *   "instance": "shop-1", "version": "0.1.0",                null where it was not built as a release
 *   "java": "17.0.12", "pid": 4711,
 *   "started_at": "2026-11-21T01:00:00Z",                    this library's start, before which there is no history
 *   "interval_seconds": 5, "retention_seconds": 3600,
 *   "extensions": ["alerts", "prometheus"],                  what adds to the library, by name
 *   "live": "/ws/metrics",
 *   "notice": null                                           a sentence to show on every page, monitoring.web.notice
 * }
 * }</pre>
 *
 * @param extensions the names of the extensions there are
 * @param notice a sentence to show on every page
 */
public record InstanceReport(
        String instance,
        Instant startedAt,
        Duration interval,
        Duration retention,
        List<String> extensions,
        Optional<String> notice) {
    public InstanceReport {
        extensions = extensions.stream().sorted().toList();
    }

    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("instance", instance);
        Json.text(
                json,
                "version",
                Optional.ofNullable(InstanceReport.class.getPackage().getImplementationVersion()));
        json.writeStringField("java", Runtime.version().toString());
        json.writeNumberField("pid", ProcessHandle.current().pid());
        json.writeStringField("started_at", startedAt.toString());
        Json.number(json, "interval_seconds", interval.toMillis() / 1e3);
        Json.number(json, "retention_seconds", retention.toMillis() / 1e3);
        json.writeArrayFieldStart("extensions");
        for (String extension : extensions) {
            json.writeString(extension);
        }
        json.writeEndArray();
        json.writeStringField("live", "/ws/metrics");
        Json.text(json, "notice", notice);
        json.writeEndObject();
    }
}

package dev.monitoring.core.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.core.api.BundleView.Event;
import dev.monitoring.core.api.BundleView.Figure;
import dev.monitoring.core.api.BundleView.Listing;
import dev.monitoring.core.api.BundleView.Row;
import dev.monitoring.core.api.BundleView.Rows;
import dev.monitoring.core.api.BundleView.Shown;
import dev.monitoring.core.api.BundleView.Texts;
import dev.monitoring.core.api.BundleView.Timeline;
import dev.monitoring.core.settings.Durations;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A bundle as JSON. The form is stable:
 *
 * <pre>{@code
 * {
 *   "bundle": "system",
 *   "timestamp": "2026-11-21T02:54:50Z",
 *   "cpu_percent": 12.5,                                    a number, or null without data
 *   "disks": [{"device": "sda", "util_percent": 3.25}],     ascending by the label
 *   "os": {"release": "6.1", "machine": "x86_64"},          or null
 *   "blocked_clients": ["till-3", "till-7"],                ascending
 *   "recent": [                                             the latest first
 *     {"time": "2026-11-21T02:54:49.120Z", "kind": "save"}
 *   ],
 *   "window": {                                             with ?window=15m only, in the same shape
 *     "range": "15m",
 *     "cpu_percent": {"min": 1, "avg": 9.5, "max": 80, "p95": 40},
 *     "disks": [{"device": "sda", "util_percent": {"min": 0, "avg": 1, "max": 9, "p95": 5}}]
 *   },
 *   "errors": {"load_1m": "query timed out after …"}        only where there are some
 * }
 * }</pre>
 */
final class BundleJson {
    private BundleJson() {}

    static void write(JsonGenerator json, BundleView view) throws IOException {
        json.writeStartObject();
        json.writeStringField("bundle", view.bundle().name());
        json.writeStringField(
                "timestamp", Instant.ofEpochMilli(view.timestampMillis()).toString());
        for (Shown shown : view.shown()) {
            latest(json, shown);
        }
        if (view.window().isPresent()) {
            json.writeObjectFieldStart("window");
            json.writeStringField("range", Durations.format(view.window().get().range()));
            for (Shown shown : view.shown()) {
                window(json, shown);
            }
            json.writeEndObject();
        }
        if (!view.errors().isEmpty()) {
            json.writeObjectFieldStart("errors");
            for (Map.Entry<String, String> error : view.errors().entrySet()) {
                json.writeStringField(error.getKey(), error.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void latest(JsonGenerator json, Shown shown) throws IOException {
        if (shown instanceof Figure figure) {
            Json.number(json, figure.name(), figure.value());
        } else if (shown instanceof Rows rows) {
            json.writeArrayFieldStart(rows.name());
            for (Row row : rows.rows()) {
                json.writeStartObject();
                json.writeStringField(rows.label(), row.labelValue());
                for (Figure figure : row.figures()) {
                    Json.number(json, figure.name(), figure.value());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        } else if (shown instanceof Texts texts) {
            texts(json, texts);
        } else if (shown instanceof Listing listing) {
            json.writeArrayFieldStart(listing.name());
            for (String value : listing.values()) {
                json.writeString(value);
            }
            json.writeEndArray();
        } else if (shown instanceof Timeline timeline) {
            timeline(json, timeline);
        }
    }

    private static void timeline(JsonGenerator json, Timeline timeline) throws IOException {
        json.writeArrayFieldStart(timeline.name());
        for (Event event : timeline.events()) {
            json.writeStartObject();
            json.writeStringField(
                    "time", Instant.ofEpochMilli(event.timestampMillis()).toString());
            for (Map.Entry<String, String> label : event.labels().entrySet()) {
                json.writeStringField(label.getKey(), label.getValue());
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void texts(JsonGenerator json, Texts texts) throws IOException {
        if (!texts.hasData()) {
            json.writeNullField(texts.name());
            return;
        }
        json.writeObjectFieldStart(texts.name());
        for (Map.Entry<String, String> label : texts.labels().entrySet()) {
            json.writeStringField(label.getKey(), label.getValue());
        }
        json.writeEndObject();
    }

    private static void window(JsonGenerator json, Shown shown) throws IOException {
        if (shown instanceof Figure figure) {
            statistics(json, figure);
        } else if (shown instanceof Rows rows) {
            json.writeArrayFieldStart(rows.name());
            for (Row row : rows.rows()) {
                json.writeStartObject();
                json.writeStringField(rows.label(), row.labelValue());
                for (Figure figure : row.figures()) {
                    statistics(json, figure);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    private static void statistics(JsonGenerator json, Figure figure) throws IOException {
        Optional<WindowStatistics> window = figure.window();
        if (window.isEmpty()) {
            json.writeNullField(figure.name());
            return;
        }
        json.writeObjectFieldStart(figure.name());
        Json.number(json, "min", window.get().min());
        Json.number(json, "avg", window.get().avg());
        Json.number(json, "max", window.get().max());
        Json.number(json, "p95", window.get().p95());
        json.writeEndObject();
    }
}

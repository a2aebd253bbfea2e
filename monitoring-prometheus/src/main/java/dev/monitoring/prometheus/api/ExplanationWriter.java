package dev.monitoring.prometheus.api;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.ExplainedPart;
import dev.monitoring.core.query.Explanation;
import dev.monitoring.core.query.MatchReport;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryValue;
import java.io.IOException;
import java.util.List;
import java.util.OptionalInt;

/**
 * An explanation in JSON. Values have the form they have in answers to queries.
 *
 * <pre>{@code
 * {"query": "a / on(job) b", "time": 1700000000.5, "complete": true, "root": {
 *   "query": "a / on (job) b",
 *   "position": {"start": 0, "end": 13, "line": 1, "column": 1},
 *   "type": "vector", "seriesCount": 0, "sampleCount": 0,
 *   "value": {"resultType": "vector", "result": []},      absent where the part failed
 *   "error": "…",                                         only where it did
 *   "matching": {"matchedCount": 0, "leftOnlyCount": 1, "rightOnlyCount": 1,      only between two vectors
 *                "leftOnly": [{"job": "api"}], "rightOnly": [{"job": "web"}]},
 *   "hints": ["…"],                                       only where there are any
 *   "parts": [{…}, {…}]}}
 * }</pre>
 */
final class ExplanationWriter {
    private ExplanationWriter() {}

    static void write(JsonOutput json, Explanation explanation) throws IOException {
        json.raw("{\"query\":").string(explanation.expression());
        json.raw(",\"time\":").seconds(explanation.timeMillis());
        json.raw(",\"complete\":").raw(Boolean.toString(explanation.isComplete()));
        json.raw(",\"root\":");
        write(json, explanation.root());
        json.raw("}");
    }

    private static void write(JsonOutput json, ExplainedPart part) throws IOException {
        json.raw("{\"query\":").string(part.text());
        write(json, part.position());
        json.raw(",\"type\":").string(part.type().id());
        json.raw(",\"seriesCount\":").number(part.seriesCount());
        json.raw(",\"sampleCount\":").number(part.sampleCount());
        if (part.value().isPresent()) {
            QueryValue value = part.value().get();
            json.raw(",\"value\":{\"resultType\":").string(value.type().id()).raw(",\"result\":");
            ResultWriter.of(value, OptionalInt.empty()).write(json);
            json.raw("}");
        }
        if (part.fault().isPresent()) {
            json.raw(",\"error\":").string(part.fault().get());
        }
        if (part.match().isPresent()) {
            write(json, part.match().get());
        }
        if (!part.hints().isEmpty()) {
            json.raw(",\"hints\":").list(part.hints(), JsonOutput::string);
        }
        json.raw(",\"parts\":").list(part.parts(), ExplanationWriter::write).raw("}");
    }

    private static void write(JsonOutput json, Position position) throws IOException {
        json.raw(",\"position\":{\"start\":").number(position.start());
        json.raw(",\"end\":").number(position.end());
        json.raw(",\"line\":").number(position.line());
        json.raw(",\"column\":").number(position.column()).raw("}");
    }

    private static void write(JsonOutput json, MatchReport match) throws IOException {
        json.raw(",\"matching\":{\"matchedCount\":").number(match.matchedCount());
        json.raw(",\"leftOnlyCount\":").number(match.leftOnlyCount());
        json.raw(",\"rightOnlyCount\":").number(match.rightOnlyCount());
        writeKeys(json, "leftOnly", match.leftOnly());
        writeKeys(json, "rightOnly", match.rightOnly());
        json.raw("}");
    }

    private static void writeKeys(JsonOutput json, String name, List<Labels> keys) throws IOException {
        json.raw(",").string(name).raw(":").list(keys, JsonOutput::labels);
    }
}

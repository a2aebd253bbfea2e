package dev.monitoring.alerts.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.rule.AlertTransition;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.alerts.why.BacktestReport;
import dev.monitoring.alerts.why.BacktestReport.Episode;
import dev.monitoring.alerts.why.BacktestReport.RuleOutcome;
import dev.monitoring.alerts.why.ConditionTrack;
import dev.monitoring.alerts.why.NotificationView.DeliveryStand;
import dev.monitoring.alerts.why.NotificationView.Mute;
import dev.monitoring.alerts.why.NotificationView.RouteStand;
import dev.monitoring.alerts.why.PendingClock;
import dev.monitoring.alerts.why.RuleExplanation;
import dev.monitoring.alerts.why.Rung;
import dev.monitoring.alerts.why.SelectorFinding;
import dev.monitoring.core.query.ExplainedPart;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.io.IOException;
import java.util.Locale;

/** Explanations, transitions and backtests in JSON. Stateless. */
final class ExplanationJson {
    private static final double MILLIS = 1e3;
    private static final double NANOS = 1e9;

    private ExplanationJson() {}

    static void write(JsonGenerator json, RuleExplanation explanation) throws IOException {
        GroupStatus group = explanation.group();
        RuleStatus rule = explanation.rule();
        json.writeStartObject();
        json.writeStringField("group", group.group().name());
        json.writeStringField("file", group.group().file());
        json.writeStringField("rule", rule.rule().name());
        json.writeStringField("origin", rule.rule().origin().toString());
        json.writeStringField("expression", rule.rule().expression());
        ApiText.time(json, "time", explanation.timeMillis());
        json.writeStringField("verdict", explanation.verdict());
        json.writeArrayFieldStart("rungs");
        for (Rung rung : explanation.rungs()) {
            json.writeStartObject();
            json.writeNumberField("number", rung.question().number());
            json.writeStringField("question", rung.question().word());
            json.writeStringField("state", rung.state().word());
            json.writeStringField("sentence", rung.sentence());
            json.writeEndObject();
        }
        json.writeEndArray();
        writeEvaluation(json, explanation);
        json.writeArrayFieldStart("selectors");
        for (SelectorFinding finding : explanation.selectors()) {
            json.writeStartObject();
            json.writeStringField("selector", finding.selector());
            json.writeNumberField("seriesCount", finding.seriesCount());
            json.writeBooleanField("isWanted", finding.isWanted());
            writeTexts(json, "hints", finding.hints());
            json.writeEndObject();
        }
        json.writeEndArray();
        if (explanation.values().isPresent()) {
            json.writeFieldName("values");
            writePart(json, explanation.values().get().root());
        }
        json.writeArrayFieldStart("conditions");
        for (ConditionTrack track : explanation.conditions()) {
            writeTrack(json, track);
        }
        json.writeEndArray();
        if (explanation.clock().isPresent()) {
            writeClock(json, explanation.clock().get());
        }
        json.writeNumberField("alertCount", explanation.alertCount());
        json.writeArrayFieldStart("alerts");
        for (Alert alert : explanation.alerts()) {
            writeAlert(json, alert);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("routes");
        for (RouteStand route : explanation.routes()) {
            writeRoute(json, route);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeEvaluation(JsonGenerator json, RuleExplanation explanation) throws IOException {
        GroupStatus group = explanation.group();
        RuleStatus rule = explanation.rule();
        json.writeObjectFieldStart("evaluation");
        ApiText.time(json, "evaluatedAt", explanation.evaluatedMillis());
        json.writeNumberField("interval", group.group().interval().toMillis() / MILLIS);
        json.writeNumberField("evaluations", group.evaluations());
        json.writeNumberField("missed", group.missed());
        json.writeNumberField("missingFor", explanation.missedMillis() / MILLIS);
        json.writeStringField("health", rule.health().word());
        json.writeNumberField("evaluationTime", rule.evaluationNanos() / NANOS);
        if (rule.lastError().isPresent()) {
            json.writeStringField("lastError", rule.lastError().get());
        }
        json.writeEndObject();
    }

    private static void writeTexts(JsonGenerator json, String field, Iterable<String> texts) throws IOException {
        json.writeArrayFieldStart(field);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }

    private static void writePart(JsonGenerator json, ExplainedPart part) throws IOException {
        json.writeStartObject();
        json.writeStringField("expression", part.text());
        json.writeNumberField("seriesCount", part.seriesCount());
        json.writeNumberField("sampleCount", part.sampleCount());
        if (part.fault().isPresent()) {
            json.writeStringField("fault", part.fault().get());
        }
        writeTexts(json, "hints", part.hints());
        json.writeArrayFieldStart("elements");
        if (part.value().isPresent()) {
            writeElements(json, part.value().get());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("parts");
        for (ExplainedPart below : part.parts()) {
            writePart(json, below);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeElements(JsonGenerator json, QueryValue value) throws IOException {
        if (value instanceof VectorValue vector) {
            for (VectorSample sample : vector.samples()) {
                json.writeStartObject();
                ApiText.labels(json, "labels", sample.labels());
                ApiText.number(json, "value", sample.value());
                json.writeEndObject();
            }
        } else if (value instanceof MatrixValue matrix) {
            for (MatrixSeries series : matrix.series()) {
                json.writeStartObject();
                ApiText.labels(json, "labels", series.labels());
                json.writeNumberField("samples", series.size());
                if (series.size() > 0) {
                    ApiText.number(json, "value", series.values()[series.size() - 1]);
                    ApiText.time(json, "newest", series.timestamps()[series.size() - 1]);
                }
                json.writeEndObject();
            }
        } else if (value instanceof ScalarValue scalar) {
            json.writeStartObject();
            ApiText.number(json, "value", scalar.value());
            json.writeEndObject();
        }
    }

    private static void writeTrack(JsonGenerator json, ConditionTrack track) throws IOException {
        json.writeStartObject();
        json.writeStringField("condition", track.condition());
        json.writeStringField("measured", track.measured());
        json.writeStringField("operator", track.operator());
        json.writeStringField("threshold", track.threshold());
        ApiText.labels(json, "series", track.series());
        json.writeNumberField("candidates", track.candidates());
        json.writeNumberField("heldLast", track.heldLast());
        json.writeArrayFieldStart("points");
        for (ConditionTrack.Point point : track.points()) {
            json.writeStartObject();
            ApiText.time(json, "time", point.timeMillis());
            ApiText.number(json, "value", point.value());
            ApiText.number(json, "threshold", point.threshold());
            ApiText.number(json, "margin", point.margin());
            json.writeBooleanField("holds", point.holds());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeClock(JsonGenerator json, PendingClock clock) throws IOException {
        json.writeObjectFieldStart("clock");
        ApiText.labels(json, "alert", clock.alert());
        json.writeStringField("state", clock.state());
        json.writeNumberField("for", clock.holdFor().toMillis() / MILLIS);
        ApiText.time(json, "activeAt", clock.activeAtMillis());
        ApiText.time(json, "firesAt", clock.firesAtMillis());
        ApiText.time(json, "firedAt", clock.firedAtMillis());
        ApiText.time(json, "keptUntil", clock.keptUntilMillis());
        ApiText.time(json, "lookedBackTo", clock.lookedBackToMillis());
        json.writeArrayFieldStart("resets");
        for (PendingClock.Reset reset : clock.resets()) {
            json.writeStartObject();
            ApiText.time(json, "time", reset.timeMillis());
            json.writeNumberField("activeFor", reset.activeForMillis() / MILLIS);
            json.writeStringField("cause", reset.cause().name().toLowerCase(Locale.ROOT));
            json.writeStringField("reason", reset.reason());
            ApiText.number(json, "value", reset.value());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeAlert(JsonGenerator json, Alert alert) throws IOException {
        json.writeStartObject();
        ApiText.labels(json, "labels", alert.labels());
        json.writeStringField("state", alert.state().word());
        ApiText.time(json, "activeAt", alert.state().activeAtMillis());
        if (alert.state() instanceof Firing firing) {
            ApiText.time(json, "firedAt", firing.firedAtMillis());
        }
        ApiText.number(json, "value", alert.value());
        json.writeEndObject();
    }

    private static void writeRoute(JsonGenerator json, RouteStand route) throws IOException {
        json.writeStartObject();
        json.writeStringField("route", route.route());
        json.writeStringField("receiver", route.receiver());
        ApiText.time(json, "nextDue", route.nextDueMillis());
        json.writeArrayFieldStart("mutes");
        for (Mute mute : route.mutes()) {
            json.writeStartObject();
            json.writeStringField("kind", mute.kind().word());
            json.writeStringField("by", mute.by());
            ApiText.time(json, "until", mute.untilMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("deliveries");
        for (DeliveryStand delivery : route.deliveries()) {
            json.writeStartObject();
            json.writeStringField("integration", delivery.integration());
            ApiText.time(json, "time", delivery.timeMillis());
            json.writeBooleanField("isDelivered", delivery.isDelivered());
            json.writeStringField("reason", delivery.reason());
            ApiText.time(json, "nextTry", delivery.nextTryMillis());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    static void write(JsonGenerator json, AlertTransition transition) throws IOException {
        json.writeStartObject();
        ApiText.time(json, "time", transition.timeMillis());
        json.writeStringField("group", transition.group());
        json.writeStringField("rule", transition.rule());
        ApiText.labels(json, "labels", transition.labels());
        json.writeStringField("from", transition.from());
        json.writeStringField("to", transition.to());
        ApiText.number(json, "value", transition.value());
        json.writeStringField("expression", transition.expression());
        json.writeStringField("cause", transition.cause());
        json.writeEndObject();
    }

    static void write(JsonGenerator json, BacktestReport report) throws IOException {
        json.writeStartObject();
        ApiText.time(json, "from", report.fromMillis());
        ApiText.time(json, "to", report.toMillis());
        ApiText.time(json, "dataFrom", report.dataFromMillis());
        json.writeNumberField("evaluations", report.evaluations());
        json.writeBooleanField("isComplete", report.isComplete());
        json.writeArrayFieldStart("rules");
        for (RuleOutcome outcome : report.rules()) {
            json.writeStartObject();
            json.writeStringField("group", outcome.group().name());
            json.writeStringField("rule", outcome.rule().name());
            json.writeStringField("origin", outcome.rule().origin().toString());
            json.writeNumberField("fired", outcome.fired());
            json.writeNumberField("pendingOnly", outcome.pendingOnly());
            json.writeNumberField("failures", outcome.failures());
            if (outcome.firstFailure().isPresent()) {
                json.writeStringField("firstFailure", outcome.firstFailure().get());
            }
            json.writeArrayFieldStart("episodes");
            for (Episode episode : outcome.episodes()) {
                json.writeStartObject();
                ApiText.labels(json, "labels", episode.labels());
                ApiText.time(json, "pendingAt", episode.pendingAtMillis());
                ApiText.time(json, "firedAt", episode.firedAtMillis());
                ApiText.time(json, "endedAt", episode.endedAtMillis());
                ApiText.number(json, "value", episode.value());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}

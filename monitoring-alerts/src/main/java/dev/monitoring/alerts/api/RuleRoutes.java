package dev.monitoring.alerts.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.Rule;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.Outline;
import dev.monitoring.core.query.QueryEngine;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /api/v1/rules} and {@code /api/v1/alerts} of Prometheus' API. Immutable and thread-safe.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/api/#rules">HTTP API, rules</a>
 */
public final class RuleRoutes {
    private static final double NANOS = 1e9;

    private final Supplier<List<GroupStatus>> status;
    private final QueryEngine queries;

    /**
     * Routes over groups.
     *
     * @param status every group as of its last evaluation
     * @param queries reads selectors
     */
    public RuleRoutes(Supplier<List<GroupStatus>> status, QueryEngine queries) {
        this.status = status;
        this.queries = queries;
    }

    public List<Route> routes() {
        return List.of(Route.get("/api/v1/rules", this::rules), Route.get("/api/v1/alerts", request -> alerts()));
    }

    private HttpResponse alerts() {
        return ApiText.success(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("alerts");
            for (GroupStatus group : status.get()) {
                for (RuleStatus rule : group.rules()) {
                    writeAlerts(json, rule);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private HttpResponse rules(HttpRequest request) {
        RuleQuestion question;
        try {
            question = RuleQuestion.of(request, queries);
        } catch (BadParameterException e) {
            return ApiText.badData(String.valueOf(e.getMessage()));
        }
        List<GroupStatus> groups = new ArrayList<>();
        for (GroupStatus group : status.get()) {
            List<RuleStatus> rules = question.of(group);
            if (!rules.isEmpty() || group.rules().isEmpty()) {
                groups.add(new GroupStatus(
                        group.group(),
                        group.lastEvaluationMillis(),
                        group.evaluationNanos(),
                        group.evaluations(),
                        group.missed(),
                        rules));
            }
        }
        int from = 0;
        if (!question.nextToken().isEmpty()) {
            while (from < groups.size() && !token(groups.get(from)).equals(question.nextToken())) {
                from++;
            }
            if (from == groups.size()) {
                return ApiText.badData(
                        "invalid parameter \"group_next_token\": the groups have changed; begin anew without it");
            }
        }
        int to = question.groupLimit() == 0 ? groups.size() : Math.min(groups.size(), from + question.groupLimit());
        List<GroupStatus> page = groups.subList(from, to);
        Optional<String> next = to < groups.size() ? Optional.of(token(groups.get(to))) : Optional.empty();
        return ApiText.success(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("groups");
            for (GroupStatus group : page) {
                writeGroup(json, group, question.excludeAlerts());
            }
            json.writeEndArray();
            if (next.isPresent()) {
                json.writeStringField("groupNextToken", next.get());
            }
            json.writeEndObject();
        });
    }

    private static String token(GroupStatus group) {
        return String.format(
                Locale.ROOT,
                "%08x%08x",
                group.group().file().hashCode(),
                group.group().name().hashCode());
    }

    private static void writeGroup(JsonGenerator json, GroupStatus group, boolean excludeAlerts) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", group.group().name());
        json.writeStringField("file", group.group().file());
        json.writeArrayFieldStart("rules");
        for (RuleStatus rule : group.rules()) {
            writeRule(json, rule, excludeAlerts);
        }
        json.writeEndArray();
        writeSeconds(json, "interval", group.group().interval());
        json.writeNumberField("limit", group.group().limit());
        json.writeNumberField("evaluationTime", group.evaluationNanos() / NANOS);
        json.writeStringField("lastEvaluation", time(group.lastEvaluationMillis()));
        json.writeEndObject();
    }

    private static void writeRule(JsonGenerator json, RuleStatus status, boolean excludeAlerts) throws IOException {
        Rule rule = status.rule();
        json.writeStartObject();
        if (rule instanceof AlertRule alert) {
            json.writeStringField("state", state(status));
            json.writeStringField("name", rule.name());
            json.writeStringField("query", Outline.of(rule.expression(), true).text());
            writeSeconds(json, "duration", alert.timing().holdFor());
            writeSeconds(json, "keepFiringFor", alert.timing().keepFiringFor());
            writeTexts(json, "labels", rule.labels());
            writeTexts(json, "annotations", alert.annotations());
            json.writeArrayFieldStart("alerts");
            if (!excludeAlerts) {
                writeAlerts(json, status);
            }
            json.writeEndArray();
        } else {
            json.writeStringField("name", rule.name());
            json.writeStringField("query", Outline.of(rule.expression(), true).text());
            if (!rule.labels().isEmpty()) {
                writeTexts(json, "labels", rule.labels());
            }
        }
        json.writeStringField("health", status.health().word());
        if (status.lastError().isPresent()) {
            json.writeStringField("lastError", status.lastError().get());
        }
        json.writeNumberField("evaluationTime", status.evaluationNanos() / NANOS);
        json.writeStringField("lastEvaluation", time(status.lastEvaluationMillis()));
        json.writeStringField("type", rule instanceof AlertRule ? "alerting" : "recording");
        json.writeEndObject();
    }

    /** The highest state of the rule's alerts. */
    private static String state(RuleStatus status) {
        String state = "inactive";
        for (Alert alert : status.alerts()) {
            if (alert.state() instanceof Firing) {
                return alert.state().word();
            }
            state = alert.state().isActive() ? alert.state().word() : state;
        }
        return state;
    }

    private static void writeAlerts(JsonGenerator json, RuleStatus status) throws IOException {
        for (Alert alert : status.alerts()) {
            if (!alert.state().isActive()) {
                continue;
            }
            json.writeStartObject();
            writeTexts(json, "labels", byName(alert.labels()));
            writeTexts(json, "annotations", alert.annotations());
            json.writeStringField("state", alert.state().word());
            json.writeStringField("activeAt", time(alert.state().activeAtMillis()));
            if (alert.state() instanceof Firing firing
                    && firing.keptSinceMillis().isPresent()) {
                json.writeStringField(
                        "keepFiringSince", time(firing.keptSinceMillis().getAsLong()));
            }
            json.writeStringField("value", AlertValue.text(alert.value()));
            json.writeEndObject();
        }
    }

    private static Map<String, String> byName(Labels labels) {
        Map<String, String> byName = new java.util.LinkedHashMap<>();
        labels.forEach(byName::put);
        return byName;
    }

    private static void writeTexts(JsonGenerator json, String field, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }

    private static void writeSeconds(JsonGenerator json, String field, Duration duration) throws IOException {
        long millis = duration.toMillis();
        if (millis % 1000 == 0) {
            json.writeNumberField(field, millis / 1000);
        } else {
            json.writeNumberField(field, millis / 1e3);
        }
    }

    /** As Go writes times: the moment before the first evaluation is the year 1. */
    private static String time(long millis) {
        return millis == 0
                ? "0001-01-01T00:00:00Z"
                : Instant.ofEpochMilli(millis).toString();
    }
}

package dev.monitoring.alerts.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.alerts.slo.BudgetDay;
import dev.monitoring.alerts.slo.BudgetStatus;
import dev.monitoring.alerts.slo.BurnAlert;
import dev.monitoring.alerts.slo.Counts;
import dev.monitoring.alerts.slo.Objective;
import dev.monitoring.alerts.slo.SloStatus;
import dev.monitoring.alerts.slo.WindowStatus;
import dev.monitoring.core.http.HttpException;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.settings.Durations;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * {@code /api/v1/slos} and {@code /api/v1/slos/{name}}: objectives with their budgets; the days of a budget are in the answer
 * about one only. Immutable and thread-safe.
 */
public final class SloRoutes {
    private static final int NOT_FOUND = 404;
    private static final double PERCENT = 100;
    private static final double MINUTE = 60_000;
    private static final double MILLIS = 1_000;

    private final Supplier<List<SloStatus>> slos;
    private final Supplier<List<GroupStatus>> groups;

    /**
     * Routes over objectives.
     *
     * @param slos every objective as of its last evaluation
     * @param groups every group of rules, among them those of the objectives
     */
    public SloRoutes(Supplier<List<SloStatus>> slos, Supplier<List<GroupStatus>> groups) {
        this.slos = slos;
        this.groups = groups;
    }

    public List<Route> routes() {
        return List.of(Route.get("/api/v1/slos", request -> all()), Route.get("/api/v1/slos/{name}", this::one));
    }

    private HttpResponse all() {
        List<SloStatus> all = slos.get();
        return ApiText.success(json -> {
            json.writeStartObject();
            json.writeArrayFieldStart("slos");
            for (SloStatus status : all) {
                write(json, status, false);
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private HttpResponse one(HttpRequest request) {
        String name = request.pathParameter("name");
        List<SloStatus> all = slos.get();
        SloStatus found = all.stream()
                .filter(status -> status.objective().name().equals(name))
                .findFirst()
                .orElseThrow(() -> new HttpException(NOT_FOUND, missing(name, all)));
        return ApiText.success(json -> write(json, found, true));
    }

    private static String missing(String name, List<SloStatus> all) {
        List<String> names =
                all.stream().map(status -> status.objective().name()).toList();
        String none = "there is no SLO named \"" + (name.length() > 100 ? name.substring(0, 100) + "…" : name) + "\"";
        if (names.isEmpty()) {
            return none + "; none is defined, name files of them in monitoring.alerts.slos";
        }
        Optional<String> near = Spelling.nearest(name, names);
        return none
                + near.map(close -> "; did you mean \"" + close + "\"?").orElse("")
                + (near.isEmpty() ? "; known are: " + String.join(", ", names) : "");
    }

    private void write(JsonGenerator json, SloStatus status, boolean withDays) throws IOException {
        Objective objective = status.objective();
        json.writeStartObject();
        json.writeStringField("name", objective.name());
        json.writeStringField("description", objective.description());
        json.writeNumberField("objectivePercent", objective.target());
        json.writeStringField("window", Durations.format(objective.window()));
        json.writeObjectFieldStart("indicator");
        json.writeStringField("kind", objective.indicator().kind());
        json.writeStringField("counts", objective.indicator().countsEvents() ? "events" : "seconds");
        json.writeStringField("query", objective.indicator().description());
        json.writeEndObject();
        writeTexts(json, "labels", objective.labels());
        json.writeStringField("file", objective.origin().toString());
        if (status.lastEvaluationMillis() > 0) {
            json.writeStringField(
                    "lastEvaluation",
                    Instant.ofEpochMilli(status.lastEvaluationMillis()).toString());
        }
        json.writeBooleanField("hasData", status.hasData());
        json.writeArrayFieldStart("remarks");
        for (String remark : status.remarks()) {
            json.writeString(remark);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("budgets");
        for (BudgetStatus budget : status.budgets()) {
            writeBudget(json, objective, budget, withDays);
        }
        json.writeEndArray();
        writeAlerts(json, objective, status);
        json.writeNumberField("memoryBytes", status.bytes());
        json.writeEndObject();
    }

    private static void writeBudget(JsonGenerator json, Objective objective, BudgetStatus budget, boolean withDays)
            throws IOException {
        Counts counts = budget.whole().counts();
        double allowed = counts.total() * objective.budgetRatio();
        double minutes = objective.window().toMillis() / MINUTE * objective.budgetRatio();
        json.writeStartObject();
        writeTexts(json, "labels", byName(budget.labels()));
        json.writeStringField("state", budget.state().word());
        json.writeNumberField("leftPercent", PERCENT * budget.leftRatio());
        json.writeNumberField("leftMinutes", minutes * budget.leftRatio());
        json.writeNumberField("minutes", minutes);
        json.writeNumberField("left", allowed - counts.bad());
        json.writeNumberField("allowed", allowed);
        json.writeNumberField("bad", counts.bad());
        json.writeNumberField("total", counts.total());
        writeNumber(json, "goodPercent", PERCENT * (1 - counts.errorRatio()));
        json.writeNumberField("coveragePercent", PERCENT * budget.whole().coverage());
        json.writeArrayFieldStart("burnRates");
        for (WindowStatus window : budget.windows()) {
            writeWindow(json, window);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("projections");
        for (BudgetStatus.Projection projection : budget.projections()) {
            json.writeStartObject();
            json.writeStringField("window", Durations.format(projection.window()));
            if (projection.left().isPresent()) {
                json.writeNumberField(
                        "exhaustedInSeconds", projection.left().get().toMillis() / MILLIS);
            } else {
                json.writeNullField("exhaustedInSeconds");
            }
            json.writeEndObject();
        }
        json.writeEndArray();
        if (withDays) {
            json.writeArrayFieldStart("days");
            for (BudgetDay day : budget.days()) {
                writeDay(json, day);
            }
            json.writeEndArray();
        }
        json.writeEndObject();
    }

    private static void writeWindow(JsonGenerator json, WindowStatus window) throws IOException {
        json.writeStartObject();
        json.writeStringField("window", Durations.format(window.window()));
        writeNumber(json, "burnRate", window.burnRate());
        writeNumber(json, "errorRatio", window.counts().errorRatio());
        json.writeNumberField("bad", window.counts().bad());
        json.writeNumberField("total", window.counts().total());
        json.writeNumberField("coveragePercent", PERCENT * window.coverage());
        json.writeEndObject();
    }

    private static void writeDay(JsonGenerator json, BudgetDay day) throws IOException {
        json.writeStartObject();
        json.writeStringField(
                "day",
                Instant.ofEpochMilli(day.startMillis())
                        .atOffset(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString());
        json.writeNumberField("bad", day.counts().bad());
        json.writeNumberField("total", day.counts().total());
        json.writeNumberField("spentPercent", PERCENT * day.spentRatio());
        json.writeNumberField("leftPercent", PERCENT * day.leftRatio());
        json.writeNumberField(
                "coveragePercent",
                PERCENT * day.counts().observedMillis() / Duration.ofDays(1).toMillis());
        json.writeEndObject();
    }

    private void writeAlerts(JsonGenerator json, Objective objective, SloStatus status) throws IOException {
        json.writeStringField("alertGroup", status.group().name());
        json.writeArrayFieldStart("conditions");
        for (BurnAlert alert : objective.alerts()) {
            json.writeStartObject();
            json.writeStringField("severity", alert.severity());
            json.writeStringField("long", Durations.format(alert.longWindow()));
            json.writeStringField("short", Durations.format(alert.shortWindow()));
            json.writeNumberField("factor", alert.factor());
            json.writeNumberField("minimumEvents", objective.minimumEvents());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("alerts");
        for (GroupStatus group : groups.get()) {
            if (group.group().equals(status.group())) {
                for (RuleStatus rule : group.rules()) {
                    writeAlerts(json, rule);
                }
            }
        }
        json.writeEndArray();
    }

    private static void writeAlerts(JsonGenerator json, RuleStatus rule) throws IOException {
        for (Alert alert : rule.alerts()) {
            AlertState state = alert.state();
            if (state.isActive()) {
                json.writeStartObject();
                writeTexts(json, "labels", byName(alert.labels()));
                writeTexts(json, "annotations", alert.annotations());
                json.writeStringField("state", state.word());
                json.writeStringField(
                        "activeAt", Instant.ofEpochMilli(state.activeAtMillis()).toString());
                json.writeEndObject();
            }
        }
    }

    /** Not a number is nothing in JSON. */
    private static void writeNumber(JsonGenerator json, String field, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(field, value);
        } else {
            json.writeNullField(field);
        }
    }

    private static void writeTexts(JsonGenerator json, String field, Map<String, String> texts) throws IOException {
        json.writeObjectFieldStart(field);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            json.writeStringField(text.getKey(), text.getValue());
        }
        json.writeEndObject();
    }

    private static Map<String, String> byName(Labels labels) {
        Map<String, String> byName = new LinkedHashMap<>();
        labels.forEach(byName::put);
        return byName;
    }
}

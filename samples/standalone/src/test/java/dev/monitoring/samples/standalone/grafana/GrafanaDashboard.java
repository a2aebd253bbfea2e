package dev.monitoring.samples.standalone.grafana;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A system's charts as a dashboard of Grafana 11 and 12. Immutable.
 *
 * <p>The data source, the job and the instance are variables; the window of rates is Grafana's own, four scrapes at least.
 *
 * @see <a href="https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/">JSON model</a>
 */
final class GrafanaDashboard {
    /** What a target's labels and the window become. */
    static final String TARGET = "job=\"$job\",instance=\"$instance\"";

    static final String WINDOW = "$__rate_interval";

    /** Of Grafana 11.0; newer ones migrate it by themselves. */
    private static final int SCHEMA_VERSION = 39;

    private static final int PANEL_WIDTH = 12;
    private static final int PANEL_HEIGHT = 8;
    private static final int COLUMNS = 2;
    private static final Map<String, Object> DATA_SOURCE = Map.of("type", "prometheus", "uid", "${datasource}");

    /** Units of the chart definitions by their names in Grafana. */
    private static final Map<String, String> UNITS = Map.ofEntries(
            Map.entry("", "short"),
            Map.entry("/s", "cps"),
            Map.entry("bytes", "bytes"),
            Map.entry("bytes/s", "Bps"),
            Map.entry("celsius", "celsius"),
            Map.entry("cores", "short"),
            Map.entry("flag", "bool_yes_no"),
            Map.entry("hertz", "hertz"),
            Map.entry("percent", "percent"),
            Map.entry("ratio", "percentunit"),
            Map.entry("seconds", "s"),
            Map.entry("watts", "watt"));

    private final Map<String, Object> system;

    /** The dashboard of one of the kinds of systems that the file lists. */
    GrafanaDashboard(Map<String, Object> system) {
        this.system = Map.copyOf(system);
    }

    /** The name of its file. */
    String fileName() {
        return "monitoring-" + text(system, "id") + ".json";
    }

    /** The dashboard as Grafana imports it. */
    String json() throws IOException {
        StringWriter text = new StringWriter();
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.setPrettyPrinter(
                    new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines));
            write(json, model());
        }
        return text + "\n";
    }

    /** The expressions of all panels, with variables. */
    List<String> expressions() {
        return charts().stream()
                .flatMap(chart -> list(chart, "expressions").stream())
                .map(line -> expression(text(line, "expression")))
                .toList();
    }

    private Map<String, Object> model() {
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("uid", "monitoring-" + text(system, "id"));
        model.put("title", "Monitoring / " + text(system, "title"));
        model.put("description", text(system, "about"));
        model.put("tags", List.of("monitoring"));
        model.put("schemaVersion", SCHEMA_VERSION);
        model.put("version", 1);
        model.put("editable", true);
        model.put("graphTooltip", 1); // a shared crosshair
        model.put("timezone", "browser");
        model.put("refresh", "5s");
        model.put("time", Map.of("from", "now-1h", "to", "now"));
        model.put("templating", Map.of("list", variables()));
        model.put("annotations", Map.of("list", annotations()));
        model.put("panels", panels());
        return model;
    }

    private List<Object> variables() {
        String present = "{__name__=~\"" + String.join("|", strings(system, "present")) + "\"";
        return List.of(
                ordered("name", "datasource", "label", "Data source", "type", "datasource", "query", "prometheus"),
                variable("job", "Job", "label_values(" + present + "}, job)"),
                variable("instance", "Instance", "label_values(" + present + ",job=\"$job\"}, instance)"));
    }

    private static Map<String, Object> variable(String name, String label, String query) {
        Map<String, Object> variable = ordered("name", name, "label", label, "type", "query", "definition", query);
        variable.put("datasource", DATA_SOURCE);
        variable.put("query", ordered("query", query, "refId", "variable-" + name));
        variable.put("refresh", 2); // whenever the span of time changes
        variable.put("sort", 1);
        variable.put("multi", false);
        variable.put("includeAll", false);
        return variable;
    }

    private List<Object> annotations() {
        List<Object> annotations = new ArrayList<>();
        annotations.add(annotation("Alerts", "ALERTS{alertstate=\"firing\"," + TARGET + "}", "{{alertname}}", "red"));
        if (system.containsKey("restarts")) {
            String started = expression(text(system, "restarts"));
            annotations.add(annotation("Restarts", "changes(" + started + "[" + WINDOW + "]) > 0", "started", "blue"));
        }
        if (system.get("release") instanceof Map<?, ?> release) {
            String version = "group by (" + release.get("label") + ") (" + release.get("expression");
            String now = expression(version + ")");
            String before = expression(version + " offset " + WINDOW + ")");
            annotations.add(annotation(
                    "Versions",
                    now + " unless " + before + " and on () " + before,
                    "{{" + release.get("label") + "}}",
                    "green"));
        }
        return annotations;
    }

    private static Map<String, Object> annotation(String name, String expression, String title, String color) {
        Map<String, Object> annotation = ordered("name", name, "expr", expression, "titleFormat", title);
        annotation.put("datasource", DATA_SOURCE);
        annotation.put("enable", true);
        annotation.put("iconColor", color);
        annotation.put("step", "15s");
        return annotation;
    }

    private List<Object> panels() {
        List<Object> panels = new ArrayList<>();
        for (Map<String, Object> chart : charts()) {
            int at = panels.size();
            Map<String, Object> panel = new LinkedHashMap<>();
            panel.put("id", at + 1);
            panel.put("type", "timeseries");
            panel.put("title", text(chart, "title"));
            panel.put("description", text(chart, "help"));
            panel.put("datasource", DATA_SOURCE);
            panel.put(
                    "gridPos",
                    ordered(
                            "x",
                            at % COLUMNS * PANEL_WIDTH,
                            "y",
                            at / COLUMNS * PANEL_HEIGHT,
                            "w",
                            PANEL_WIDTH,
                            "h",
                            PANEL_HEIGHT));
            panel.put("targets", targets(chart));
            panel.put("fieldConfig", ordered("defaults", field(chart), "overrides", List.of()));
            panel.put(
                    "options",
                    ordered(
                            "legend",
                            ordered("displayMode", "list", "placement", "bottom", "showLegend", true),
                            "tooltip",
                            ordered("mode", "multi", "sort", "desc")));
            panels.add(panel);
        }
        return panels;
    }

    private static List<Object> targets(Map<String, Object> chart) {
        List<Object> targets = new ArrayList<>();
        for (Map<String, Object> line : list(chart, "expressions")) {
            Map<String, Object> target = ordered(
                    "refId",
                    String.valueOf((char) ('A' + targets.size())),
                    "expr",
                    expression(text(line, "expression")),
                    "legendFormat",
                    line.containsKey("legend") ? text(line, "legend") : "__auto");
            target.put("datasource", DATA_SOURCE);
            target.put("editorMode", "code");
            target.put("range", true);
            targets.add(target);
        }
        return targets;
    }

    private static Map<String, Object> field(Map<String, Object> chart) {
        boolean stacked = Boolean.TRUE.equals(chart.get("stacked"));
        List<Map<String, Object>> limits = list(chart, "thresholds");
        Map<String, Object> custom = ordered("lineWidth", 1, "fillOpacity", stacked ? 30 : 8, "spanNulls", false);
        custom.put("stacking", ordered("mode", stacked ? "normal" : "none", "group", "A"));
        custom.put("thresholdsStyle", Map.of("mode", limits.isEmpty() ? "off" : "dashed"));
        Map<String, Object> field = ordered("unit", unit(chart), "custom", custom);
        for (String end : List.of("min", "max")) {
            if (chart.containsKey(end)) {
                field.put(end, chart.get(end));
            }
        }
        if (!limits.isEmpty()) {
            field.put("thresholds", ordered("mode", "absolute", "steps", steps(limits)));
        }
        return field;
    }

    private static List<Object> steps(List<Map<String, Object>> limits) {
        List<Object> steps = new ArrayList<>();
        Map<String, Object> below = ordered("color", "transparent");
        below.put("value", null);
        steps.add(below);
        for (Map<String, Object> limit : limits) {
            String color = "critical".equals(limit.get("severity")) ? "red" : "orange";
            steps.add(ordered("color", color, "value", limit.get("value")));
        }
        return steps;
    }

    private static String unit(Map<String, Object> chart) {
        String unit = text(chart, "unit");
        String name = UNITS.get(unit);
        if (name == null) {
            throw new IllegalArgumentException("unit \"" + unit + "\" of chart " + chart.get("id")
                    + " has no name in Grafana here; add it to UNITS");
        }
        return name;
    }

    private static String expression(String definition) {
        return definition.replace("$target", TARGET).replace("$window", WINDOW);
    }

    private List<Map<String, Object>> charts() {
        return list(system, "charts");
    }

    private static String text(Map<String, Object> of, String name) {
        return String.valueOf(of.get(name));
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> of, String name) {
        return (List<Map<String, Object>>) of.getOrDefault(name, List.of());
    }

    @SuppressWarnings("unchecked")
    private static List<String> strings(Map<String, Object> of, String name) {
        return (List<String>) of.getOrDefault(name, List.of());
    }

    private static Map<String, Object> ordered(Object... namesAndValues) {
        Map<String, Object> ordered = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            ordered.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return ordered;
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            // Maps of constants have no order of their own, and the file should not change by itself.
            List<? extends Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
            if (!(map instanceof LinkedHashMap)) {
                entries.sort((a, b) -> String.valueOf(a.getKey()).compareTo(String.valueOf(b.getKey())));
            }
            for (Map.Entry<?, ?> entry : entries) {
                json.writeFieldName(String.valueOf(entry.getKey()));
                write(json, entry.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof List<?> list) {
            json.writeStartArray();
            for (Object entry : list) {
                write(json, entry);
            }
            json.writeEndArray();
        } else {
            json.writePOJO(value);
        }
    }
}

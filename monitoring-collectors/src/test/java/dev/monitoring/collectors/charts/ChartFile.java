package dev.monitoring.collectors.charts;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What the console and a dashboard of Grafana ask about one kind of system. Immutable.
 *
 * @param id of the system
 * @param present the metrics by which it is found
 * @param questions all of them
 */
record ChartFile(String id, List<String> present, List<Question> questions) {
    private static final String CONSOLE = "/dev/monitoring/core/console/charts.json";

    /**
     * An expression with its variables.
     *
     * @param chart the id of its chart, or the title of its panel
     */
    record Question(String chart, String expression) {
        /** The expression of one target, with a window for rates. */
        String of(String job, String instance, String window) {
            String chosen = expression
                    .replace("$target", "job=\"$job\",instance=\"$instance\"")
                    .replace("$job", job)
                    .replace("$instance", instance)
                    .replace("$window", window)
                    .replace("$__rate_interval", window);
            if (chosen.contains("$")) {
                throw new AssertionError(chart + ": " + expression + " has a variable that nobody sets");
            }
            return chosen;
        }
    }

    /** What is asked of every kind of system. */
    static List<ChartFile> all() throws IOException {
        Map<String, Object> file;
        try (InputStream in = Objects.requireNonNull(ChartFile.class.getResourceAsStream(CONSOLE), CONSOLE)) {
            file = read(in);
        }
        List<ChartFile> all = new ArrayList<>();
        for (Map<String, Object> system : list(file, "systems")) {
            String id = text(system, "id");
            List<Question> questions = new ArrayList<>();
            list(system, "sparks").forEach(spark -> questions.add(new Question(id, text(spark, "expression"))));
            if (system.containsKey("restarts")) {
                questions.add(new Question(id, text(system, "restarts")));
            }
            if (system.get("release") instanceof Map<?, ?> release) {
                String named = "," + release.get("label") + "!=\"\"}";
                questions.add(new Question(
                        id, String.valueOf(release.get("expression")).replace("}", named)));
            }
            for (Map<String, Object> chart : list(system, "charts")) {
                list(chart, "expressions")
                        .forEach(line -> questions.add(new Question(text(chart, "id"), text(line, "expression"))));
            }
            try (InputStream in = Files.newInputStream(dashboard(id))) {
                for (Map<String, Object> panel : list(read(in), "panels")) {
                    Map<String, Object> chart = list(system, "charts").get(((Number) panel.get("id")).intValue() - 1);
                    list(panel, "targets")
                            .forEach(line -> questions.add(new Question(text(chart, "id"), text(line, "expr"))));
                }
            }
            @SuppressWarnings("unchecked")
            List<String> present = (List<String>) system.get("present");
            all.add(new ChartFile(id, present, List.copyOf(questions)));
        }
        return all;
    }

    private static Path dashboard(String id) {
        Path start = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        return Stream.iterate(start, Objects::nonNull, Path::getParent)
                .map(up -> up.resolve("samples/grafana/monitoring-" + id + ".json"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no dashboard of " + id + " at or above " + start));
    }

    private static String text(Map<String, Object> of, String name) {
        return (String) Objects.requireNonNull(of.get(name), name);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> of, String name) {
        return (List<Map<String, Object>>) of.getOrDefault(name, List.of());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(InputStream in) throws IOException {
        try (JsonParser json = new JsonFactory().createParser(in)) {
            json.nextToken();
            return (Map<String, Object>) value(json);
        }
    }

    private static Object value(JsonParser json) throws IOException {
        if (json.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> members = new LinkedHashMap<>();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                members.put(name, value(json));
            }
            return members;
        }
        if (json.currentToken() == JsonToken.START_ARRAY) {
            List<Object> elements = new ArrayList<>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                elements.add(value(json));
            }
            return elements;
        }
        return json.currentToken().isNumeric() ? json.getDoubleValue() : json.getText();
    }
}

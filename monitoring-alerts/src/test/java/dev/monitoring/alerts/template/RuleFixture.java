package dev.monitoring.alerts.template;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.time.ManualClock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Series, and the data that an alert about one of them has. The series are named v and differ in the label n. */
final class RuleFixture {
    private static final long EVALUATION_MILLIS = 60_000;
    private static final String HTML = "<b>&\u001b[31m\r\n{{ $value }}";
    private static final List<String> VALUES = List.of(
            "0",
            "1",
            "-1.5",
            "0.1",
            "1000000",
            "123456789",
            "1e-07",
            "NaN",
            "+Inf",
            "-Inf",
            "99.995",
            "1435065584.128",
            "1e+21",
            "86399.99");
    private static final TemplateOptions OPTIONS = TemplateOptions.rules()
            .withLimits(
                    TemplateLimits.defaults().withMaxOutputLength(10_000_000).withMaxSteps(10_000_000));

    private RuleFixture() {}

    static int rows() {
        return VALUES.size();
    }

    /** The expression that selects the series of that row. */
    static String expression(int row) {
        return "v{n=\"" + row + "\"}";
    }

    private static Map<String, String> labels(int row) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("__name__", "v");
        labels.put("html", HTML);
        labels.put("instance", "web-1.example:9100");
        labels.put("job", "node");
        labels.put("n", Integer.toString(row));
        labels.put("text", "héllo ☃");
        return labels;
    }

    /** All series in the notation of promtool. */
    static List<String> series() {
        List<String> series = new ArrayList<>();
        for (int row = 0; row < VALUES.size(); row++) {
            StringBuilder line = new StringBuilder("v{");
            labels(row).forEach((name, value) -> {
                if (!name.startsWith("__")) {
                    line.append(name)
                            .append("=")
                            .append(GoText.quote(value, true))
                            .append(",");
                }
            });
            line.setCharAt(line.length() - 1, '}');
            String value = VALUES.get(row).startsWith("+") ? VALUES.get(row).substring(1) : VALUES.get(row);
            series.add(line + (" " + value).repeat(3));
        }
        return series;
    }

    static RuleData data(int row) {
        return new RuleData(labels(row), Map.of("region", "eu", "zone", "z1"), "http://x.example/p", value(row));
    }

    static RenderContext context() {
        return RenderContext.of(ManualClock.atEpochMillis(EVALUATION_MILLIS))
                .withExternalUrl("http://x.example/p")
                .withQuery(expression -> {
                    List<VectorSample> vector = new ArrayList<>();
                    for (int i = 0; expression.equals("v") && i < VALUES.size(); i++) {
                        vector.add(new VectorSample(Labels.of(labels(i)), EVALUATION_MILLIS, value(i)));
                    }
                    return vector;
                });
    }

    /** What we make of a template: {@code rendered:} and the output, or {@code refused:} and why. */
    static String render(String template, int row) {
        try {
            return "rendered: "
                    + Template.parse("annotation", template, OPTIONS)
                            .render(data(row).toValue(), context());
        } catch (TemplateException e) {
            return (e.getCause() == null ? "refused: " : "broken: ") + e.getMessage();
        }
    }

    private static double value(int row) {
        String text = VALUES.get(row);
        return text.endsWith("Inf")
                ? (text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY)
                : Double.parseDouble(text);
    }
}

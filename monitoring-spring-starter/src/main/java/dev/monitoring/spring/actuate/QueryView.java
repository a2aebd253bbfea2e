package dev.monitoring.spring.actuate;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.ExplainedPart;
import dev.monitoring.core.query.Explanation;
import dev.monitoring.core.query.QueryResult;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.StringValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Queries and what their parts yield, as maps. */
final class QueryView {
    /** An answer is built in memory as a whole; who wants more asks the Prometheus API. */
    private static final int MAX_SERIES = 1_000;

    private QueryView() {}

    /** The answer to a question; where there is none, why. */
    static Map<String, Object> of(Monitoring monitoring, ViewQuestion question) {
        try {
            var query = monitoring.query(question.expression());
            QueryResult result = question.isRange()
                    ? query.range(question.begin(), question.finish(), question.stepLength())
                    : query.at(question.moment());
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("type", result.value().type().id());
            put(result.value(), view);
            if (!result.annotations().isEmpty()) {
                view.put(
                        "warnings",
                        result.annotations().stream().map(String::valueOf).toList());
            }
            return view;
        } catch (QueryException e) {
            throw new IllegalArgumentException(e.message(), e);
        }
    }

    /** What each part of an expression yields at a moment. */
    static Map<String, Object> explain(Monitoring monitoring, ViewQuestion question) {
        try {
            Explanation explanation = monitoring.query(question.expression()).explain(question.moment());
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("query", explanation.expression());
            view.put("time", time(explanation.timeMillis()));
            view.put("parts", part(explanation.root()));
            return view;
        } catch (QueryException e) {
            throw new IllegalArgumentException(e.message(), e);
        }
    }

    private static Map<String, Object> part(ExplainedPart part) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("text", part.text());
        view.put("type", part.type().id());
        view.put("seriesCount", part.seriesCount());
        part.fault().ifPresent(fault -> view.put("fault", fault));
        if (!part.hints().isEmpty()) {
            view.put("hints", part.hints());
        }
        if (!part.parts().isEmpty()) {
            view.put("parts", part.parts().stream().map(QueryView::part).toList());
        }
        return view;
    }

    private static void put(QueryValue value, Map<String, Object> view) {
        if (value instanceof ScalarValue scalar) {
            view.put("time", time(scalar.timestampMillis()));
            view.put("value", number(scalar.value()));
        } else if (value instanceof StringValue string) {
            view.put("time", time(string.timestampMillis()));
            view.put("value", string.text());
        } else if (value instanceof VectorValue vector) {
            putSeries(
                    vector.samples().stream().map(QueryView::sample),
                    vector.samples().size(),
                    view);
        } else if (value instanceof MatrixValue matrix) {
            putSeries(
                    matrix.series().stream().map(QueryView::series),
                    matrix.series().size(),
                    view);
        }
    }

    private static void putSeries(Stream<Map<String, Object>> series, int count, Map<String, Object> view) {
        view.put("series", series.limit(MAX_SERIES).toList());
        if (count > MAX_SERIES) {
            view.put("omittedSeries", count - MAX_SERIES);
        }
    }

    private static Map<String, Object> sample(VectorSample sample) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("labels", labels(sample.labels()));
        view.put("time", time(sample.timestampMillis()));
        view.put("value", number(sample.value()));
        return view;
    }

    private static Map<String, Object> series(MatrixSeries series) {
        List<List<Object>> points = new ArrayList<>();
        for (int i = 0; i < series.size(); i++) {
            points.add(List.of(time(series.timestamps()[i]), number(series.values()[i])));
        }
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("labels", labels(series.labels()));
        view.put("points", points);
        return view;
    }

    static Map<String, String> labels(Labels labels) {
        Map<String, String> map = new TreeMap<>();
        labels.forEach(map::put);
        return map;
    }

    static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    /** A number, or the word that Prometheus has for what JSON cannot say. */
    static Object number(double value) {
        if (Double.isNaN(value)) {
            return "NaN";
        }
        return Double.isInfinite(value) ? value > 0 ? "+Inf" : "-Inf" : value;
    }
}

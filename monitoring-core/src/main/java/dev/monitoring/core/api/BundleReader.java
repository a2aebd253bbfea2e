package dev.monitoring.core.api;

import dev.monitoring.core.api.BundleView.Event;
import dev.monitoring.core.api.BundleView.Figure;
import dev.monitoring.core.api.BundleView.Listing;
import dev.monitoring.core.api.BundleView.Row;
import dev.monitoring.core.api.BundleView.Rows;
import dev.monitoring.core.api.BundleView.Shown;
import dev.monitoring.core.api.BundleView.Texts;
import dev.monitoring.core.api.BundleView.Timeline;
import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.http.HttpException;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Fills bundles by asking the query engine for each of their expressions. Thread-safe. */
final class BundleReader {
    /** Times beyond it, in the year 9999, are no times. */
    private static final double MAX_SECONDS = 253_402_300_799.0;

    private final Queries queries;

    BundleReader(Queries queries) {
        this.queries = queries;
    }

    /**
     * The bundle as it is at {@code nowMillis}.
     *
     * @param cancelled whether nobody waits for the answer any more
     * @throws HttpException 503 if too many queries run at once, or nobody waits any more
     */
    BundleView read(Bundle bundle, long nowMillis, Optional<Window> window, BooleanSupplier cancelled) {
        Reading reading = new Reading(nowMillis, window, cancelled);
        List<Shown> shown = new ArrayList<>();
        for (Bundle.Entry entry : bundle.entries()) {
            shown.add(reading.show(entry));
        }
        return new BundleView(bundle, nowMillis, window, List.copyOf(shown), reading.errors);
    }

    /** One bundle being filled. */
    private final class Reading {
        private final long nowMillis;
        private final Optional<Window> window;
        private final BooleanSupplier cancelled;
        private final Map<String, String> errors = new LinkedHashMap<>();

        private Reading(long nowMillis, Optional<Window> window, BooleanSupplier cancelled) {
            this.nowMillis = nowMillis;
            this.window = window;
            this.cancelled = cancelled;
        }

        private Shown show(Bundle.Entry entry) {
            if (entry instanceof Bundle.Value value) {
                return figure(value);
            }
            if (entry instanceof Bundle.Table table) {
                return rows(table);
            }
            if (entry instanceof Bundle.Names names) {
                return listing(names);
            }
            if (entry instanceof Bundle.Events events) {
                return timeline(events);
            }
            return texts((Bundle.Text) entry);
        }

        private Figure figure(Bundle.Value value) {
            Map<Labels, Double> latest = latest(value.name(), value.expression());
            Map<Labels, double[]> past = past(value.name(), value.expression());
            double number =
                    latest.isEmpty() ? Double.NaN : latest.values().iterator().next();
            Optional<WindowStatistics> statistics = past.isEmpty()
                    ? Optional.empty()
                    : WindowStatistics.of(past.values().iterator().next());
            return new Figure(value.name(), number, statistics);
        }

        private Texts texts(Bundle.Text text) {
            Map<String, String> shown = new LinkedHashMap<>();
            latest(text.name(), text.expression()).keySet().stream()
                    .findFirst()
                    .ifPresent(labels -> text.labels().forEach(name -> shown.put(name, labels.valueOrEmpty(name))));
            return new Texts(text.name(), shown);
        }

        private Listing listing(Bundle.Names names) {
            TreeSet<String> values = new TreeSet<>();
            for (Labels labels : latest(names.name(), names.expression()).keySet()) {
                if (labels.has(names.label())) {
                    values.add(labels.valueOrEmpty(names.label()));
                }
            }
            return new Listing(names.name(), List.copyOf(values));
        }

        private Timeline timeline(Bundle.Events events) {
            List<Event> shown = new ArrayList<>();
            latest(events.name(), events.expression()).forEach((labels, seconds) -> {
                if (Double.isFinite(seconds) && Math.abs(seconds) <= MAX_SECONDS) {
                    shown.add(new Event(Math.round(seconds * 1_000), texts(labels, events.labels())));
                }
            });
            shown.sort(Comparator.comparingLong(Event::timestampMillis)
                    .reversed()
                    .thenComparing(event -> event.labels().toString()));
            return new Timeline(events.name(), List.copyOf(shown));
        }

        private Map<String, String> texts(Labels labels, List<String> names) {
            Map<String, String> texts = new LinkedHashMap<>();
            for (String name : names) {
                if (labels.has(name)) {
                    texts.put(name, labels.valueOrEmpty(name));
                }
            }
            return texts;
        }

        private Rows rows(Bundle.Table table) {
            List<Map<String, Double>> latest = new ArrayList<>();
            List<Map<String, double[]>> past = new ArrayList<>();
            TreeSet<String> labelValues = new TreeSet<>();
            for (Bundle.Value column : table.columns()) {
                String name = table.name() + "." + column.name();
                latest.add(byLabel(latest(name, column.expression()), table.label()));
                past.add(byLabel(past(name, column.expression()), table.label()));
                labelValues.addAll(latest.get(latest.size() - 1).keySet());
                labelValues.addAll(past.get(past.size() - 1).keySet());
            }
            List<Row> rows = new ArrayList<>();
            for (String labelValue : labelValues) {
                List<Figure> figures = new ArrayList<>();
                for (int i = 0; i < latest.size(); i++) {
                    double[] points = past.get(i).getOrDefault(labelValue, new double[0]);
                    figures.add(new Figure(
                            table.columns().get(i).name(),
                            latest.get(i).getOrDefault(labelValue, Double.NaN),
                            WindowStatistics.of(points)));
                }
                rows.add(new Row(labelValue, List.copyOf(figures)));
            }
            return new Rows(table.name(), table.label(), List.copyOf(rows));
        }

        /** The first series of each label value; series without the label have no row. */
        private <T> Map<String, T> byLabel(Map<Labels, T> values, String label) {
            Map<String, T> byLabel = new LinkedHashMap<>();
            values.forEach((labels, value) -> {
                if (labels.has(label)) {
                    byLabel.putIfAbsent(labels.valueOrEmpty(label), value);
                }
            });
            return byLabel;
        }

        private Map<Labels, Double> latest(String name, String expression) {
            return asked(name, () -> {
                QueryValue value = queries.instant(expression, nowMillis, cancelled);
                Map<Labels, Double> numbers = new LinkedHashMap<>();
                if (value instanceof ScalarValue scalar) {
                    numbers.put(Labels.EMPTY, scalar.value());
                } else if (value instanceof VectorValue vector) {
                    for (VectorSample sample : vector.samples()) {
                        numbers.put(sample.labels(), sample.value());
                    }
                } else {
                    errors.put(name, "the expression gives a " + value.type() + " instead of a number");
                }
                return numbers;
            });
        }

        private Map<Labels, double[]> past(String name, String expression) {
            if (window.isEmpty()) {
                return Map.of();
            }
            long rangeMillis = window.get().range().toMillis();
            long stepMillis = window.get().step().toMillis();
            return asked(name, () -> {
                QueryValue value = queries.range(expression, nowMillis - rangeMillis, nowMillis, stepMillis, cancelled);
                Map<Labels, double[]> points = new LinkedHashMap<>();
                if (value instanceof MatrixValue matrix) {
                    for (MatrixSeries series : matrix.series()) {
                        points.put(series.labels(), series.values());
                    }
                }
                return points;
            });
        }

        private <T> Map<Labels, T> asked(String name, Supplier<Map<Labels, T>> question) {
            try {
                return question.get();
            } catch (QueryException e) {
                if (e.code() == QueryException.Code.UNAVAILABLE || e.code() == QueryException.Code.CANCELED) {
                    throw new HttpException(503, e.message());
                }
                errors.put(name, e.message());
                return Map.of();
            }
        }
    }
}

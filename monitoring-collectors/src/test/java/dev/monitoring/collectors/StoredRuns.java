package dev.monitoring.collectors;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.query.Explanation;
import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.value.QueryValue;
import dev.monitoring.core.query.value.ScalarValue;
import dev.monitoring.core.query.value.VectorSample;
import dev.monitoring.core.query.value.VectorValue;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What collectors delivered run after run, to be asked in PromQL. Confined to one thread. */
public final class StoredRuns implements Queryable {
    private final Map<Labels, SampleBuffer> stored = new TreeMap<>();
    private final QueryEngine engine = new QueryEngine(this, Clock.system(), QueryConfig.defaults());

    /** Takes in all samples of a run. */
    public void add(RecordingSink run, Target target, long timestampMillis) {
        for (String family : run.families().keySet()) {
            for (RecordingSink.Sample sample : run.samples(family)) {
                Labels series = sample.labels().withAll(target.labels()).with(Labels.METRIC_NAME, sample.name());
                stored.computeIfAbsent(series, labels -> new SampleBuffer()).add(timestampMillis, sample.value());
            }
        }
    }

    /** The numbers of a bundle by name, those of tables as {@code table[labelValue].column}; absent where there is none. */
    public Map<String, Double> read(Bundle bundle, long timeMillis) {
        Map<String, Double> numbers = new LinkedHashMap<>();
        for (Bundle.Entry entry : bundle.entries()) {
            if (entry instanceof Bundle.Value value) {
                Map<Labels, Double> found = ask(value.expression(), timeMillis);
                if (found.size() > 1) {
                    throw new AssertionError(value.name() + " has " + found.size() + " values: " + found);
                }
                found.values().forEach(number -> numbers.put(value.name(), number));
            } else if (entry instanceof Bundle.Table table) {
                for (Bundle.Value column : table.columns()) {
                    ask(column.expression(), timeMillis)
                            .forEach((labels, number) -> numbers.put(
                                    table.name() + "[" + Objects.requireNonNull(labels.get(table.label())) + "]."
                                            + column.name(),
                                    number));
                }
            } else if (entry instanceof Bundle.Names names) {
                ask(names.expression(), timeMillis)
                        .forEach((labels, number) -> numbers.put(
                                names.name() + "[" + Objects.requireNonNull(labels.get(names.label())) + "]", number));
            } else if (entry instanceof Bundle.Events events) {
                ask(events.expression(), timeMillis)
                        .forEach((labels, number) -> numbers.put(events.name() + labels.only(events.labels()), number));
            } else if (entry instanceof Bundle.Text text
                    && ask(text.expression(), timeMillis).size() > 1) {
                throw new AssertionError(text.name() + " has more than one series");
            }
        }
        return numbers;
    }

    /** What each part of an expression yields. */
    public Explanation explain(String expression, long timeMillis) {
        return engine.explain(expression, timeMillis);
    }

    private Map<Labels, Double> ask(String expression, long timeMillis) {
        QueryValue value = engine.instant(expression, timeMillis).value();
        if (value instanceof ScalarValue scalar) {
            return Map.of(Labels.EMPTY, scalar.value());
        }
        Map<Labels, Double> numbers = new LinkedHashMap<>();
        for (VectorSample sample : ((VectorValue) value).samples()) {
            numbers.put(sample.labels(), sample.value());
        }
        return numbers;
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis) {
        List<Series> selected = new ArrayList<>();
        stored.forEach((labels, samples) -> {
            if (matchers.stream().allMatch(matcher -> matcher.matches(labels.valueOrEmpty(matcher.name())))) {
                selected.add(new StoredSeries(labels, samples));
            }
        });
        return selected;
    }

    @Override
    public List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis) {
        Set<String> names = new TreeSet<>();
        for (Series series : select(matchers, minMillis, maxMillis)) {
            series.labels().forEach((name, value) -> names.add(name));
        }
        return List.copyOf(names);
    }

    @Override
    public List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis) {
        Set<String> values = new TreeSet<>();
        for (Series series : select(matchers, minMillis, maxMillis)) {
            values.add(series.labels().valueOrEmpty(name));
        }
        values.remove("");
        return List.copyOf(values);
    }

    private record StoredSeries(Labels labels, SampleBuffer samples) implements Series {
        @Override
        public void read(long minMillis, long maxMillis, SampleBuffer into) {
            into.clear();
            for (int i = 0; i < samples.size(); i++) {
                if (samples.timestamps()[i] >= minMillis && samples.timestamps()[i] <= maxMillis) {
                    into.add(samples.timestamps()[i], samples.values()[i]);
                }
            }
        }
    }
}

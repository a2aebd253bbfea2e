package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleBuffer;
import dev.monitoring.core.series.SampleStore;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.store.chunk.PerformanceData;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The 2,000 series of the performance data under the names of a service's metrics, and 14 queries that stress an engine each
 * in another way. Samples lie in plain arrays, so that what is measured is the engine alone. Immutable.
 */
public final class QueryData implements Queryable {
    /** The queries by name. */
    public static final Map<String, String> QUERIES = queries();

    public static final long START_MILLIS = PerformanceData.START_MILLIS;
    public static final long END_MILLIS = START_MILLIS + (PerformanceData.SAMPLES - 1L) * PerformanceData.STEP_MILLIS;

    /** Where range queries begin: when the first window of a minute is full. */
    public static final long FIRST_STEP_MILLIS = START_MILLIS + 60_000;

    public static final long STEP_MILLIS = 15_000;

    private static final String[] BOUNDS = {
        "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "30", "+Inf"
    };

    private final long[] times = new long[PerformanceData.SAMPLES];
    private final List<Row> rows = new ArrayList<>();

    private QueryData(PerformanceData data) {
        for (int i = 0; i < times.length; i++) {
            times[i] = START_MILLIS + (long) i * PerformanceData.STEP_MILLIS;
        }
        Map<String, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i < data.values().length; i++) {
            String kind = data.classes().get(i);
            int index = counts.merge(kind, 1, Integer::sum) - 1;
            rows.add(new Row(labels(kind, index), times, data.values()[i]));
        }
        rows.sort(Comparator.comparing(Row::labels));
    }

    /** The data, of the directory that the system property {@code perfset} names, or made alike. */
    public static QueryData load() {
        return new QueryData(PerformanceData.load());
    }

    /** Writes all samples into a store, tick by tick. */
    public void writeTo(SampleStore store) {
        long[] references = new long[rows.size()];
        try (Appender appender = store.append()) {
            for (int i = 0; i < references.length; i++) {
                references[i] = appender.resolve(rows.get(i).labels());
            }
        }
        for (int tick = 0; tick < times.length; tick++) {
            try (Appender appender = store.append()) {
                for (int i = 0; i < references.length; i++) {
                    appender.append(references[i], times[tick], rows.get(i).values[tick]);
                }
            }
        }
    }

    private static Map<String, String> queries() {
        Map<String, String> queries = new LinkedHashMap<>();
        queries.put("selector", "cpu_core_usage");
        queries.put("rate", "rate(http_requests_total[1m])");
        queries.put("sumByRate", "sum by (application) (rate(http_requests_total[1m]))");
        queries.put(
                "histogramQuantile",
                "histogram_quantile(0.95, sum by (le, application)"
                        + " (rate(http_request_duration_seconds_bucket[5m])))");
        queries.put("topk", "topk(5, jvm_memory_used_bytes)");
        queries.put("avgOverTime", "avg_over_time(cpu_core_usage[5m])");
        queries.put(
                "division",
                "rate(http_request_duration_seconds_sum[5m]) / rate(http_request_duration_seconds_count[5m])");
        queries.put(
                "manyToOne",
                "http_request_duration_seconds_bucket / ignoring(le) group_left http_request_duration_seconds_count");
        queries.put("infoJoin", "sum by (version) (jvm_memory_used_bytes * on(instance) group_left(version) app_info)");
        queries.put(
                "labelReplace", "label_replace(system_load_average_1m, \"host\", \"$1\", \"instance\", \"(.*):.*\")");
        queries.put("subquery", "max_over_time(sum(rate(http_requests_total[1m]))[10m:30s])");
        queries.put("sumAll", "sum by (__name__) ({__name__=~\".+\"})");
        queries.put("quantileOverTime", "quantile_over_time(0.99, http_request_mean_seconds[5m])");
        queries.put("countComparison", "count(cpu_core_usage > 0.3)");
        return queries;
    }

    private static Labels labels(String kind, int index) {
        return switch (kind) {
            case "g_noise" ->
                index < 50
                        ? service("process_cpu_usage", index, 50, "cpu", "0")
                        : service("cpu_core_usage", index - 50, 10, "cpu", String.valueOf((index - 50) / 10));
            case "g_timer" ->
                service("http_request_mean_seconds", index, 10, "uri", "/api/v1/res" + index / 10)
                        .with("method", "GET");
            case "g_dec" -> numbered(index, "system_load_average_1m", "disk_used_percent", "temperature_celsius");
            case "g_bytes" ->
                service("jvm_memory_used_bytes", index, 10, "id", "pool " + index / 10)
                        .with("area", "heap");
            case "c_count" ->
                service("http_requests_total", index, 10, "uri", "/api/v1/res" + index / 10)
                        .withAll(Labels.of("method", "GET", "status", "200"));
            case "c_bucket" ->
                histogram("http_request_duration_seconds_bucket", index / BOUNDS.length)
                        .with("le", BOUNDS[index % BOUNDS.length]);
            case "c_sum" -> histogram("http_request_duration_seconds_sum", index);
            case "c_cnt" -> histogram("http_request_duration_seconds_count", index);
            case "k_const" ->
                index < 10
                        ? service("app_info", index, 10, "version", "1.0." + index % 3)
                                .with("java", "17.0.15")
                        : numbered(
                                index,
                                "jvm_memory_max_bytes",
                                "process_files_max_files",
                                "hikaricp_connections_max",
                                "process_start_time_seconds",
                                "system_cpu_count");
            default ->
                numbered(
                        index, "jvm_threads_live_threads", "hikaricp_connections_active", "executor_pool_size_threads");
        };
    }

    private static Labels service(String name, int index, int services, String label, String value) {
        int service = index % services;
        return Labels.of(
                "__name__",
                name,
                "application",
                "svc-" + service,
                "instance",
                "10.0.0." + service + ":8080",
                label,
                value);
    }

    private static Labels numbered(int index, String... names) {
        return service(names[index % names.length], index, 10, "id", String.valueOf(index));
    }

    private static Labels histogram(String name, int index) {
        return service(name, index, 10, "uri", "/api/v1/res" + index / 10);
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis) {
        List<Series> selected = new ArrayList<>();
        for (Row row : rows) {
            if (matchers.stream().allMatch(matcher -> matcher.matches(row.labels))) {
                selected.add(row);
            }
        }
        return selected;
    }

    @Override
    public List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis) {
        return select(matchers, minMillis, maxMillis).stream()
                .flatMap(series -> toNames(series.labels()).stream())
                .sorted()
                .distinct()
                .toList();
    }

    private static List<String> toNames(Labels labels) {
        List<String> names = new ArrayList<>();
        labels.forEach((name, value) -> names.add(name));
        return names;
    }

    @Override
    public List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis) {
        return select(matchers, minMillis, maxMillis).stream()
                .map(series -> series.labels().valueOrEmpty(name))
                .filter(value -> !value.isEmpty())
                .sorted()
                .distinct()
                .toList();
    }

    private record Row(Labels labels, long[] times, double[] values) implements Series {
        @Override
        public void read(long minMillis, long maxMillis, SampleBuffer into) {
            int from = (int) Math.max(0, -Math.floorDiv(times[0] - minMillis, PerformanceData.STEP_MILLIS));
            int to = (int) Math.min(times.length, Math.floorDiv(maxMillis - times[0], PerformanceData.STEP_MILLIS) + 1);
            int size = Math.max(0, to - from);
            into.clear();
            into.reserve(size);
            System.arraycopy(times, Math.min(from, times.length), into.timestamps(), 0, size);
            System.arraycopy(values, Math.min(from, times.length), into.values(), 0, size);
            into.resize(size);
        }
    }
}

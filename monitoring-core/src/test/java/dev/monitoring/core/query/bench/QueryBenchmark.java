package dev.monitoring.core.query.bench;

import dev.monitoring.core.query.QueryConfig;
import dev.monitoring.core.query.QueryData;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.query.QueryResult;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.ManualClock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The 14 queries in the process, over plain arrays and over the store, as range queries of 236 steps and as instant queries. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
public class QueryBenchmark {
    @Param({
        "selector",
        "rate",
        "sumByRate",
        "histogramQuantile",
        "topk",
        "avgOverTime",
        "division",
        "manyToOne",
        "infoJoin",
        "labelReplace",
        "subquery",
        "sumAll",
        "quantileOverTime",
        "countComparison"
    })
    public String query = "selector";

    @Param({"arrays", "store"})
    public String source = "arrays";

    private QueryEngine engine = engine(QueryData.load());
    private String expression = "";

    @Setup
    public void load() {
        QueryData data = QueryData.load();
        expression = Objects.requireNonNull(QueryData.QUERIES.get(query));
        engine = engine(source.equals("store") ? store(data) : data);
    }

    private static QueryEngine engine(Queryable data) {
        return new QueryEngine(data, Clock.system(), QueryConfig.defaults());
    }

    private static Queryable store(QueryData data) {
        StoreConfig config =
                StoreConfig.builder().retention(Duration.ofHours(2)).build();
        RingBufferStore store = RingBufferStore.create(config, ManualClock.atEpochMillis(QueryData.END_MILLIS));
        data.writeTo(store);
        return store;
    }

    @Benchmark
    public QueryResult range() {
        return engine.range(expression, QueryData.FIRST_STEP_MILLIS, QueryData.END_MILLIS, QueryData.STEP_MILLIS);
    }

    @Benchmark
    public QueryResult instant() {
        return engine.instant(expression, QueryData.END_MILLIS);
    }
}

package dev.monitoring.core.query;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.monitoring.core.query.value.MatrixSeries;
import dev.monitoring.core.query.value.MatrixValue;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.store.StoreConfig;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.ManualClock;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How much the 14 queries allocate over the store, beyond the arrays of their results. */
class QueryAllocationTest {
    private static final int WARM_UP = 20;

    /** In the mean over the queries. */
    private static final long MAX_MEAN_BYTES = 300_000;

    private static final com.sun.management.ThreadMXBean THREADS =
            (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void rangeQueriesAllocateLittleBeyondTheirResults() {
        QueryData data = QueryData.load();
        StoreConfig config =
                StoreConfig.builder().retention(Duration.ofHours(2)).build();
        try (RingBufferStore store = RingBufferStore.create(config, ManualClock.atEpochMillis(QueryData.END_MILLIS))) {
            data.writeTo(store);
            QueryEngine engine = new QueryEngine(store, Clock.system(), QueryConfig.defaults());
            long total = 0;
            for (String query : QueryData.QUERIES.values()) {
                total += bytesBeyondResult(engine, query);
            }

            long mean = total / QueryData.QUERIES.size();

            System.out.println("bytes allocated per query beyond its result: " + mean);
            assertTrue(mean < MAX_MEAN_BYTES, mean + " bytes");
        }
    }

    private static long bytesBeyondResult(QueryEngine engine, String query) {
        for (int i = 0; i < WARM_UP; i++) {
            run(engine, query);
        }
        long before = allocated();
        QueryResult result = run(engine, query);
        long bytes = allocated() - before;
        for (MatrixSeries series : ((MatrixValue) result.value()).series()) {
            bytes -= (long) Double.BYTES * series.size();
        }
        return bytes;
    }

    private static QueryResult run(QueryEngine engine, String query) {
        return engine.range(query, QueryData.FIRST_STEP_MILLIS, QueryData.END_MILLIS, QueryData.STEP_MILLIS);
    }

    private static long allocated() {
        return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }
}

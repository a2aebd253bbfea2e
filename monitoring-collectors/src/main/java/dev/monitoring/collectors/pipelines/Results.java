package dev.monitoring.collectors.pipelines;

import dev.monitoring.collectors.naming.LabelValues;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.LinkedHashMap;
import java.util.Map;

/** The results of all pipelines since the start. Thread-safe: messages and runs share its lock. */
final class Results {
    /** Statuses are words of a service; more of them are something else. */
    private static final int MAX_STATUSES = 20;

    private final Family results;
    private final Family latency;
    private final Family faults;
    private final Family last;
    private final double[] buckets;

    private final Object lock = new Object();
    private final LabelValues names; // guarded by lock
    private final LabelValues statuses = new LabelValues(MAX_STATUSES); // guarded by lock
    private final Map<String, Pipeline> pipelines = new LinkedHashMap<>(); // guarded by lock

    /** One pipeline; guarded by the lock of its results. */
    private static final class Pipeline {
        private final String name;
        private final Labels labels;
        private final Map<String, Count> byStatus = new LinkedHashMap<>();
        private final Map<Latency.Fault, Count> byFault = new LinkedHashMap<>();
        private final double[] cumulative;
        private double sum;
        private double lastSeconds;

        private Pipeline(String name, int bounds) {
            this.name = name;
            this.labels = Labels.of("pipeline", name);
            this.cumulative = new double[bounds + 1];
            for (Latency.Fault fault : Latency.Fault.values()) {
                byFault.put(fault, new Count(labels.with("reason", fault.word())));
            }
        }
    }

    /** A number with its labels. */
    private static final class Count {
        private final Labels labels;
        private long number;

        private Count(Labels labels) {
            this.labels = labels;
        }
    }

    /**
     * @param buckets upper bounds of latencies in seconds, ascending
     * @param limit how many pipelines are told apart
     */
    Results(String metricPrefix, double[] buckets, int limit) {
        this.buckets = buckets.clone();
        this.names = new LabelValues(limit);
        results = Family.counter(resultsName(metricPrefix), "Results of a pipeline by status.");
        latency = Family.histogram(
                        latencyName(metricPrefix), "How long results took, from being asked for to being there.")
                .in("seconds");
        faults = Family.counter(
                metricPrefix + "_pipeline_latency_faults_total",
                "Results whose latency does not count: not told, not readable, negative or too long.");
        last = Family.gauge(
                        metricPrefix + "_pipeline_last_result_timestamp_seconds",
                        "When the last result of a pipeline came, by our clock.")
                .in("seconds");
    }

    static String resultsName(String metricPrefix) {
        return metricPrefix + "_pipeline_results_total";
    }

    static String latencyName(String metricPrefix) {
        return metricPrefix + "_pipeline_latency_seconds";
    }

    /** Takes in a result that came at {@code nowSeconds}. */
    void add(String pipelineName, String status, Latency took, double nowSeconds) {
        synchronized (lock) {
            Pipeline pipeline =
                    pipelines.computeIfAbsent(names.of(pipelineName), name -> new Pipeline(name, buckets.length));
            pipeline.byStatus.computeIfAbsent(
                            statuses.of(status),
                            word -> new Count(Labels.of("pipeline", pipeline.name, "status", word)))
                    .number++;
            pipeline.lastSeconds = nowSeconds;
            if (took.fault().isPresent()) {
                count(pipeline, took.fault().get());
                return;
            }
            pipeline.sum += took.seconds();
            for (int i = buckets.length; i >= 0 && (i == buckets.length || took.seconds() <= buckets[i]); i--) {
                pipeline.cumulative[i]++;
            }
        }
    }

    private static void count(Pipeline pipeline, Latency.Fault fault) {
        Count count = pipeline.byFault.get(fault);
        if (count != null) {
            count.number++;
        }
    }

    /** Gives all series. */
    void emit(MetricSink sink) {
        synchronized (lock) {
            for (Pipeline pipeline : pipelines.values()) {
                for (Count count : pipeline.byStatus.values()) {
                    sink.add(results, count.labels, count.number);
                }
                sink.addHistogram(latency, pipeline.labels, buckets, pipeline.cumulative, pipeline.sum);
                for (Count count : pipeline.byFault.values()) {
                    sink.add(faults, count.labels, count.number);
                }
                sink.add(last, pipeline.labels, pipeline.lastSeconds);
            }
        }
    }
}

package dev.monitoring.core.textformat;

import dev.monitoring.core.model.MetricType;
import java.util.List;

/** What samples of a family may have behind the family's name. Stateless. */
final class Suffixes {
    static final String TOTAL = "_total";
    static final String CREATED = "_created";
    static final String INFO = "_info";
    static final String BUCKET = "_bucket";
    static final String SUM = "_sum";
    static final String COUNT = "_count";
    static final String GAUGE_SUM = "_gsum";
    static final String GAUGE_COUNT = "_gcount";

    private static final List<String> COUNTER_SUFFIXES = List.of(TOTAL, CREATED);
    private static final List<String> INFO_SUFFIXES = List.of(INFO);
    private static final List<String> HISTOGRAM_SUFFIXES = List.of(BUCKET, SUM, COUNT, CREATED);
    private static final List<String> GAUGE_HISTOGRAM_SUFFIXES = List.of(BUCKET, GAUGE_SUM, GAUGE_COUNT);
    private static final List<String> SUMMARY_SUFFIXES = List.of("", SUM, COUNT, CREATED);
    private static final List<String> BARE = List.of("");

    private Suffixes() {}

    /** Those of OpenMetrics, where a counter's name lacks {@code _total}. */
    static List<String> openMetrics(MetricType type) {
        return switch (type) {
            case COUNTER -> COUNTER_SUFFIXES;
            case INFO -> INFO_SUFFIXES;
            case HISTOGRAM -> HISTOGRAM_SUFFIXES;
            case GAUGE_HISTOGRAM -> GAUGE_HISTOGRAM_SUFFIXES;
            case SUMMARY -> SUMMARY_SUFFIXES;
            case GAUGE, STATE_SET, UNTYPED -> BARE;
        };
    }

    /** Whether a family of Prometheus text may have samples with this suffix, which is not empty. */
    static boolean mayHave(MetricType type, String suffix) {
        return switch (type) {
            case HISTOGRAM, GAUGE_HISTOGRAM, SUMMARY -> openMetrics(type).contains(suffix);
            case COUNTER, GAUGE, INFO, STATE_SET, UNTYPED -> false;
        };
    }
}

package dev.monitoring.prometheus.exposition;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The samples that stand below one {@code TYPE} line while a {@link Plan} is made. Confined to one thread.
 */
final class Section {
    static final String BUCKET = "_bucket";
    static final String SUM = "_sum";
    static final String COUNT = "_count";
    static final String CREATED = "_created";
    static final String TOTAL = "_total";
    static final String INFO = "_info";
    static final String GAUGE_SUM = "_gsum";
    static final String GAUGE_COUNT = "_gcount";
    static final String LE = "le";
    static final String QUANTILE = "quantile";

    /**
     * One sample's place.
     *
     * @param source the index of its source on the page
     * @param slot its slot there
     * @param sampleName its full name
     * @param labels its own labels
     */
    record Entry(int source, int slot, String sampleName, Labels labels) {}

    /** The name on the {@code TYPE} line. */
    final String name;

    final MetricType type;
    final String unit;
    final String help;
    final List<Entry> entries = new ArrayList<>();

    Section(String name, MetricType type, String unit, String help) {
        this.name = name;
        this.type = type;
        this.unit = unit;
        this.help = help;
    }

    Set<String> sampleNames() {
        Set<String> names = new HashSet<>();
        entries.forEach(entry -> names.add(entry.sampleName()));
        return names;
    }

    /**
     * Whether the samples make whole histograms: each with readable bounds and a bucket for {@code +Inf}, and with both sum and
     * count or neither; a histogram with negative bounds has no sum.
     */
    boolean hasWholeHistograms() {
        final class Parts {
            boolean infinity;
            boolean negative;
            boolean sum;
            boolean count;

            boolean isWhole() {
                return infinity && sum == count && !(sum && negative && type == MetricType.HISTOGRAM);
            }
        }
        Map<Labels, Parts> histograms = new HashMap<>();
        for (Entry entry : entries) {
            Parts parts = histograms.computeIfAbsent(entry.labels().without(LE), labels -> new Parts());
            switch (entry.sampleName().substring(name.length())) {
                case BUCKET -> {
                    double bound = bound(entry, LE);
                    if (Double.isNaN(bound)) {
                        return false;
                    }
                    parts.infinity |= bound == Double.POSITIVE_INFINITY;
                    parts.negative |= bound < 0;
                }
                case SUM, GAUGE_SUM -> parts.sum = true;
                case COUNT, GAUGE_COUNT -> parts.count = true;
                default -> {}
            }
        }
        return histograms.values().stream().allMatch(Parts::isWhole);
    }

    /** Whether each sample with the section's bare name has a readable quantile. */
    boolean hasQuantiles() {
        return entries.stream()
                .filter(entry -> entry.sampleName().equals(name))
                .allMatch(entry -> bound(entry, QUANTILE) >= 0 && bound(entry, QUANTILE) <= 1);
    }

    /** Whether each sample has a label with the section's name, as states have. */
    boolean hasStates() {
        return entries.stream().allMatch(entry -> entry.labels().has(name));
    }

    /**
     * Puts the samples of one metric side by side: its buckets or quantiles ascending, then sum, count, time of creation.
     * Metrics stay in the order of their first samples.
     */
    void groupByMetric() {
        record Metric(int source, Labels labels) {}
        Map<Metric, Integer> order = new HashMap<>();
        Map<Entry, Integer> places = new HashMap<>();
        for (Entry entry : entries) {
            Labels labels = entry.labels().without(LE).without(QUANTILE).without(name);
            places.put(entry, order.computeIfAbsent(new Metric(entry.source(), labels), metric -> order.size()));
        }
        entries.sort(Comparator.comparing((Entry entry) -> places.getOrDefault(entry, 0))
                .thenComparingInt(entry -> rank(entry.sampleName()))
                .thenComparingDouble(entry -> bound(entry, entry.labels().has(LE) ? LE : QUANTILE)));
    }

    private int rank(String sampleName) {
        return switch (sampleName.substring(Math.min(name.length(), sampleName.length()))) {
            case SUM, GAUGE_SUM -> 1;
            case COUNT, GAUGE_COUNT -> 2;
            case CREATED -> 3;
            default -> 0;
        };
    }

    /** The number in a label, or NaN where there is none. */
    private static double bound(Entry entry, String label) {
        try {
            return number(entry.labels().valueOrEmpty(label));
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /**
     * A number as the label values {@code le} and {@code quantile} hold it.
     *
     * @throws NumberFormatException if it is none
     */
    static double number(String text) {
        return switch (text) {
            case "+Inf", "Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> {
                if (!text.matches("[-+]?[0-9]*\\.?[0-9]*([eE][-+]?[0-9]+)?")) {
                    throw new NumberFormatException("\"" + text + "\" is no decimal number");
                }
                yield Double.parseDouble(text);
            }
        };
    }
}

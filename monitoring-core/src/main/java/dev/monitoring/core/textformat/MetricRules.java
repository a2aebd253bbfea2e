package dev.monitoring.core.textformat;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.textformat.SeriesTable.Entry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What OpenMetrics asks of the samples of one family: values, grouping into metrics, order of times, and that the parts of a
 * histogram agree. Confined to one thread; reused from family to family.
 *
 * @see <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/#metric-types">OpenMetrics, metric types</a>
 */
final class MetricRules {
    private static final String LE = "le";
    private static final String QUANTILE = "quantile";

    private MetricType type = MetricType.UNTYPED;
    private String name = "";

    private final LabelsSet metrics = new LabelsSet();
    private Labels metric = Labels.EMPTY;
    private boolean inMetric;
    private boolean timed;
    private long timestampMillis;
    private int line;

    // The point of the metric being read: its samples of one time.
    private final List<Labels> parts = new ArrayList<>();
    private final List<String> suffixes = new ArrayList<>();
    private double bound;
    private double inBucket;
    private double count;
    private boolean hasSum;
    private boolean negativeSum;
    private boolean negativeBounds;

    /** Begins a family; {@code newName} is that on its {@code TYPE} line. */
    void begin(MetricType newType, String newName) {
        type = newType;
        name = newName;
        metrics.clear();
        inMetric = false;
    }

    /** Checks the next sample of the family; {@code suffix} is what its name has behind the family's. */
    void sample(Entry entry, String suffix, TextSample sample, LineCursor cursor) throws TextFormatException {
        checkValue(suffix, sample, cursor);
        String partLabel = partLabel(suffix);
        Labels group = partLabel.isEmpty() ? entry.labels : entry.without(partLabel);
        if (!inMetric || !group.equals(metric)) {
            endMetric();
            if (!metrics.add(group)) {
                throw cursor.error("the samples of metric " + name + group + " do not stand together; put them so");
            }
            inMetric = true;
            metric = group;
            beginPoint(sample);
        } else if (timed != sample.hasTimestamp) {
            throw cursor.error("some samples of metric " + name + group + " have a time and some have not");
        } else if (timed && sample.timestampMillis != timestampMillis) {
            if (sample.timestampMillis < timestampMillis && type != MetricType.INFO) {
                throw cursor.error("the times of metric " + name + group + " go backwards");
            }
            endPoint();
            beginPoint(sample);
        }
        line = cursor.lineNumber;
        addPart(entry, suffix, partLabel, sample, cursor);
    }

    /** Ends the family. */
    void end() throws TextFormatException {
        endMetric();
    }

    private void endMetric() throws TextFormatException {
        if (inMetric) {
            endPoint();
        }
        inMetric = false;
    }

    private void beginPoint(TextSample sample) {
        timed = sample.hasTimestamp;
        timestampMillis = sample.timestampMillis;
        parts.clear();
        suffixes.clear();
        bound = Double.NaN;
        inBucket = 0;
        count = Double.NaN;
        hasSum = false;
        negativeSum = false;
        negativeBounds = false;
    }

    /** The label that tells the samples of one metric apart, or the empty text. */
    private String partLabel(String suffix) {
        return switch (type) {
            case HISTOGRAM, GAUGE_HISTOGRAM -> suffix.equals(Suffixes.BUCKET) ? LE : "";
            case SUMMARY -> suffix.isEmpty() ? QUANTILE : "";
            case STATE_SET -> name;
            case COUNTER, GAUGE, INFO, UNTYPED -> "";
        };
    }

    private void checkValue(String suffix, TextSample sample, LineCursor cursor) throws TextFormatException {
        double value = sample.value;
        switch (suffix) {
            case Suffixes.TOTAL, Suffixes.SUM -> {
                if (!(value >= 0)) {
                    throw cursor.error(sample.name + " has the value " + value + "; what counts up is not below 0");
                }
            }
            case Suffixes.BUCKET, Suffixes.COUNT, Suffixes.GAUGE_COUNT -> {
                if (!(value >= 0) || value != Math.rint(value)) {
                    throw cursor.error(sample.name + " has the value " + value + "; a count is whole and not below 0");
                }
            }
            case Suffixes.GAUGE_SUM -> {
                if (Double.isNaN(value)) {
                    throw cursor.error(sample.name + " is NaN; a sum is a number");
                }
            }
            default -> {
                boolean wrong = type == MetricType.INFO && value != 1
                        || type == MetricType.STATE_SET && value != 0 && value != 1
                        || type == MetricType.SUMMARY && suffix.isEmpty() && value < 0;
                if (wrong) {
                    throw cursor.error(sample.name + " has the value " + value + ", which a " + type.word()
                            + " cannot have: an info is 1, a state 0 or 1, a quantile not below 0");
                }
            }
        }
        boolean countsExamples =
                suffix.equals(Suffixes.TOTAL) || suffix.equals(Suffixes.BUCKET) && type != MetricType.UNTYPED;
        if (sample.exemplar != null && !countsExamples) {
            throw cursor.error("an exemplar at " + sample.name + "; only totals of counters and buckets have them");
        }
    }

    private void addPart(Entry entry, String suffix, String partLabel, TextSample sample, LineCursor cursor)
            throws TextFormatException {
        switch (partLabel) {
            case LE -> addBucket(bound(entry, LE, cursor), sample, cursor);
            case QUANTILE -> {
                double quantile = bound(entry, QUANTILE, cursor);
                if (!(quantile >= 0 && quantile <= 1)) {
                    throw cursor.error("quantile " + quantile + " is not between 0 and 1");
                }
                addOnce(entry.labels, cursor);
            }
            case "" -> {
                if (suffixes.contains(suffix) && !timed) {
                    throw repeated(cursor);
                }
                suffixes.add(suffix);
                if (suffix.equals(Suffixes.COUNT) || suffix.equals(Suffixes.GAUGE_COUNT)) {
                    count = sample.value;
                } else if (suffix.equals(Suffixes.SUM) || suffix.equals(Suffixes.GAUGE_SUM)) {
                    hasSum = true;
                    negativeSum = sample.value < 0;
                }
            }
            default -> {
                if (!entry.labels.has(partLabel)) {
                    throw cursor.error("a state of " + name + " without the label " + name + " that names it");
                }
                addOnce(entry.labels, cursor);
            }
        }
    }

    private void addOnce(Labels labels, LineCursor cursor) throws TextFormatException {
        if (parts.contains(labels) && !timed) {
            throw repeated(cursor);
        }
        parts.add(labels);
    }

    private TextFormatException repeated(LineCursor cursor) {
        return cursor.error("a sample of metric " + name + metric + " stands twice without times");
    }

    private void addBucket(double newBound, TextSample sample, LineCursor cursor) throws TextFormatException {
        if (newBound <= bound) {
            throw cursor.error("bucket " + newBound + " stands behind bucket " + bound + "; order them by le");
        }
        if (sample.value < inBucket) {
            throw cursor.error("bucket " + newBound + " counts " + sample.value + ", less than the " + inBucket
                    + " of the one below; buckets are cumulative");
        }
        bound = newBound;
        inBucket = sample.value;
        negativeBounds |= newBound < 0;
    }

    private void endPoint() throws TextFormatException {
        if (type != MetricType.HISTOGRAM && type != MetricType.GAUGE_HISTOGRAM) {
            return;
        }
        boolean hasCount = !Double.isNaN(count);
        String fault = "";
        if (bound != Double.POSITIVE_INFINITY) {
            fault = "has no bucket for +Inf";
        } else if (hasCount && count != inBucket) {
            fault = "counts " + count + " in all, but " + inBucket + " in the bucket for +Inf";
        } else if (hasSum != hasCount) {
            fault = "has only one of sum and count";
        } else if (type == MetricType.HISTOGRAM && hasSum && negativeBounds) {
            fault = "has a sum though it has negative bounds";
        } else if (negativeSum && !negativeBounds) {
            fault = "has a negative sum without negative bounds";
        }
        if (!fault.isEmpty()) {
            throw new TextFormatException(line, 1, type.word() + " " + name + metric + " " + fault);
        }
    }

    /**
     * The number in a label of the entry. Of the canonical forms only that of infinity is insisted on: parsers are to accept
     * other numbers however they are written.
     */
    private static double bound(Entry entry, String label, LineCursor cursor) throws TextFormatException {
        String text = entry.labels.valueOrEmpty(label);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        double bound;
        try {
            bound = NumberText.parseDouble(bytes, 0, bytes.length);
        } catch (NumberFormatException e) {
            throw cursor.error("label " + label + " is \"" + text + "\", which is no number");
        }
        if (Double.isNaN(bound) || bound == Double.POSITIVE_INFINITY && !text.equals("+Inf")) {
            throw cursor.error("label " + label + " is \"" + text + "\"; write a number, and infinity as +Inf");
        }
        return bound;
    }
}

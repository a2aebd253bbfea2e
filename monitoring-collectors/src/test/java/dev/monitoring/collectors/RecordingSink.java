package dev.monitoring.collectors;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** A sink that remembers everything of one run, and checks what every sink may rely on. Confined to one thread. */
public final class RecordingSink implements MetricSink {
    /** A sample as the text format names it. */
    public record Sample(String name, Labels labels, double value) {}

    private final Map<String, Family> families = new LinkedHashMap<>();
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
    private final Map<String, Throwable> missing = new TreeMap<>();
    private final List<String> faults = new ArrayList<>();
    private final Map<String, Double> values = new LinkedHashMap<>();
    private final Map<String, Long> timestamps = new LinkedHashMap<>();
    private int leftOut;

    @Override
    public long timestampMillis() {
        return 0;
    }

    @Override
    public void add(Family family, Labels labels, double value) {
        addPart(family, family.name(), labels, value);
    }

    @Override
    public void add(Family family, Labels labels, double value, long timestampMillis) {
        addPart(family, family.name(), labels, value, timestampMillis);
    }

    @Override
    public void addHistogram(
            Family family, Labels labels, double[] upperBounds, double[] cumulativeCounts, double sum) {
        for (int i = 0; i < cumulativeCounts.length; i++) {
            String bound = i < upperBounds.length ? String.valueOf(upperBounds[i]) : "+Inf";
            addPart(family, family.name() + "_bucket", labels.with("le", bound), cumulativeCounts[i]);
        }
        addPart(family, family.name() + "_sum", labels, sum);
        addPart(family, family.name() + "_count", labels, cumulativeCounts[cumulativeCounts.length - 1]);
    }

    @Override
    public void addSummary(
            Family family, Labels labels, double[] quantiles, double[] quantileValues, double sum, double count) {
        for (int i = 0; i < quantiles.length; i++) {
            addPart(family, family.name(), labels.with("quantile", String.valueOf(quantiles[i])), quantileValues[i]);
        }
        addPart(family, family.name() + "_sum", labels, sum);
        addPart(family, family.name() + "_count", labels, count);
    }

    @Override
    public void addPart(Family family, String sampleName, Labels labels, double value) {
        Family known = families.putIfAbsent(family.name(), family);
        if (known != null && !known.equals(family)) {
            faults.add("family " + family.name() + " has two descriptions");
        }
        if (values.putIfAbsent(sampleName + labels, value) != null) {
            faults.add("series " + sampleName + labels + " stands twice");
        }
        samples.computeIfAbsent(family.name(), name -> new ArrayList<>()).add(new Sample(sampleName, labels, value));
    }

    @Override
    public void addPart(Family family, String sampleName, Labels labels, double value, long timestampMillis) {
        addPart(family, sampleName, labels, value);
        timestamps.put(sampleName + labels, timestampMillis);
    }

    @Override
    public void leftOut(int count) {
        leftOut += count;
    }

    @Override
    public void missing(String part, Throwable reason) {
        missing.put(part, reason);
    }

    /** The families seen, by name. */
    public Map<String, Family> families() {
        return families;
    }

    /** The samples of a family; none where it was not seen. */
    public List<Sample> samples(String family) {
        return samples.getOrDefault(family, List.of());
    }

    /** The value of a series, NaN where it was not seen. */
    public double value(String sampleName, String... namesAndValues) {
        return Objects.requireNonNullElse(values.get(sampleName + Labels.of(namesAndValues)), Double.NaN);
    }

    /** Whether a series was seen. */
    public boolean has(String sampleName, String... namesAndValues) {
        return values.containsKey(sampleName + Labels.of(namesAndValues));
    }

    /** The own time of a series, epoch milliseconds; null where it has none or was not seen. */
    public Long timestamp(String sampleName, String... namesAndValues) {
        return timestamps.get(sampleName + Labels.of(namesAndValues));
    }

    /** How many samples the target had that were not wanted. */
    public int leftOut() {
        return leftOut;
    }

    /** The number of samples. */
    public int size() {
        return values.size();
    }

    /** The parts that were missing, with the reasons. */
    public Map<String, Throwable> missing() {
        return missing;
    }

    /** Series that stood twice and families that changed: empty for a collector that behaves. */
    public List<String> faults() {
        return faults;
    }

    /** All samples in the text format 0.0.4. */
    public String text() {
        StringBuilder text = new StringBuilder();
        samples.forEach((name, ofFamily) -> {
            Family family = Objects.requireNonNull(families.get(name));
            text.append("# TYPE ")
                    .append(name)
                    .append(' ')
                    .append(family.type().word())
                    .append('\n');
            for (Sample sample : ofFamily) {
                text.append(sample.name);
                if (!sample.labels.isEmpty()) {
                    text.append(sample.labels.toString().replace("\", ", "\","));
                }
                text.append(' ').append(sample.value).append('\n');
            }
        });
        return text.toString();
    }
}

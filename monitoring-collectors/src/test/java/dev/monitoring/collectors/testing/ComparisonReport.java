package dev.monitoring.collectors.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What an {@link ExporterComparison} found, as a table for people and as demands that fail with it. Immutable. */
public final class ComparisonReport {
    /** How many entries a list in the table shows. */
    private static final int SHOWN = 12;

    private final String title;
    private final Builder found;

    private ComparisonReport(Builder found) {
        this.title = found.title;
        this.found = found;
    }

    /** Something that is otherwise there than here. */
    public record Difference(String name, String theirs, String ours) {
        @Override
        public String toString() {
            return name + ": " + theirs + " there, " + ours + " here";
        }
    }

    /** The share of the families of theirs that ours has. */
    public double shareOfFamilies() {
        return share(found.families - found.missing.size(), found.families);
    }

    /** The share of the series in both whose values are close. */
    public double shareOfValues() {
        return share(found.shared - found.far.size(), found.shared);
    }

    /** The families that ours lacks, each with the test's reason, or an empty one. */
    public Map<String, String> missing() {
        return found.missing;
    }

    /** The families that only ours has. */
    public Set<String> more() {
        return found.more;
    }

    /** Every must family that theirs has is in ours. */
    public ComparisonReport requireMusts() {
        assertTrue(
                found.mustsMissing.isEmpty(), () -> "must families are missing: " + found.mustsMissing + "\n" + this);
        return this;
    }

    /** At least that share of their families is in ours, and the test has a reason for each that is not. */
    public ComparisonReport requireFamilies(double share) {
        assertTrue(shareOfFamilies() >= share, () -> "too few families\n" + this);
        List<String> unexplained = found.missing.keySet().stream()
                .filter(family -> found.missing.get(family).isEmpty())
                .toList();
        assertTrue(unexplained.isEmpty(), () -> "missing without a reason: " + unexplained + "\n" + this);
        return this;
    }

    /** Types and label names of the families in both are equal. */
    public ComparisonReport requireTypesAndLabels() {
        assertTrue(found.types.isEmpty(), () -> "types differ: " + found.types + "\n" + this);
        assertTrue(found.labels.isEmpty(), () -> "label names differ: " + found.labels + "\n" + this);
        return this;
    }

    /** At least that share of the series of families in both is in ours, those aside for which the test has a reason. */
    public ComparisonReport requireSeries(double share) {
        List<String> unexplained = found.absent.keySet().stream()
                .filter(series -> found.absent.get(series).isEmpty())
                .toList();
        int comparable = found.series - seriesOfMissingFamilies();
        assertTrue(
                share(comparable - unexplained.size(), comparable) >= share,
                () -> "too few series, without " + unexplained + "\n" + this);
        return this;
    }

    /** At least that share of the values of series in both is close. */
    public ComparisonReport requireValues(double share) {
        assertTrue(found.shared > 0, () -> "no series in both\n" + this);
        assertTrue(shareOfValues() >= share, () -> "values differ: " + found.far + "\n" + this);
        return this;
    }

    private int seriesOfMissingFamilies() {
        int left = found.left.values().stream().mapToInt(List::size).sum();
        return found.series - found.shared - left - found.absent.size();
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder("--- ").append(title).append('\n');
        int covered = found.families - found.missing.size();
        line(table, "families covered", covered, found.families);
        line(table, "types equal", covered - found.types.size(), covered);
        line(table, "label names equal", covered - found.labels.size(), covered);
        line(table, "series shared", found.series - found.absent.size() - seriesOfMissingFamilies(), found.series);
        line(
                table,
                "values within " + Math.round(100 * found.tolerance) + "%",
                found.shared - found.far.size(),
                found.shared);
        if (!found.mustList.isEmpty()) {
            line(table, "musts of " + found.mustList, found.musts - found.mustsMissing.size(), found.musts);
            list(table, "musts missing", found.mustsMissing);
            list(table, "musts beyond theirs", found.mustsBeyond);
        }
        byReason(found.missing).forEach((reason, families) -> list(table, "missing, " + reason, families));
        byReason(found.absent).forEach((reason, series) -> list(table, "series missing, " + reason, series));
        found.left.forEach((reason, series) -> list(table, "values left out, " + reason, series));
        list(table, "types", found.types);
        list(table, "label names", found.labels);
        list(table, "values apart", found.far);
        list(table, "families of ours only", found.more);
        return table.toString();
    }

    private static Map<String, List<String>> byReason(Map<String, String> reasons) {
        Map<String, List<String>> byReason = new TreeMap<>();
        reasons.forEach((name, reason) -> byReason.computeIfAbsent(
                        reason.isEmpty() ? "no reason given" : reason, key -> new ArrayList<>())
                .add(name));
        return byReason;
    }

    private static void line(StringBuilder table, String what, int part, int whole) {
        table.append(String.format(Locale.ROOT, "%-24s %d/%d (%.1f%%)%n", what, part, whole, 100 * share(part, whole)));
    }

    private static void list(StringBuilder table, String what, Collection<?> items) {
        if (!items.isEmpty()) {
            table.append(what)
                    .append(" (")
                    .append(items.size())
                    .append("): ")
                    .append(items.stream().limit(SHOWN).map(String::valueOf).collect(Collectors.joining(" | ")))
                    .append(items.size() > SHOWN ? " | …\n" : "\n");
        }
    }

    private static double share(int part, int whole) {
        return whole == 0 ? 1 : (double) part / whole;
    }

    /** Gathers what was found. Confined to one thread. */
    static final class Builder {
        private final String title;
        private final double tolerance;
        private int families;
        private Map<String, String> missing = Map.of();
        private Set<String> more = Set.of();
        private List<Difference> types = List.of();
        private List<Difference> labels = List.of();
        private int series;
        private int shared;
        private List<Difference> far = List.of();
        private Map<String, List<String>> left = Map.of();
        private Map<String, String> absent = Map.of();
        private String mustList = "";
        private int musts;
        private final Set<String> mustsMissing = new TreeSet<>();
        private final Set<String> mustsBeyond = new TreeSet<>();

        Builder(String title, double tolerance) {
            this.title = title;
            this.tolerance = tolerance;
        }

        Builder families(int theirs, Map<String, String> ofTheirsOnly, Set<String> ofOursOnly) {
            families = theirs;
            missing = ofTheirsOnly;
            more = ofOursOnly;
            return this;
        }

        Builder types(List<Difference> differences) {
            types = differences;
            return this;
        }

        void labels(List<Difference> differences) {
            labels = differences;
        }

        void values(
                int theirs,
                int compared,
                List<Difference> apart,
                Map<String, List<String>> leftOut,
                Map<String, String> ofTheirsOnly) {
            series = theirs;
            shared = compared;
            far = apart;
            left = leftOut;
            absent = ofTheirsOnly;
        }

        void musts(String list, Set<String> asked, Set<String> theirs, Set<String> ours) {
            mustList = list;
            for (String must : asked) {
                boolean here = MustFamilies.has(ours, must);
                if (!MustFamilies.has(theirs, must)) {
                    if (here) {
                        mustsBeyond.add(must);
                    }
                    continue;
                }
                musts++;
                if (!here) {
                    mustsMissing.add(must);
                }
            }
        }

        ComparisonReport build() {
            return new ComparisonReport(this);
        }
    }
}

package dev.monitoring.collectors.testing;

import dev.monitoring.collectors.Exposition;
import dev.monitoring.collectors.testing.ComparisonReport.Difference;
import dev.monitoring.core.collect.MetricCollector;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A page of a real exporter beside one of ours, of the same server in the same minute: which families are there, whether
 * types and label names are equal, and whether values are. Counts as {@code promdiff.py} does. Confined to one thread.
 *
 * <p>A value is close where it lies between the exporter's values before and after, widened by the tolerance; a family
 * counts once it has a sample; a label with an empty value is none. The labels {@code job} and {@code instance} and the
 * exporter's families about its own process are left out on both sides.
 *
 * <pre>{@code
 * ExporterComparison.of("redis_exporter 1.45 beside Redis 7")
 *         .musts("redis")
 *         .lacking("redis_exporter_.*", "the exporter's own state")
 *         .compare(ExporterComparison.page(exporterUri), ExporterComparison.page(collector))
 *         .requireMusts()
 *         .requireFamilies(0.95)
 *         .requireTypesAndLabels()
 *         .requireValues(0.99);
 * }</pre>
 */
public final class ExporterComparison {
    private static final String OWN_PROCESS =
            "^(go_|process_|promhttp_|python_)|_exporter_build_info$|^nginxexporter_build_info$";

    /** Much may happen between two pages; that many times are they read until the values fit. */
    private static final int TRIES = 5;

    private static final double ENOUGH = 0.99;

    private final String title;
    private final Map<Pattern, String> lacking = new LinkedHashMap<>();
    private final Map<Pattern, String> lackingSeries = new LinkedHashMap<>();
    private final Map<Pattern, String> moving = new LinkedHashMap<>();
    private final Set<String> droppedLabels = new LinkedHashSet<>(List.of("job", "instance"));
    private Pattern only = Pattern.compile("");
    private Pattern ignored = Pattern.compile(OWN_PROCESS);
    private String musts = "";
    private double tolerance = 0.05;

    private ExporterComparison(String title) {
        this.title = title;
    }

    /** A page, read anew each time. */
    public interface Page {
        String read() throws Exception;
    }

    /** A comparison under a title that names the exporter and the server. */
    public static ExporterComparison of(String title) {
        return new ExporterComparison(title);
    }

    /** What an exporter answers at {@code uri}. */
    public static Page page(URI uri) {
        HttpClient client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(20))
                .header("Accept", "text/plain;version=0.0.4")
                .build();
        return () -> {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(uri + " answers with status " + response.statusCode() + ": " + response.body());
            }
            return response.body();
        };
    }

    /** What a collector delivers in a run as the scheduler makes it, {@code up} and its like included. */
    public static Page page(MetricCollector collector) {
        return CollectedPage.of(collector);
    }

    /** Also compares with the named list of families that dashboards and rules ask for. */
    public ExporterComparison musts(String list) {
        musts = list;
        return this;
    }

    /** Leaves out all families whose names do not match, on both sides; by default none. */
    public ExporterComparison only(String families) {
        only = Pattern.compile(families);
        return this;
    }

    /** Leaves out families whose names match, on both sides, besides those about the exporter's process. */
    public ExporterComparison without(String families) {
        ignored = Pattern.compile(ignored.pattern() + "|" + families);
        return this;
    }

    /** Leaves out labels on both sides, besides job and instance. */
    public ExporterComparison dropLabels(String... names) {
        droppedLabels.addAll(Arrays.asList(names));
        return this;
    }

    /** How far values may be apart, relative to the larger one; 0.05 unless set. */
    public ExporterComparison tolerance(double relative) {
        tolerance = relative;
        return this;
    }

    /** Families of theirs that ours does not have, and why; the pattern matches whole names. */
    public ExporterComparison lacking(String families, String reason) {
        lacking.put(Pattern.compile(families), reason);
        return this;
    }

    /** Series of theirs that ours does not have, and why; the pattern matches the series' beginning. */
    public ExporterComparison lackingSeries(String series, String reason) {
        lackingSeries.put(Pattern.compile(series), reason);
        return this;
    }

    /** Series whose values are not alike by nature, and why; the pattern matches the series' beginning. */
    public ExporterComparison moving(String series, String reason) {
        moving.put(Pattern.compile(series), reason);
        return this;
    }

    /** Reads theirs, ours, theirs, until the values fit but a few times only; prints the last report. */
    public ComparisonReport compare(Page theirs, Page ours) throws Exception {
        ComparisonReport report = compareOnce(theirs, ours);
        for (int i = 1; i < TRIES && report.shareOfValues() < ENOUGH; i++) {
            report = compareOnce(theirs, ours);
        }
        System.out.println(report);
        return report;
    }

    /** Compares two pages as they are; prints the report. */
    public ComparisonReport compare(String theirs, String ours) {
        ComparisonReport report = compare(theirs, ours, theirs);
        System.out.println(report);
        return report;
    }

    private ComparisonReport compareOnce(Page theirs, Page ours) throws Exception {
        return compare(theirs.read(), ours.read(), theirs.read());
    }

    private ComparisonReport compare(String before, String ours, String after) {
        Side there = side(before);
        Side here = side(ours);
        ComparisonReport.Builder report = new ComparisonReport.Builder(title, tolerance);
        families(report, there, here);
        values(report, there, here, side(after));
        if (!musts.isEmpty()) {
            report.musts(musts, MustFamilies.named(musts), there.families.keySet(), here.families.keySet());
        }
        return report.build();
    }

    /** A page without what is left out on both sides. */
    private record Side(
            Map<String, String> families, Map<String, Set<String>> labels, Map<String, Double> values, Exposition all) {
        String familyOf(String series) {
            return Objects.requireNonNull(all.familyOf().get(series));
        }
    }

    private Side side(String text) {
        Exposition page = Exposition.parse(text, droppedLabels);
        Map<String, String> families = new TreeMap<>(page.types());
        families.keySet()
                .removeIf(name ->
                        ignored.matcher(name).find() || !only.matcher(name).find());
        Map<String, Double> values = new LinkedHashMap<>(page.values());
        values.keySet().removeIf(series -> !families.containsKey(page.familyOf().get(series)));
        return new Side(families, page.labelNames(), values, page);
    }

    private void families(ComparisonReport.Builder report, Side there, Side here) {
        List<Difference> types = new ArrayList<>();
        List<Difference> labels = new ArrayList<>();
        Map<String, String> missing = new TreeMap<>();
        there.families.forEach((family, type) -> {
            if (!here.families.containsKey(family)) {
                missing.put(family, reason(lacking, family, true));
                return;
            }
            differ(types, family, type, here.families.get(family));
            differ(labels, family, labels(there, family), labels(here, family));
        });
        Set<String> more = new TreeSet<>(here.families.keySet());
        more.removeAll(there.families.keySet());
        report.families(there.families.size(), missing, more).types(types).labels(labels);
    }

    private static Set<String> labels(Side side, String family) {
        Set<String> names = new TreeSet<>(side.labels.get(family));
        if ("histogram".equals(side.families.get(family))) {
            names.remove("le");
        }
        if ("summary".equals(side.families.get(family))) {
            names.remove("quantile");
        }
        return names;
    }

    private void values(ComparisonReport.Builder report, Side before, Side here, Side after) {
        int shared = 0;
        List<Difference> far = new ArrayList<>();
        Map<String, List<String>> left = new TreeMap<>();
        Map<String, String> absent = new TreeMap<>();
        for (Map.Entry<String, Double> series : before.values.entrySet()) {
            Double own = here.values.get(series.getKey());
            if (own == null) {
                if (here.families.containsKey(before.familyOf(series.getKey()))) {
                    absent.put(series.getKey(), reason(lackingSeries, series.getKey(), false));
                }
                continue;
            }
            String reason = reason(moving, series.getKey(), false);
            if (!reason.isEmpty()) {
                left.computeIfAbsent(reason, key -> new ArrayList<>()).add(series.getKey());
                continue;
            }
            shared++;
            double later = after.values.getOrDefault(series.getKey(), series.getValue());
            if (!isClose(own, series.getValue(), later)) {
                far.add(new Difference(series.getKey(), series.getValue() + "…" + later, String.valueOf(own)));
            }
        }
        report.values(before.values.size(), shared, far, left, absent);
    }

    private boolean isClose(double value, double one, double other) {
        if (Double.isNaN(one) || Double.isNaN(other)) {
            return Double.isNaN(value);
        }
        if (Double.isInfinite(one) || Double.isInfinite(other)) {
            return value == one || value == other;
        }
        double slack = tolerance * Math.max(Math.abs(one), Math.abs(other));
        return value >= Math.min(one, other) - slack && value <= Math.max(one, other) + slack;
    }

    private static String reason(Map<Pattern, String> reasons, String text, boolean whole) {
        for (Map.Entry<Pattern, String> reason : reasons.entrySet()) {
            if (whole
                    ? reason.getKey().matcher(text).matches()
                    : reason.getKey().matcher(text).lookingAt()) {
                return reason.getValue();
            }
        }
        return "";
    }

    private static void differ(List<Difference> differences, String family, Object theirs, Object ours) {
        if (!theirs.equals(ours)) {
            differences.add(new Difference(family, theirs.toString(), ours.toString()));
        }
    }
}

package dev.monitoring.core.collect;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.core.registry.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The series about a run itself, which every target has besides its own, with the names and meaning they have in Prometheus.
 * They are the last families of each layout, and the last slot of each of these: a collector that passes on what a
 * Prometheus server collected may have series of its own in them. Immutable.
 *
 * @see <a href="https://prometheus.io/docs/concepts/jobs_instances/">Jobs and instances</a>
 */
final class RunReport {
    /** The label by which a second collector of the same target tells its report from the first one's. */
    private static final String COLLECTOR_LABEL = "collector";

    private static final Family UP = Family.gauge("up", "Whether the last run read the target: 1 if it did, else 0.");
    private static final Family DURATION =
            Family.gauge("scrape_duration_seconds", "How long the run took.").in("seconds");
    private static final Family SCRAPED =
            Family.gauge("scrape_samples_scraped", "The number of samples the target gave.");
    private static final Family KEPT = Family.gauge(
            "scrape_samples_post_metric_relabeling", "The number of samples kept of those the target gave.");
    private static final Family ADDED =
            Family.gauge("scrape_series_added", "The approximate number of new series in the run.");

    /** What every report has; a collector's own family of that kind comes before. */
    static final List<Family> COMMON = List.of(UP, DURATION, SCRAPED, KEPT, ADDED);

    /** The families of this report, in their order at the end of a layout. */
    final List<Family> families;

    /** The labels of each report series besides the target's: none, as a rule. */
    final Labels labels;

    private final boolean honorsLabels;

    private RunReport(Labels labels, List<Family> families, boolean honorsLabels) {
        this.labels = labels;
        this.families = families;
        this.honorsLabels = honorsLabels;
    }

    /**
     * The report of a target that no other collector watches.
     *
     * @param ownUp the collector's own word for {@code up}, where it has one
     */
    static RunReport plain(Optional<Family> ownUp) {
        return new RunReport(Labels.EMPTY, families(ownUp), false);
    }

    /** The report of a target whose labels another collector's target has as well; its {@code up} would be the same series. */
    static RunReport apart(String collector, Optional<Family> ownUp) {
        return new RunReport(Labels.of(COLLECTOR_LABEL, collector), families(ownUp), false);
    }

    private static List<Family> families(Optional<Family> ownUp) {
        List<Family> all = new ArrayList<>(COMMON);
        ownUp.ifPresent(family -> all.add(0, family));
        return List.copyOf(all);
    }

    /** The same report for a collector that may honor the labels of its series. */
    RunReport honoring(boolean seriesLabels) {
        return new RunReport(labels, families, seriesLabels);
    }

    /** Begins a layout of the target. */
    SeriesLayout.Builder layoutBuilder(Target target) {
        return SeriesLayout.builder(target, honorsLabels);
    }

    /** The layout of a target of which nothing else is known yet. */
    SeriesLayout layout(Target target) {
        SeriesLayout.Builder builder = layoutBuilder(target);
        for (Family family : families) {
            builder.family(family).slot(family.name(), labels);
        }
        return builder.build();
    }

    /** Reports a run that delivered. */
    void up(Snapshot snapshot, double seconds, int scraped, int kept, int added) {
        setUp(snapshot, 1);
        set(snapshot, 1, seconds);
        set(snapshot, 2, scraped);
        set(snapshot, 3, kept);
        set(snapshot, 4, added);
    }

    /** Reports a run that failed. */
    void down(Snapshot snapshot, double seconds) {
        setUp(snapshot, 0);
        set(snapshot, 1, seconds);
        set(snapshot, 2, 0);
        set(snapshot, 3, 0);
        set(snapshot, 4, 0);
    }

    /** Reports a tick at which the target was not tried. */
    void stillDown(Snapshot snapshot) {
        setUp(snapshot, 0);
    }

    private void setUp(Snapshot snapshot, double value) {
        set(snapshot, 0, value);
        if (families.size() > COMMON.size()) {
            set(snapshot, -1, value);
        }
    }

    /** Sets the family at {@code index} of those every report has; the collector's own is the one before. */
    private static void set(Snapshot snapshot, int index, double value) {
        SeriesLayout layout = snapshot.layout();
        snapshot.set(layout.endSlot(layout.families().size() - COMMON.size() + index) - 1, value);
    }
}

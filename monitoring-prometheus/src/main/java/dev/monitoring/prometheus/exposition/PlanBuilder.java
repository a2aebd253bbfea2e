package dev.monitoring.prometheus.exposition;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.registry.SeriesLayout;
import dev.monitoring.prometheus.exposition.Section.Entry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes the {@link Plan} of a page from the layouts on it. Confined to one thread.
 *
 * <p>A page has each family once, whichever targets it comes from, in ascending order of names. What a format forbids is
 * shown as plainly as needed, and never left out:
 * <ul>
 *   <li>A family whose name or samples break the rules of its type in this format, that has another type at another target,
 *       or that claims a name another family has, goes out as untyped, in OpenMetrics {@code unknown}. One made of several
 *       sample names becomes one such family for each. On the page of a single target there is nothing to disagree with,
 *       so the type stands there.
 *   <li>The text format does not know info, state sets and gauge histograms; they go out as gauges. So do times of creation,
 *       for which it has no place inside a family.
 *   <li>Of two series with equal labels, from two targets that say they are the same, the first one's stands.
 * </ul>
 */
final class PlanBuilder {
    /** What the scheduler says about the collection of a target. A scraper makes these itself for each page it reads. */
    private static final Set<String> ABOUT_COLLECTION = Set.of(
            "up",
            "scrape_duration_seconds",
            "scrape_samples_scraped",
            "scrape_samples_post_metric_relabeling",
            "scrape_series_added");

    private final ExpositionFormat format;
    private final boolean withTarget;
    private final Map<String, Group> groups = new TreeMap<>();
    private final Set<Labels> seen = new HashSet<>();
    private int sources;

    /**
     * A builder of one page.
     *
     * @param withTarget whether the page holds all targets and shows their labels; else it is that of a single one
     */
    PlanBuilder(ExpositionFormat format, boolean withTarget) {
        this.format = format;
        this.withTarget = withTarget;
    }

    /** A family of one name as all targets together have it. */
    private static final class Group {
        final Family first;
        final String collector;
        final List<Entry> entries = new ArrayList<>();
        String help;
        String unit;
        boolean typesDiffer;

        Group(Family first, String collector) {
            this.first = first;
            this.collector = collector;
            this.help = first.help();
            this.unit = first.unit();
        }

        void merge(Family other) {
            typesDiffer |= other.type() != first.type();
            help = help.isEmpty() ? other.help() : help;
            unit = unit.isEmpty() ? other.unit() : unit;
        }

        String helpOrSource() {
            return help.isEmpty() ? "Collected by " + collector + ", where it comes without a description." : help;
        }
    }

    /** Adds the next source of the page. */
    void add(String collector, SeriesLayout layout) {
        for (int i = 0; i < layout.families().size(); i++) {
            Family family = layout.families().get(i);
            Group group = groups.computeIfAbsent(family.name(), name -> new Group(family, collector));
            group.merge(family);
            for (int slot = layout.firstSlot(i); slot < layout.endSlot(i); slot++) {
                if (withTarget ? seen.add(layout.series(slot)) : !isAboutCollection(family, layout.labels(slot))) {
                    group.entries.add(new Entry(sources, slot, layout.sampleName(slot), layout.labels(slot)));
                }
            }
        }
        sources++;
    }

    /** The target may have series of these names too, if it passes on what a Prometheus collected; those have labels. */
    private static boolean isAboutCollection(Family family, Labels labels) {
        return ABOUT_COLLECTION.contains(family.name())
                && (labels.isEmpty() || labels.size() == 1 && labels.has("collector"));
    }

    /** The blocks of the page in order. */
    List<Plan.Block> build() {
        Map<String, Integer> owners = new HashMap<>();
        for (Group group : groups.values()) {
            Set<String> names = new HashSet<>();
            group.entries.forEach(entry -> names.add(entry.sampleName()));
            names.forEach(name -> owners.merge(name, 1, Integer::sum));
        }
        Map<String, Section> sections = new TreeMap<>();
        Set<String> claimed = new HashSet<>();
        List<Group> plain = new ArrayList<>();
        for (Group group : groups.values()) {
            Section section = typed(group);
            if (section != null && claim(section, owners, claimed)) {
                sections.put(section.name, section);
                group.entries.removeAll(new HashSet<>(section.entries));
            }
            plain.add(group);
        }
        for (Group group : plain) {
            addUntyped(group, sections);
        }
        List<Plan.Block> blocks = new ArrayList<>();
        for (Section section : sections.values()) {
            blocks.add(block(section));
        }
        return blocks;
    }

    /** The samples of a group that may stand below its type in this format, or null where the type cannot stand. */
    private @Nullable Section typed(Group group) {
        MetricType type = group.typesDiffer ? MetricType.UNTYPED : group.first.type();
        String name = exposedName(group.first.name(), type);
        if (name.isEmpty()) {
            return null;
        }
        Section section = new Section(name, type, group.unit, group.helpOrSource());
        Set<String> allowed = sampleNames(name, type);
        for (Entry entry : group.entries) {
            if (allowed.contains(entry.sampleName())) {
                section.entries.add(entry);
            }
        }
        return !section.entries.isEmpty() && isWhole(section) ? section : null;
    }

    /** The name on the {@code TYPE} line, or the empty text where that type cannot have this name. */
    private String exposedName(String name, MetricType type) {
        if (format == ExpositionFormat.TEXT) {
            return type == MetricType.GAUGE_HISTOGRAM ? "" : name;
        }
        return switch (type) {
            case COUNTER -> withoutSuffix(name, Section.TOTAL);
            case INFO -> withoutSuffix(name, Section.INFO);
            case GAUGE, HISTOGRAM, GAUGE_HISTOGRAM, SUMMARY, STATE_SET, UNTYPED -> name;
        };
    }

    private static String withoutSuffix(String name, String suffix) {
        return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : "";
    }

    /** The sample names that a family may have below its {@code TYPE} line. */
    private Set<String> sampleNames(String name, MetricType type) {
        boolean text = format == ExpositionFormat.TEXT;
        return switch (type) {
            case COUNTER -> text ? Set.of(name) : Set.of(name + Section.TOTAL, name + Section.CREATED);
            case INFO -> text ? Set.of(name) : Set.of(name + Section.INFO);
            case GAUGE, STATE_SET, UNTYPED -> Set.of(name);
            case HISTOGRAM ->
                text
                        ? Set.of(name + Section.BUCKET, name + Section.SUM, name + Section.COUNT)
                        : Set.of(
                                name + Section.BUCKET,
                                name + Section.SUM,
                                name + Section.COUNT,
                                name + Section.CREATED);
            case SUMMARY ->
                text
                        ? Set.of(name, name + Section.SUM, name + Section.COUNT)
                        : Set.of(name, name + Section.SUM, name + Section.COUNT, name + Section.CREATED);
            case GAUGE_HISTOGRAM -> Set.of(name + Section.BUCKET, name + Section.GAUGE_SUM, name + Section.GAUGE_COUNT);
        };
    }

    /** Whether the samples have the labels that OpenMetrics wants of their type; the text format asks for none. */
    private boolean isWhole(Section section) {
        if (format == ExpositionFormat.TEXT) {
            return true;
        }
        return switch (section.type) {
            case HISTOGRAM, GAUGE_HISTOGRAM -> section.hasWholeHistograms();
            case SUMMARY -> section.hasQuantiles();
            case STATE_SET -> section.hasStates();
            case COUNTER, GAUGE, INFO, UNTYPED -> true;
        };
    }

    /**
     * Takes the names a typed section may use; false where another family has one of them. Names in use count wherever they
     * stand on the page, so that what is untyped in the end never meets a typed family of its name.
     */
    private boolean claim(Section section, Map<String, Integer> owners, Set<String> claimed) {
        Set<String> names = new HashSet<>(sampleNames(section.name, section.type));
        names.add(section.name);
        Set<String> own = section.sampleNames();
        for (String name : names) {
            int others = owners.getOrDefault(name, 0) - (own.contains(name) ? 1 : 0);
            if (others > 0 || claimed.contains(name)) {
                return false;
            }
        }
        return claimed.addAll(names);
    }

    /** Makes what is left of a group families of their own, one for each sample name. */
    private void addUntyped(Group group, Map<String, Section> sections) {
        for (Entry entry : group.entries) {
            Section section = sections.computeIfAbsent(
                    entry.sampleName(), name -> new Section(name, plainType(group, name), "", group.helpOrSource()));
            section.entries.add(entry);
        }
    }

    private MetricType plainType(Group group, String sampleName) {
        boolean gauge = group.first.type() == MetricType.GAUGE_HISTOGRAM || sampleName.endsWith(Section.CREATED);
        return gauge && !group.typesDiffer && format == ExpositionFormat.TEXT ? MetricType.GAUGE : MetricType.UNTYPED;
    }

    private Plan.Block block(Section section) {
        boolean hasCreated =
                section.entries.stream().anyMatch(entry -> entry.sampleName().equals(section.name + Section.CREATED));
        if (hasCreated || isGrouped(section.type)) {
            section.groupByMetric();
        }
        Plan.Rule rule = hasCreated ? Plan.Rule.NONE : rule(section.type);
        byte[] header = header(section, section.name, section.type);
        String sampleName = section.entries.get(0).sampleName();
        byte[] untypedHeader = rule == Plan.Rule.NONE ? header : header(section, sampleName, MetricType.UNTYPED);
        return new Plan.Block(
                header,
                untypedHeader,
                rule,
                section.entries.stream().mapToInt(Entry::source).toArray(),
                section.entries.stream().mapToInt(Entry::slot).toArray());
    }

    private static boolean isGrouped(MetricType type) {
        return switch (type) {
            case HISTOGRAM, GAUGE_HISTOGRAM, SUMMARY, STATE_SET -> true;
            case COUNTER, GAUGE, INFO, UNTYPED -> false;
        };
    }

    private Plan.Rule rule(MetricType type) {
        if (format == ExpositionFormat.TEXT) {
            return Plan.Rule.NONE;
        }
        return switch (type) {
            case COUNTER -> Plan.Rule.NOT_NEGATIVE;
            case INFO -> Plan.Rule.ONE;
            case STATE_SET -> Plan.Rule.ZERO_OR_ONE;
            case GAUGE, HISTOGRAM, GAUGE_HISTOGRAM, SUMMARY, UNTYPED -> Plan.Rule.NONE;
        };
    }

    private byte[] header(Section section, String name, MetricType type) {
        boolean openMetrics = format == ExpositionFormat.OPENMETRICS;
        ByteText text = new ByteText(256);
        text.text("# HELP ").text(name).text(" ").escaped(section.help, openMetrics);
        text.text("\n# TYPE ").text(name).text(" ").text(word(type)).text("\n");
        if (openMetrics && hasUnit(section, name, type)) {
            text.text("# UNIT ").text(name).text(" ").text(section.unit).text("\n");
        }
        return text.toBytes();
    }

    /** OpenMetrics wants the unit to be the name's suffix, and none on families without one number. */
    private static boolean hasUnit(Section section, String name, MetricType type) {
        return !section.unit.isEmpty()
                && name.endsWith("_" + section.unit)
                && type != MetricType.INFO
                && type != MetricType.STATE_SET;
    }

    private String word(MetricType type) {
        if (format == ExpositionFormat.OPENMETRICS) {
            return type == MetricType.UNTYPED ? "unknown" : type.word();
        }
        return switch (type) {
            case INFO, STATE_SET, GAUGE_HISTOGRAM -> MetricType.GAUGE.word();
            case COUNTER, GAUGE, HISTOGRAM, SUMMARY, UNTYPED -> type.word();
        };
    }
}

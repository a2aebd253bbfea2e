package dev.monitoring.collectors.scrape;

import dev.monitoring.collectors.scrape.PageSeries.Outcome;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.textformat.ParsedFamily;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of each series of a target's pages, remembered from run to run: relabelling costs regular expressions and new
 * label sets, and the sink takes sets it has seen before without garbage. Most pages have their lines in the same order each
 * time, so a series is first looked for where it followed the last time. Confined to one thread.
 */
final class PageTable {
    /** Gone series are forgotten when there are more than that many, and more of them than live ones. */
    private static final int FEW = 1_000;

    private final Relabeling relabeling;
    private final Map<String, Alias> aliases;
    private final Set<String> oldNames;
    private final Map<String, Map<Labels, PageSeries>> index = new HashMap<>();
    private final Map<Family, Family> families = new HashMap<>();
    private final List<PageSeries> aliased = new ArrayList<>();
    private final Set<String> oldNamesSeen = new TreeSet<>();
    private @Nullable PageSeries first;
    private @Nullable PageSeries last;
    private int size;
    private int live;
    private int run;

    PageTable(Relabeling relabeling, Map<String, Alias> aliases) {
        this.relabeling = relabeling;
        this.aliases = Map.copyOf(aliases);
        this.oldNames = aliases.values().stream().map(Alias::alias).collect(Collectors.toUnmodifiableSet());
    }

    /** Begins a run. */
    void begin() {
        run++;
        live = 0;
        last = null;
        oldNamesSeen.clear();
    }

    /**
     * What becomes of a series; nothing where another page of the same run had it.
     *
     * @param page the number of the page in the run
     * @throws IllegalArgumentException if its name is no name after relabelling
     */
    @Nullable
    PageSeries series(ParsedFamily parsed, String name, Labels labels, int page) {
        PageSeries before = last;
        PageSeries series = before == null ? first : before.next;
        if (series == null || !series.is(parsed, name, labels)) {
            series = lookUp(parsed, name, labels, page);
            if (before == null) {
                first = series;
            } else {
                before.next = series;
            }
        }
        last = series;
        if (series.run == run) {
            return series.page == page ? series : null;
        }
        series.run = run;
        series.page = page;
        live++;
        if (oldNames.contains(parsed.name())) {
            oldNamesSeen.add(parsed.name());
        }
        return series;
    }

    /** The series of this run that have an older name as well, of which no page has said anything itself. */
    List<PageSeries> aliased() {
        List<PageSeries> found = new ArrayList<>();
        for (PageSeries series : aliased) {
            if (series.run == run
                    && series.alias != null
                    && !oldNamesSeen.contains(series.alias.family().name())) {
                found.add(series);
            }
        }
        return found;
    }

    /** Ends a run: forgets series that have gone, when there are many. */
    void end() {
        if (last != null) {
            last.next = null;
        }
        if (size > FEW && size > 2 * live) {
            index.values().forEach(ofName -> ofName.values().removeIf(series -> series.run != run));
            index.values().removeIf(Map::isEmpty);
            aliased.removeIf(series -> series.run != run);
            size = live;
            families.clear();
        }
    }

    private PageSeries lookUp(ParsedFamily parsed, String name, Labels labels, int page) {
        Map<Labels, PageSeries> ofName = index.computeIfAbsent(name, absent -> new HashMap<>());
        PageSeries known = ofName.get(labels);
        if (known != null && (known.is(parsed, name, labels) || known.run == run && known.page != page)) {
            return known;
        }
        PageSeries series = resolve(parsed, name, labels);
        if (known == null) {
            size++;
        } else {
            aliased.remove(known);
        }
        ofName.put(labels, series);
        if (series.alias != null) {
            aliased.add(series);
        }
        return series;
    }

    private PageSeries resolve(ParsedFamily parsed, String name, Labels labels) {
        Labels named = relabeling.apply(name, labels);
        if (named == null) {
            return new PageSeries(parsed, name, labels, null, null, 0);
        }
        String newName = named.metricName();
        if (!Names.isMetricName(newName)) {
            throw new IllegalArgumentException("series " + name + labels + " is named " + Names.quote(newName)
                    + " by metric-relabel, which is no metric name; correct the rule that sets __name__");
        }
        Labels own = named.withoutMetricName();
        Outcome outcome = new Outcome(family(parsed, name, newName), newName, own.equals(labels) ? labels : own);
        Alias alias = aliases.get(parsed.name());
        if (alias == null || !newName.equals(parsed.name())) {
            return new PageSeries(parsed, name, labels, outcome, null, 0);
        }
        Family old = same(new Family(
                alias.alias(),
                alias.type(),
                "",
                "The older name of " + alias.family() + ", for dashboards made for it."));
        return new PageSeries(
                parsed, name, labels, outcome, new Outcome(old, alias.alias(), outcome.labels()), alias.factor());
    }

    /** The family of a sample that may have been renamed; the end of its name, {@code _bucket} for instance, tells its part. */
    private Family family(ParsedFamily parsed, String name, String newName) {
        Family family = parsed.family().orElse(null);
        boolean part = family != null && name.startsWith(family.name());
        if (family == null || !part && newName.equals(name)) {
            // Of a counter x_total OpenMetrics has x_created as well, which is a gauge in a family of its own here.
            return same(new Family(newName, MetricType.GAUGE, "", parsed.help()));
        }
        if (newName.equals(name)) {
            return family;
        }
        String end = part ? name.substring(family.name().length()) : "";
        if (!newName.endsWith(end) || newName.length() == end.length()) {
            return same(Family.untyped(newName, parsed.help()));
        }
        String base = newName.substring(0, newName.length() - end.length());
        return same(new Family(base, family.type(), family.unit(), family.help()));
    }

    private Family same(Family family) {
        return families.computeIfAbsent(family, added -> added);
    }
}

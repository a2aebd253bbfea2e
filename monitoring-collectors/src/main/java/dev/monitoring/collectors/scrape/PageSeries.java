package dev.monitoring.collectors.scrape;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.textformat.ParsedFamily;
import org.jspecify.annotations.Nullable;

/** A series of a page with what becomes of it. Confined to one thread. */
final class PageSeries {
    /**
     * What a series becomes.
     *
     * @param family the family it is given in
     * @param name the sample's name
     * @param labels the series' own labels
     */
    record Outcome(Family family, String name, Labels labels) {}

    private final ParsedFamily parsed;
    private final String name;
    private final Labels labels;

    /** Null where it is dropped. */
    final @Nullable Outcome outcome;

    /** The older name it has besides; null where it has none. */
    final @Nullable Outcome alias;

    /** What its values were under the older name, in terms of the newer ones. */
    final double aliasFactor;

    /** What followed it on the last page. */
    @Nullable
    PageSeries next;

    /** The last run that had it, and the number of the page in that run. */
    int run;

    int page;
    double value;

    PageSeries(
            ParsedFamily parsed,
            String name,
            Labels labels,
            @Nullable Outcome outcome,
            @Nullable Outcome alias,
            double aliasFactor) {
        this.parsed = parsed;
        this.name = name;
        this.labels = labels;
        this.outcome = outcome;
        this.alias = alias;
        this.aliasFactor = aliasFactor;
    }

    /** Whether it is the series of a line. The parser gives the same objects for the same line, so that this is quick. */
    boolean is(ParsedFamily otherParsed, String otherName, Labels otherLabels) {
        return parsed.equals(otherParsed) && name.equals(otherName) && labels.equals(otherLabels);
    }
}

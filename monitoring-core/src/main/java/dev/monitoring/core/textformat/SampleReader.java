package dev.monitoring.core.textformat;

import dev.monitoring.core.textformat.SeriesTable.Entry;

/** Reads the parts of a sample's line that both formats share. Confined to one thread. */
final class SampleReader {
    final SeriesTable series;
    final FamilyTable families = new FamilyTable();
    final NameScheme names;
    private final TextFormatLimits limits;
    private final TextSample sample = new TextSample();
    private int samples;

    SampleReader(TextFormatLimits limits, NameScheme names) {
        this.limits = limits;
        this.names = names;
        this.series = new SeriesTable(limits, names);
    }

    void begin() {
        samples = 0;
        series.begin();
    }

    void end() {
        series.end();
    }

    /** Begins the sample of {@code entry} on this line: counts it, and sets all but its value and time. */
    TextSample begin(Entry entry, LineCursor cursor) throws TextFormatException {
        if (++samples > limits.samples()) {
            throw cursor.error("more than " + limits.samples() + " samples, which is the limit of one text");
        }
        sample.name = entry.name;
        sample.labels = entry.labels;
        sample.hasTimestamp = false;
        sample.exemplar = null;
        sample.line = cursor.lineNumber;
        return sample;
    }

    /** Reads the number at the cursor, up to the next blank. */
    static double number(LineCursor cursor, String what) throws TextFormatException {
        int to = cursor.tokenEnd();
        try {
            double value = NumberText.parseDouble(cursor.bytes, cursor.at, to);
            cursor.at = to;
            return value;
        } catch (NumberFormatException e) {
            throw cursor.error(
                    what + " " + cursor.excerpt(cursor.at, to) + " is no decimal number that a double can hold");
        }
    }
}

package dev.monitoring.core.textformat;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.textformat.SeriesTable.Entry;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * OpenMetrics 1.0 with all its rules: one space, one block per family, metadata first, and the end marked; for a history
 * without those that hold for one scrape only. Quoted names, which newer writers use when a reader accepts them, are read too.
 * Confined to one thread, for one text.
 */
final class OpenMetricsDialect implements Dialect {
    private static final Map<String, MetricType> TYPES = types();
    private static final String TYPE_WORDS = String.join(", ", new TreeSet<>(TYPES.keySet()));
    private static final int MAX_EXEMPLAR_CHARS = 128;
    private static final double MAX_SECONDS = Long.MAX_VALUE / 1_000.0;

    private final SampleReader reader;
    private final TextFormatHandler handler;
    private final int maxFamilies;
    private final boolean history;
    private final MetricRules rules = new MetricRules();
    private final Set<String> usedNames = new HashSet<>();
    private int families;
    private @Nullable Block block;
    private boolean ended;

    /** @param history whether the text is no scrape, but samples of many times in any order */
    OpenMetricsDialect(SampleReader reader, TextFormatHandler handler, int maxFamilies, boolean history) {
        this.history = history;
        this.reader = reader;
        this.handler = handler;
        this.maxFamilies = maxFamilies;
    }

    /** The family being read. */
    private static final class Block {
        /** As on its metadata lines. */
        final String name;

        final int line;

        @Nullable
        MetricType type;

        @Nullable
        String unit;

        @Nullable
        String help;
        /** Set with the first sample. */
        @Nullable
        ParsedFamily family;

        private String lastName = "";
        private String lastSuffix = "";

        Block(String name, int line) {
            this.name = name;
            this.line = line;
        }

        MetricType type() {
            return type == null ? MetricType.UNTYPED : type;
        }

        /** What {@code sampleName} has behind the family's name; null where it is no sample of this family. */
        @Nullable
        String suffix(String sampleName) {
            if (sampleName.equals(lastName)) {
                return lastSuffix;
            }
            if (!sampleName.startsWith(name)) {
                return null;
            }
            for (String suffix : Suffixes.openMetrics(type())) {
                if (sampleName.length() == name.length() + suffix.length() && sampleName.endsWith(suffix)) {
                    lastName = sampleName;
                    lastSuffix = suffix;
                    return suffix;
                }
            }
            return null;
        }
    }

    @Override
    public void line(LineCursor cursor) throws TextFormatException {
        if (ended) {
            throw cursor.error("text behind # EOF; nothing may follow it");
        }
        if (cursor.isAtEnd()) {
            throw cursor.error("an empty line; OpenMetrics has none");
        }
        if (cursor.peek() == '#') {
            metadata(cursor);
        } else {
            sample(cursor);
        }
    }

    @Override
    public void end(LineCursor cursor, boolean terminated) throws TextFormatException {
        if (!ended) {
            throw cursor.error("the text ends without # EOF, so a part of it may be missing");
        }
    }

    private void metadata(LineCursor cursor) throws TextFormatException {
        cursor.at++;
        expectSpace(cursor, "#");
        int keywordEnd = cursor.tokenEnd();
        if (cursor.is("EOF", keywordEnd) && keywordEnd == cursor.end) {
            endBlock(cursor);
            ended = true;
            return;
        }
        String keyword = cursor.text(cursor.at, keywordEnd);
        if (!List.of("HELP", "TYPE", "UNIT").contains(keyword)) {
            throw cursor.error("found " + cursor.excerpt() + " behind #; it is HELP, TYPE, UNIT or EOF");
        }
        cursor.at = keywordEnd;
        expectSpace(cursor, keyword);
        int nameAt = cursor.at;
        String name = name(cursor);
        expectSpace(cursor, "the name");
        Block about = block;
        if (about == null || !about.name.equals(name)) {
            endBlock(cursor);
            about = new Block(name, cursor.lineNumber);
            block = about;
            if (!history && usedNames.contains(name)) {
                throw cursor.error(nameAt, "metadata of " + name + ", which stood further up; keep a family together");
            }
        } else if (about.family != null) {
            throw cursor.error(nameAt, "metadata of " + name + " behind its samples; put it before them");
        }
        set(about, keyword, cursor);
    }

    private static void set(Block about, String keyword, LineCursor cursor) throws TextFormatException {
        Object before = switch (keyword) {
            case "HELP" -> about.help;
            case "TYPE" -> about.type;
            default -> about.unit;
        };
        if (before != null) {
            throw cursor.error("a second " + keyword + " of " + about.name + "; one is allowed");
        }
        String text = cursor.text(cursor.at, cursor.end);
        switch (keyword) {
            case "HELP" -> about.help = SeriesTable.unescape(text, true);
            case "TYPE" -> {
                about.type = TYPES.get(text);
                if (about.type == null) {
                    throw cursor.error(
                            "found " + cursor.excerpt(cursor.at, cursor.end) + "; the type is one of " + TYPE_WORDS);
                }
            }
            default -> about.unit = text;
        }
    }

    private String name(LineCursor cursor) throws TextFormatException {
        if (cursor.peek() == '"') {
            String quoted = SeriesTable.quoted(cursor);
            if (quoted.isEmpty()) {
                throw cursor.error("an empty metric name; name the family");
            }
            return reader.names.metricName(quoted);
        }
        int end = cursor.tokenEnd();
        String name = cursor.text(cursor.at, end);
        if (!Names.isMetricName(name)) {
            throw cursor.error(
                    "found " + cursor.excerpt() + "; a metric name that matches [a-zA-Z_:][a-zA-Z0-9_:]* stands there");
        }
        cursor.at = end;
        return name;
    }

    private void sample(LineCursor cursor) throws TextFormatException {
        int start = cursor.at;
        Entry entry = reader.series.read(cursor, true);
        expectSpace(cursor, "the series");
        TextSample sample = reader.begin(entry, cursor);
        sample.value = SampleReader.number(cursor, "value");
        if (!cursor.isAtEnd()) {
            expectSpace(cursor, "the value");
            if (cursor.peek() != '#') {
                sample.timestampMillis = timestamp(cursor);
                sample.hasTimestamp = true;
                if (!cursor.isAtEnd()) {
                    expectSpace(cursor, "the time");
                }
            }
            if (cursor.peek() == '#') {
                sample.exemplar = exemplar(cursor);
            } else if (!sample.hasTimestamp) {
                throw cursor.error("a space at the end of the line; end it behind the value");
            }
        }
        if (!cursor.isAtEnd() || cursor.bytes[cursor.at - 1] == ' ') {
            throw cursor.error(
                    "found " + cursor.excerpt() + " behind the sample; the line ends there, without a space");
        }
        Block in = block;
        String suffix = in == null ? null : in.suffix(entry.name);
        if (in == null || suffix == null) {
            endBlock(cursor);
            in = new Block(entry.name, cursor.lineNumber);
            block = in;
            suffix = "";
        }
        ParsedFamily family = in.family == null ? announce(in, cursor, start) : in.family;
        if (!history) {
            rules.sample(entry, suffix, sample, cursor);
        } else if (!sample.hasTimestamp) {
            throw cursor.error(
                    "the sample has no time; in a file of past samples each ends with one, in seconds since 1970");
        }
        handler.sample(family, sample);
    }

    private Exemplar exemplar(LineCursor cursor) throws TextFormatException {
        cursor.at++;
        expectSpace(cursor, "#");
        int start = cursor.at;
        if (!cursor.accept('{')) {
            throw cursor.error("found " + cursor.excerpt() + "; an exemplar begins with its labels in braces");
        }
        Labels labels = reader.series.labels(cursor);
        int chars = 0;
        for (Labels.Label label : labels) {
            chars += label.name().codePointCount(0, label.name().length());
            chars += label.value().codePointCount(0, label.value().length());
        }
        if (chars > MAX_EXEMPLAR_CHARS) {
            throw cursor.error(
                    start,
                    "exemplar labels of " + chars + " characters; at most " + MAX_EXEMPLAR_CHARS + " are allowed");
        }
        expectSpace(cursor, "the exemplar's labels");
        double value = SampleReader.number(cursor, "exemplar value");
        if (cursor.isAtEnd()) {
            return new Exemplar(labels, value, OptionalLong.empty());
        }
        expectSpace(cursor, "the exemplar's value");
        return new Exemplar(labels, value, OptionalLong.of(timestamp(cursor)));
    }

    private static long timestamp(LineCursor cursor) throws TextFormatException {
        int start = cursor.at;
        double seconds = SampleReader.number(cursor, "time");
        if (!(Math.abs(seconds) < MAX_SECONDS)) {
            throw cursor.error(start, "time " + seconds + " is no moment; write seconds since 1970");
        }
        return Math.round(seconds * 1_000);
    }

    private static void expectSpace(LineCursor cursor, String before) throws TextFormatException {
        if (!cursor.accept(' ')) {
            throw cursor.error("found " + cursor.excerpt() + " behind " + before + "; one space stands there");
        }
        if (cursor.peek() == ' ' || cursor.peek() == '\t') {
            throw cursor.error("more than one blank behind " + before + "; one space stands there");
        }
    }

    /** Ends the metadata of a family: checks it as a whole and tells the handler. */
    private ParsedFamily announce(Block about, LineCursor cursor, int position) throws TextFormatException {
        if (++families > maxFamilies) {
            throw cursor.error(position, "more than " + maxFamilies + " families, which is the limit of one text");
        }
        MetricType type = about.type();
        String unit = about.unit == null ? "" : about.unit;
        if (!unit.isEmpty()
                && (!about.name.endsWith("_" + unit) || type == MetricType.INFO || type == MetricType.STATE_SET)) {
            throw new TextFormatException(
                    about.line,
                    1,
                    "unit " + unit + " of " + type.word() + " " + about.name
                            + "; a unit is the last part of the name, and infos and state sets have none");
        }
        if (!history) {
            claimNames(about, cursor, position);
        }
        String suffix = switch (type) {
            case COUNTER -> Suffixes.TOTAL;
            case INFO -> Suffixes.INFO;
            case GAUGE, HISTOGRAM, GAUGE_HISTOGRAM, SUMMARY, STATE_SET, UNTYPED -> "";
        };
        ParsedFamily family =
                reader.families.family(about.name + suffix, type, unit, about.help == null ? "" : about.help);
        about.family = family;
        rules.begin(type, about.name);
        handler.family(family);
        return family;
    }

    private void claimNames(Block about, LineCursor cursor, int position) throws TextFormatException {
        claim(about.name, about, cursor, position);
        for (String suffix : Suffixes.openMetrics(about.type())) {
            if (!suffix.isEmpty()) {
                claim(about.name + suffix, about, cursor, position);
            }
        }
    }

    private void claim(String name, Block about, LineCursor cursor, int position) throws TextFormatException {
        if (!usedNames.add(name)) {
            throw cursor.error(
                    position,
                    about.type().word() + " " + about.name + " uses the name " + name
                            + ", which stood further up; keep a family together and its names apart from others'");
        }
    }

    private void endBlock(LineCursor cursor) throws TextFormatException {
        Block ending = block;
        if (ending != null) {
            if (ending.family == null) {
                announce(ending, cursor, cursor.at);
            }
            rules.end();
        }
        block = null;
    }

    private static Map<String, MetricType> types() {
        Map<String, MetricType> types = new HashMap<>();
        for (MetricType type : MetricType.values()) {
            types.put(type.word(), type);
        }
        types.remove(MetricType.UNTYPED.word());
        types.put("unknown", MetricType.UNTYPED);
        return Map.copyOf(types);
    }
}

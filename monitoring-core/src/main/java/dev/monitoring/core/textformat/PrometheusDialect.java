package dev.monitoring.core.textformat;

import dev.monitoring.core.model.MetricType;
import dev.monitoring.core.model.Names;
import dev.monitoring.core.textformat.SeriesTable.Entry;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prometheus text as Prometheus reads it: metadata is advice, order does not matter, and only what cannot be understood is an
 * error. Confined to one thread, for one text.
 */
final class PrometheusDialect implements Dialect {
    private static final Map<String, MetricType> TYPES = types();

    private final SampleReader reader;
    private final TextFormatHandler handler;
    private final Map<String, Metadata> metadata = new LinkedHashMap<>();
    private final Map<String, Metadata> bySampleName = new HashMap<>();
    private final int maxFamilies;
    private @Nullable String lastName;
    private @Nullable Metadata last;

    PrometheusDialect(SampleReader reader, TextFormatHandler handler, int maxFamilies) {
        this.reader = reader;
        this.handler = handler;
        this.maxFamilies = maxFamilies;
    }

    /** What is known about a name so far. */
    private static final class Metadata {
        final String name;
        MetricType type = MetricType.UNTYPED;
        String help = "";
        boolean announced;

        @Nullable
        ParsedFamily family;

        Metadata(String name) {
            this.name = name;
        }
    }

    @Override
    public void line(LineCursor cursor) throws TextFormatException {
        if (cursor.end > cursor.at && cursor.bytes[cursor.end - 1] == '\r') {
            cursor.end--;
        }
        cursor.skipBlanks();
        if (cursor.isAtEnd()) {
            return;
        }
        if (cursor.accept('#')) {
            comment(cursor);
        } else {
            sample(cursor);
        }
    }

    @Override
    public void end(LineCursor cursor, boolean terminated) {
        for (Metadata known : metadata.values()) {
            if (!known.announced) {
                announce(known);
            }
        }
    }

    private void comment(LineCursor cursor) throws TextFormatException {
        if (!cursor.skipBlanks()) {
            return;
        }
        int keywordEnd = cursor.tokenEnd();
        boolean help = cursor.is("HELP", keywordEnd);
        if (!help && !cursor.is("TYPE", keywordEnd)) {
            return;
        }
        cursor.at = keywordEnd;
        cursor.skipBlanks();
        Metadata about = metadata(name(cursor), cursor);
        about.family = null;
        if (help) {
            // One blank separates; more belong to the text.
            cursor.at = Math.min(cursor.at + 1, cursor.end);
            String raw = cursor.text(cursor.at, cursor.end);
            about.help = raw.indexOf('\\') < 0 ? raw : SeriesTable.unescape(raw, false);
        } else {
            cursor.skipBlanks();
            about.type = type(cursor);
            // A histogram declared behind its samples takes the later ones.
            bySampleName.clear();
            lastName = null;
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
            throw cursor.error("found " + cursor.excerpt()
                    + "; a metric name that matches [a-zA-Z_:][a-zA-Z0-9_:]* stands behind HELP and TYPE");
        }
        cursor.at = end;
        return name;
    }

    private static MetricType type(LineCursor cursor) throws TextFormatException {
        int end = cursor.tokenEnd();
        MetricType type = TYPES.get(cursor.text(cursor.at, end));
        if (type == null) {
            throw cursor.error(
                    "found " + cursor.excerpt() + "; the type is one of counter, gauge, histogram, summary, untyped");
        }
        return type;
    }

    private Metadata metadata(String name, LineCursor cursor) throws TextFormatException {
        Metadata known = metadata.get(name);
        if (known == null) {
            if (metadata.size() >= maxFamilies) {
                throw cursor.error("more than " + maxFamilies + " families, which is the limit of one text");
            }
            known = new Metadata(name);
            metadata.put(name, known);
        }
        return known;
    }

    private void sample(LineCursor cursor) throws TextFormatException {
        int start = cursor.at;
        Entry entry = reader.series.read(cursor, false);
        int seriesEnd = cursor.at;
        cursor.skipBlanks();
        if (cursor.isAtEnd()) {
            throw cursor.error("found " + cursor.excerpt() + " behind " + cursor.excerpt(start, seriesEnd)
                    + "; a value stands there");
        }
        TextSample sample = reader.begin(entry, cursor);
        sample.value = SampleReader.number(cursor, "value");
        if (cursor.skipBlanks() && !cursor.isAtEnd()) {
            int end = cursor.tokenEnd();
            try {
                sample.timestampMillis = NumberText.parseLong(cursor.bytes, cursor.at, end);
            } catch (NumberFormatException e) {
                throw cursor.error("time " + cursor.excerpt() + " is no whole number of milliseconds");
            }
            sample.hasTimestamp = true;
            cursor.at = end;
            cursor.skipBlanks();
        }
        if (!cursor.isAtEnd()) {
            throw cursor.error("found " + cursor.excerpt() + " behind the sample; the line ends there");
        }
        Metadata about = about(entry.name, cursor);
        handler.sample(about.announced && about.family != null ? about.family : announce(about), sample);
    }

    private Metadata about(String sampleName, LineCursor cursor) throws TextFormatException {
        Metadata about = last;
        if (about == null || !sampleName.equals(lastName)) {
            about = bySampleName.get(sampleName);
            if (about == null) {
                about = find(sampleName, cursor);
                bySampleName.put(sampleName, about);
            }
            last = about;
            lastName = sampleName;
        }
        return about;
    }

    /** The family of that name, or the one that has such samples, or a new untyped one. */
    private Metadata find(String sampleName, LineCursor cursor) throws TextFormatException {
        if (!metadata.containsKey(sampleName)) {
            int underscore = sampleName.lastIndexOf('_');
            if (underscore > 0) {
                Metadata base = metadata.get(sampleName.substring(0, underscore));
                if (base != null && Suffixes.mayHave(base.type, sampleName.substring(underscore))) {
                    return base;
                }
            }
        }
        return metadata(sampleName, cursor);
    }

    private ParsedFamily announce(Metadata about) {
        ParsedFamily family = about.family;
        if (family == null) {
            family = reader.families.family(about.name, about.type, "", about.help);
            about.family = family;
        }
        if (!about.announced) {
            about.announced = true;
            handler.family(family);
        }
        return family;
    }

    private static Map<String, MetricType> types() {
        Map<String, MetricType> types = new HashMap<>();
        for (MetricType type : MetricType.values()) {
            types.put(type.word(), type);
        }
        types.put("unknown", MetricType.UNTYPED);
        return Map.copyOf(types);
    }
}

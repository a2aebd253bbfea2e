package dev.monitoring.core.textformat;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Names;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads what stands before the value, <code>name{label="value"}</code>, and remembers it by its bytes, so that the same
 * series in the next text costs a hash and a comparison. Confined to one thread.
 */
final class SeriesTable {
    /** Beyond it series are read anew each time: what so large a text costs is not garbage, and memory is bounded. */
    private static final int MAX_REMEMBERED = 20_000;

    private static final int INITIAL_SLOTS = 256;

    private final TextFormatLimits limits;
    private final NameScheme names;
    private @Nullable Entry[] slots = new @Nullable Entry[INITIAL_SLOTS];
    private int size;
    private int generation;
    private int usedInGeneration;

    SeriesTable(TextFormatLimits limits, NameScheme names) {
        this.limits = limits;
        this.names = names;
    }

    /** A series as it was read. */
    static final class Entry {
        final String name;
        final Labels labels;
        private final byte[] text;
        private final int hash;
        private final boolean strict;
        private int generation;
        private @Nullable String hiddenLabel;
        private Labels rest = Labels.EMPTY;

        Entry(byte[] text, int hash, boolean strict, String name, Labels labels) {
            this.text = text;
            this.hash = hash;
            this.strict = strict;
            this.name = name;
            this.labels = labels;
        }

        /** The labels without one of them; remembered. */
        Labels without(String label) {
            if (!label.equals(hiddenLabel)) {
                hiddenLabel = label;
                rest = labels.without(label);
            }
            return rest;
        }

        private boolean is(LineCursor cursor, int to, int otherHash, boolean otherStrict) {
            return hash == otherHash
                    && strict == otherStrict
                    && Arrays.equals(text, 0, text.length, cursor.bytes, cursor.at, to);
        }
    }

    /** Begins a text. */
    void begin() {
        generation++;
        usedInGeneration = 0;
    }

    /** Ends a text: forgets the series it did not have. */
    void end() {
        if (usedInGeneration == size) {
            return;
        }
        @Nullable Entry[] all = slots;
        slots = new @Nullable Entry[INITIAL_SLOTS];
        size = 0;
        for (Entry entry : all) {
            if (entry != null && entry.generation == generation) {
                insert(entry);
            }
        }
    }

    /** Reads the series at the cursor and moves the cursor behind it. */
    Entry read(LineCursor cursor, boolean strict) throws TextFormatException {
        int to = seriesEnd(cursor, strict);
        int hash = hash(cursor.bytes, cursor.at, to);
        for (int i = hash & slots.length - 1; ; i = i + 1 & slots.length - 1) {
            Entry entry = slots[i];
            if (entry == null) {
                break;
            }
            if (entry.is(cursor, to, hash, strict)) {
                if (entry.generation != generation) {
                    entry.generation = generation;
                    usedInGeneration++;
                }
                cursor.at = to;
                return entry;
            }
        }
        Entry entry = parse(cursor, to, hash, strict);
        if (size < MAX_REMEMBERED) {
            entry.generation = generation;
            usedInGeneration++;
            insert(entry);
        }
        return entry;
    }

    private void insert(Entry entry) {
        if (2 * ++size > slots.length) {
            @Nullable Entry[] smaller = slots;
            slots = new @Nullable Entry[2 * smaller.length];
            for (Entry old : smaller) {
                if (old != null) {
                    place(old);
                }
            }
        }
        place(entry);
    }

    private void place(Entry entry) {
        int i = entry.hash & slots.length - 1;
        while (slots[i] != null) {
            i = i + 1 & slots.length - 1;
        }
        slots[i] = entry;
    }

    private static int hash(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash ^ hash >>> 16;
    }

    /** The index behind the series, found without reading it: behind the closing brace, or behind a bare name. */
    private static int seriesEnd(LineCursor cursor, boolean strict) throws TextFormatException {
        byte[] bytes = cursor.bytes;
        int i = cursor.at;
        while (i < cursor.end && bytes[i] != '{' && !LineCursor.isBlank(bytes[i])) {
            i++;
        }
        int brace = i;
        while (!strict && brace < cursor.end && LineCursor.isBlank(bytes[brace])) {
            brace++;
        }
        if (brace == cursor.end || bytes[brace] != '{') {
            return i;
        }
        boolean quoted = false;
        for (i = brace + 1; i < cursor.end; i++) {
            if (quoted && bytes[i] == '\\') {
                i++;
            } else if (bytes[i] == '"') {
                quoted = !quoted;
            } else if (bytes[i] == '}' && !quoted) {
                return i + 1;
            }
        }
        throw cursor.error(
                brace,
                "the label set that begins here does not end; close its last value with a quote and it with a brace");
    }

    private Entry parse(LineCursor cursor, int to, int hash, boolean strict) throws TextFormatException {
        byte[] text = Arrays.copyOfRange(cursor.bytes, cursor.at, to);
        int start = cursor.at;
        String name = "";
        if (cursor.peek() != '{') {
            int nameEnd = start;
            while (nameEnd < to && cursor.bytes[nameEnd] != '{' && !LineCursor.isBlank(cursor.bytes[nameEnd])) {
                nameEnd++;
            }
            name = bareName(cursor, nameEnd, true);
            if (!strict) {
                cursor.skipBlanks();
            }
        }
        Labels.Builder labels = Labels.builder();
        if (cursor.at < to && cursor.accept('{')) {
            name = parseLabels(cursor, labels, name, strict);
        } else {
            cursor.at = to;
        }
        if (name.isEmpty()) {
            throw cursor.error(start, "the sample has no metric name; put one before the brace");
        }
        return new Entry(text, hash, strict, names.metricName(name), labels.build());
    }

    /** Reads a name without quotes up to {@code nameEnd} and moves there. */
    private static String bareName(LineCursor cursor, int nameEnd, boolean metric) throws TextFormatException {
        String name = cursor.text(cursor.at, nameEnd);
        if (!(metric ? Names.isMetricName(name) : Names.isLabelName(name))) {
            throw cursor.error((metric ? "metric name " : "label name ")
                    + cursor.excerpt(cursor.at, nameEnd)
                    + (metric ? " does not match [a-zA-Z_:][a-zA-Z0-9_:]*" : " does not match [a-zA-Z_][a-zA-Z0-9_]*"));
        }
        cursor.at = nameEnd;
        return name;
    }

    /** Reads labels behind the opening brace, and a quoted metric name among them; returns the metric name. */
    private String parseLabels(LineCursor cursor, Labels.Builder labels, String bareName, boolean strict)
            throws TextFormatException {
        String name = bareName;
        int count = 0;
        for (boolean first = true; ; first = false) {
            skip(cursor, strict);
            if ((first || !strict) && cursor.accept('}')) {
                return name;
            }
            if (count == limits.labels()) {
                throw cursor.error("more than " + limits.labels() + " labels; that is the limit for one sample");
            }
            int keyStart = cursor.at;
            boolean quoted = cursor.peek() == '"';
            String key = quoted ? quoted(cursor) : bareName(cursor, labelNameEnd(cursor), false);
            skip(cursor, strict);
            if (quoted && (cursor.peek() == ',' || cursor.peek() == '}')) {
                if (!name.isEmpty() || key.isEmpty()) {
                    throw cursor.error(keyStart, "a second or empty metric name; a sample has one");
                }
                name = key;
            } else {
                addLabel(cursor, labels, key, keyStart, strict);
                count++;
            }
            skip(cursor, strict);
            if (!cursor.accept(',')) {
                if (cursor.accept('}')) {
                    return name;
                }
                throw cursor.error(
                        "found " + cursor.excerpt() + " behind a label; a comma or the closing brace stands there");
            }
        }
    }

    /** Reads a label set of its own, strictly, behind its opening brace. */
    Labels labels(LineCursor cursor) throws TextFormatException {
        Labels.Builder labels = Labels.builder();
        parseLabels(cursor, labels, "exemplar", true);
        return labels.build();
    }

    private void addLabel(LineCursor cursor, Labels.Builder labels, String key, int keyStart, boolean strict)
            throws TextFormatException {
        if (key.isEmpty() || key.equals(Labels.METRIC_NAME)) {
            throw cursor.error(keyStart, "label name \"" + key + "\" is not for labels; name it otherwise");
        }
        if (!cursor.accept('=')) {
            throw cursor.error("found " + cursor.excerpt() + " behind the label name; an equals sign stands there");
        }
        skip(cursor, strict);
        if (cursor.peek() != '"') {
            throw cursor.error("found " + cursor.excerpt() + "; a label's value stands in quotes");
        }
        String value = quoted(cursor);
        try {
            labels.add(names.labelName(key), value);
        } catch (IllegalArgumentException e) {
            throw cursor.error(keyStart, String.valueOf(e.getMessage()));
        }
    }

    private static int labelNameEnd(LineCursor cursor) {
        int i = cursor.at;
        while (i < cursor.end && "=,}\" \t".indexOf(cursor.bytes[i]) < 0) {
            i++;
        }
        return i;
    }

    private static void skip(LineCursor cursor, boolean strict) {
        if (!strict) {
            cursor.skipBlanks();
        }
    }

    /** Reads text in quotes, and moves behind it. */
    static String quoted(LineCursor cursor) throws TextFormatException {
        int from = cursor.at + 1;
        int i = from;
        boolean escaped = false;
        while (i < cursor.end && cursor.bytes[i] != '"') {
            if (cursor.bytes[i] == '\\') {
                escaped = true;
                i++;
            }
            i++;
        }
        if (i >= cursor.end) {
            throw cursor.error("the quote that opens here is not closed");
        }
        String raw = cursor.text(from, i);
        cursor.at = i + 1;
        return escaped ? unescape(raw, true) : raw;
    }

    /** Undoes {@code \\}, {@code \n} and, where quotes are escaped, {@code \"}; other backslashes stand for themselves. */
    static String unescape(String raw, boolean quotes) {
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            char next = c == '\\' && i + 1 < raw.length() ? raw.charAt(i + 1) : 0;
            if (next == '\\' || next == '"' && quotes) {
                text.append(next);
                i++;
            } else if (next == 'n') {
                text.append('\n');
                i++;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}

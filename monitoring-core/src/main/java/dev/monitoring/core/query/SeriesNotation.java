package dev.monitoring.core.query;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.model.StaleMarker;
import dev.monitoring.core.query.syntax.NumberLiteral;
import dev.monitoring.core.query.syntax.ParserOptions;
import dev.monitoring.core.query.syntax.PromqlParser;
import dev.monitoring.core.query.value.QueryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A series as the tests of Prometheus and promtool write it: labels and items, one step apart, where an item is a gap, a number
 * or a native histogram. {@code up{job="node"} 1 1 0x3 _ stale 5+1x10}. Immutable.
 *
 * @param labels the series
 * @param items its values, the first at time zero
 * @param isStarts whether the items are start timestamps of the samples on the next line ({@code name@st})
 * @see <a href="https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series">Series</a>
 */
public record SeriesNotation(Labels labels, List<Item> items, boolean isStarts) {
    /** The next value of a series. Native histograms are told apart but not read. */
    public record Item(Kind kind, double value) {
        /** What an item is. */
        public enum Kind {
            /** No sample. */
            GAP,
            /** A sample. */
            NUMBER,
            /** A native histogram, which is not read. */
            HISTOGRAM
        }

        static final Item GAP = new Item(Kind.GAP, 0);
        static final Item HISTOGRAM = new Item(Kind.HISTOGRAM, 0);

        static Item number(double value) {
            return new Item(Kind.NUMBER, value);
        }
    }

    private static final String STARTS = "@st";

    /** More than two years of minutes. */
    private static final int MAX_ITEMS = 1_000_000;

    private static final String NUMBER =
            "(?:(?:\\d+(?:ms|[smhdwy]))+|(?:\\d[\\d_]*\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?|[Ii][Nn][Ff]|[Nn][Aa][Nn])";
    private static final Pattern RUN = Pattern.compile("([+-]?" + NUMBER + ")(?:([+-]" + NUMBER + ")?x(\\d+))?");
    private static final Pattern GAPS = Pattern.compile("_(?:x(\\d+))?");
    private static final Pattern HISTOGRAMS = Pattern.compile("(\\{\\{[^}]*}})(?:([+-]\\{\\{[^}]*}})?x(\\d+))?");

    /**
     * Reads such a line.
     *
     * @throws IllegalArgumentException if it is none, or has more than a million items
     */
    public static SeriesNotation parse(String line) {
        int end = endOfLabels(line);
        String labels = line.substring(0, end);
        boolean isStarts = line.startsWith(STARTS, end);
        String rest = line.substring(isStarts ? end + STARTS.length() : end);
        if (!rest.isEmpty() && !Character.isWhitespace(rest.charAt(0))) {
            throw new IllegalArgumentException("no blank behind the labels of: " + line);
        }
        List<Item> items = new ArrayList<>();
        for (String word : words(rest)) {
            addItems(word, items);
            if (items.size() > MAX_ITEMS) {
                throw new IllegalArgumentException("more than " + MAX_ITEMS + " values in a series: " + word);
            }
        }
        return new SeriesNotation(labels(labels), List.copyOf(items), isStarts);
    }

    private static Labels labels(String text) {
        Labels.Builder labels = Labels.builder();
        for (Matcher matcher : matchers(text)) {
            if (matcher.operator() != Matcher.Operator.EQUAL) {
                throw new IllegalArgumentException("labels of a series are set with =, not as in: " + text);
            }
            labels.set(matcher.name(), matcher.value());
        }
        return labels.build();
    }

    private static List<Matcher> matchers(String text) {
        try {
            return PromqlParser.parseSelector(text);
        } catch (QueryException e) {
            throw new IllegalArgumentException("not the labels of a series: " + text + " (" + e.message() + ")", e);
        }
    }

    /** The index behind the closing brace, or behind the name where there are no braces. */
    private static int endOfLabels(String line) {
        char quote = 0;
        boolean inside = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quote != 0) {
                if (c == '\\' && quote != '`') {
                    i++;
                } else if (c == quote) {
                    quote = 0;
                }
            } else if (inside && (c == '"' || c == '\'' || c == '`')) {
                quote = c;
            } else if (c == '{') {
                inside = true;
            } else if (c == '}') {
                return i + 1;
            } else if (!inside && (Character.isWhitespace(c) && !followedByBrace(line, i) || c == '@')) {
                return i;
            }
        }
        return line.length();
    }

    private static boolean followedByBrace(String line, int index) {
        String rest = line.substring(index).stripLeading();
        return rest.startsWith("{") && !rest.startsWith("{{");
    }

    /** Words separated by blanks, but for blanks inside double braces. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int open = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            open += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (open == 0 && Character.isWhitespace(c)) {
                if (!word.isEmpty()) {
                    words.add(word.toString());
                    word.setLength(0);
                }
            } else {
                word.append(c);
            }
        }
        if (!word.isEmpty()) {
            words.add(word.toString());
        }
        return words;
    }

    private static void addItems(String word, List<Item> items) {
        if (word.equals("stale")) {
            items.add(Item.number(StaleMarker.VALUE));
            return;
        }
        java.util.regex.Matcher gaps = GAPS.matcher(word);
        if (gaps.matches()) {
            int count = gaps.group(1) == null ? 1 : count(gaps.group(1));
            for (int i = 0; i < count; i++) {
                items.add(Item.GAP);
            }
            return;
        }
        java.util.regex.Matcher histograms = HISTOGRAMS.matcher(word);
        if (histograms.matches()) {
            int steps = histograms.group(3) == null ? 0 : count(histograms.group(3));
            for (int i = 0; i <= steps; i++) {
                items.add(Item.HISTOGRAM);
            }
            return;
        }
        java.util.regex.Matcher run = RUN.matcher(word);
        if (!run.matches()) {
            throw new IllegalArgumentException("not a value of a series: " + word);
        }
        double value = number(run.group(1));
        double step = run.group(2) == null ? 0 : number(run.group(2));
        int steps = run.group(3) == null ? 0 : count(run.group(3));
        for (int i = 0; i <= steps; i++) {
            items.add(Item.number(value));
            value += step;
        }
    }

    private static int count(String digits) {
        if (digits.length() > 7 || Integer.parseInt(digits) > MAX_ITEMS) {
            throw new IllegalArgumentException("more than " + MAX_ITEMS + " values in a series: x" + digits);
        }
        return Integer.parseInt(digits);
    }

    /**
     * A number with or without sign, or a duration as seconds.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static double number(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        double value = switch (digits.toLowerCase(Locale.ROOT)) {
            case "inf" -> Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default ->
                digits.matches("[\\d.][\\d._eE+-]*") ? Double.parseDouble(digits.replace("_", "")) : seconds(digits);
        };
        return negative ? -value : value;
    }

    /** A length of time as PromQL writes it, however long. */
    private static double seconds(String duration) {
        try {
            if (PromqlParser.parse(duration, ParserOptions.STABLE) instanceof NumberLiteral literal) {
                return literal.value();
            }
        } catch (QueryException e) {
            throw new IllegalArgumentException("not a value of a series: " + duration, e);
        }
        throw new IllegalArgumentException("not a value of a series: " + duration);
    }
}

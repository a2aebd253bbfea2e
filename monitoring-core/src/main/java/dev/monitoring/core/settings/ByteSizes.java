package dev.monitoring.core.settings;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers of bytes as people write them: {@code 64MiB}, {@code 64M}, {@code 512KB}, {@code 1048576}; all powers of 1024. */
public final class ByteSizes {
    private static final String PREFIXES = "KMGT";

    private ByteSizes() {}

    /** Apart, because a start without settings parses nothing. */
    private static final class Form {
        static final Pattern PATTERN = Pattern.compile("(\\d{1,15})\\s*([KMGT]?)(?:I?B)?");
    }

    /**
     * The number of bytes that {@code text} says.
     *
     * @throws IllegalArgumentException with examples, if it is not of that form or less than {@code min}
     */
    public static long parse(String text, long min) {
        Matcher matcher = Form.PATTERN.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is not a size in bytes; use for example 64MiB, 512KB, 1048576");
        }
        int power = matcher.group(2).isEmpty() ? 0 : PREFIXES.indexOf(matcher.group(2)) + 1;
        long unit = 1L << (10 * power);
        long count = Long.parseLong(matcher.group(1));
        if (count > Long.MAX_VALUE / unit) {
            throw new IllegalArgumentException("\"" + text + "\" is more than a computer has; use for example 64MiB");
        }
        long bytes = count * unit;
        if (bytes < min) {
            throw new IllegalArgumentException("\"" + text + "\" is less than " + format(min) + "; use at least that");
        }
        return bytes;
    }

    /** The size with the greatest unit that leaves no rest: {@code 64MiB}; else with one decimal: {@code 1.5KiB}. */
    public static String format(long bytes) {
        int power = 0;
        long unit = 1;
        while (power < PREFIXES.length() && bytes >= unit * 1024) {
            unit *= 1024;
            power++;
        }
        String suffix = power == 0 ? "B" : PREFIXES.charAt(power - 1) + "iB";
        return bytes % unit == 0
                ? bytes / unit + suffix
                : String.format(Locale.ROOT, "%.1f%s", (double) bytes / unit, suffix);
    }
}

package dev.monitoring.collectors.naming;

import java.util.HashSet;
import java.util.Set;

/**
 * Label values that strangers choose: the first so many are told apart, all later ones are {@value #OTHER}. Confined to one
 * thread.
 */
public final class LabelValues {
    /** What stands for all that are not told apart. */
    public static final String OTHER = "other";

    /** What stands for a text that is missing or empty. */
    public static final String UNKNOWN = "unknown";

    /** A longer text is no name; its beginning shows what it is. */
    private static final int MAX_LENGTH = 64;

    private final int limit;
    private final Set<String> known = new HashSet<>();

    /** @param limit how many are told apart, besides {@value #OTHER} and {@value #UNKNOWN} */
    public LabelValues(int limit) {
        this.limit = limit;
    }

    /** The label value of a text. */
    public String of(String text) {
        String value = clean(text);
        if (value.equals(UNKNOWN) || value.equals(OTHER) || known.contains(value)) {
            return value;
        }
        if (known.size() >= limit) {
            return OTHER;
        }
        known.add(value);
        return value;
    }

    /** Makes room for another. */
    public void forget(String value) {
        known.remove(value);
    }

    /** At most that many characters of a text, none of them halved. */
    public static String cut(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }

    /** A text in one line, without spaces around it, and short; {@value #UNKNOWN} where that leaves nothing. */
    public static String clean(String text) {
        String stripped = text.strip();
        StringBuilder clean = new StringBuilder(Math.min(stripped.length(), MAX_LENGTH));
        for (int i = 0; i < stripped.length() && clean.length() < MAX_LENGTH; ) {
            int character = stripped.codePointAt(i);
            boolean half = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
            clean.appendCodePoint(half || Character.isISOControl(character) ? '?' : character);
            i += Character.charCount(character);
        }
        return clean.isEmpty() ? UNKNOWN : clean.toString();
    }
}

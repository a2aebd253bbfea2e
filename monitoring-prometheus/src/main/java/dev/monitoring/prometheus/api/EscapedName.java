package dev.monitoring.prometheus.api;

/**
 * A name as paths carry those that are not {@code [a-zA-Z0-9_]}: after {@code U__}, {@code _2e_} stands for the character with
 * that hexadecimal code and {@code __} for an underscore. Has no state.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/escaping_schemes/">Escaping schemes</a>
 */
final class EscapedName {
    private static final String PREFIX = "U__";

    /** As many as the largest code point has. */
    private static final int MAX_DIGITS = 6;

    private EscapedName() {}

    /** The name that a text stands for: the text itself, where it is not of that form throughout. */
    static String decode(String text) {
        if (!text.startsWith(PREFIX)) {
            return text;
        }
        StringBuilder name = new StringBuilder();
        for (int i = PREFIX.length(); i < text.length(); i++) {
            if (text.charAt(i) != '_') {
                name.append(text.charAt(i));
                continue;
            }
            int end = text.indexOf('_', i + 1);
            int codePoint = end == i + 1 ? '_' : codePoint(text, i + 1, end);
            if (codePoint < 0) {
                return text;
            }
            name.appendCodePoint(codePoint);
            i = end;
        }
        return name.toString();
    }

    /** The code point that hexadecimal digits give; negative where they give none. */
    private static int codePoint(String text, int start, int end) {
        if (end < 0 || end - start > MAX_DIGITS) {
            return -1;
        }
        int codePoint = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            codePoint = codePoint * 16 + digit;
        }
        boolean isSurrogate = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        return Character.isValidCodePoint(codePoint) && !isSurrogate ? codePoint : -1;
    }
}

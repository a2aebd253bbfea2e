package dev.monitoring.alerts.notify.http;

/** Texts that fit what a service takes. Stateless. */
public final class Shortening {
    private static final String ELLIPSIS = "…";

    private Shortening() {}

    /** The text, or as many characters of it that it has {@code max} with the ellipsis behind them; no character is cut. */
    public static String toCodePoints(String text, int max) {
        if (text.codePointCount(0, text.length()) <= max) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, max - 1)) + ELLIPSIS;
    }

    /** The beginning of a text of others, on one line and without control characters, for people and logs. */
    public static String excerpt(String text, int max) {
        StringBuilder line = new StringBuilder();
        toCodePoints(text.strip(), max).codePoints().forEach(c -> {
            if (Character.isWhitespace(c)) {
                line.append(' ');
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                line.append(String.format("\\u%04x", c));
            } else {
                line.appendCodePoint(c);
            }
        });
        return line.toString();
    }
}

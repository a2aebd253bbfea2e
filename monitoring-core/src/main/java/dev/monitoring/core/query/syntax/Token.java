package dev.monitoring.core.query.syntax;

/**
 * A word or sign of a query. Immutable.
 *
 * @param text as it stands in the query, quotes included
 * @param start index of its first character
 */
record Token(TokenType type, String text, int start) {
    private static final int LONGEST_SHOWN = 10;

    /** Index behind the last character. */
    int end() {
        return start + text.length();
    }

    /** The token in words, for messages: {@code identifier "foo"}, {@code <op:*>}, {@code end of input}. */
    String describe() {
        return switch (type.style()) {
            case BARE -> type.title();
            case QUOTED -> quoted();
            case ANGLED -> "<" + type.title() + text + ">";
            case NAMED -> type.title() + " " + quoted();
        };
    }

    private String quoted() {
        boolean isName = type == TokenType.IDENTIFIER || type == TokenType.METRIC_IDENTIFIER;
        if (isName || text.codePointCount(0, text.length()) <= LONGEST_SHOWN) {
            return Printer.quote(text);
        }
        return Printer.quote(text.substring(0, text.offsetByCodePoints(0, LONGEST_SHOWN))) + "...";
    }
}

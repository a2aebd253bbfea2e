package dev.monitoring.core.query.value;

/**
 * A stretch of a query's text. Immutable.
 *
 * @param start index of the first character, from 0
 * @param end index behind the last character
 * @param line the line of {@code start}, from 1
 * @param column the column of {@code start} in characters, from 1
 */
public record Position(int start, int end, int line, int column) {
    public Position {
        if (start < 0 || end < start || line < 1 || column < 1) {
            throw new IllegalArgumentException("position [" + start + ", " + end + ") at " + line + ":" + column
                    + " is not in a text; start is at least 0, end at least start, line and column at least 1");
        }
    }

    /** The position of {@code text} from index {@code start} to index {@code end}, exclusive. */
    public static Position in(String text, int start, int end) {
        int line = 1;
        int lineStart = 0;
        int last = Math.min(start, text.length());
        for (int i = 0; i < last; i++) {
            if (text.charAt(i) == '\n') {
                line++;
                lineStart = i + 1;
            }
        }
        return new Position(start, Math.max(start, end), line, start - lineStart + 1);
    }

    /** Line and column as messages name them: {@code 1:5}. */
    @Override
    public String toString() {
        return line + ":" + column;
    }
}

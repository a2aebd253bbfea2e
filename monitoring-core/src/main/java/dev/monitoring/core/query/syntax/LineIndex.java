package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.Position;
import java.util.Arrays;

/** A text that knows where its lines begin, so that positions are found fast however long it is. Immutable. */
final class LineIndex {
    private final String text;
    private final int[] lineStarts;

    LineIndex(String text) {
        this.text = text;
        int[] starts = new int[16];
        int lines = 1;
        for (int at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
            if (lines == starts.length) {
                starts = Arrays.copyOf(starts, 2 * lines);
            }
            starts[lines++] = at + 1;
        }
        this.lineStarts = Arrays.copyOf(starts, lines);
    }

    String text() {
        return text;
    }

    int length() {
        return text.length();
    }

    char charAt(int index) {
        return text.charAt(index);
    }

    /** The stretch from {@code start} to {@code end}, exclusive. */
    Position position(int start, int end) {
        int found = Arrays.binarySearch(lineStarts, start);
        int line = found >= 0 ? found : -found - 2;
        return new Position(start, Math.max(start, end), line + 1, start - lineStarts[line] + 1);
    }
}

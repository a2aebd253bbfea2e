package dev.monitoring.core.textformat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;

/** Cuts a stream into lines in one buffer that is reused. Confined to one thread. */
final class LineReader {
    private static final int INITIAL_BYTES = 16 << 10;

    private final TextFormatLimits limits;
    private byte[] buffer = new byte[INITIAL_BYTES];
    private InputStream in = InputStream.nullInputStream();
    private int from;
    private int to;
    private long readBytes;
    private int lineNumber;
    private boolean ended;
    private boolean terminated;

    LineReader(TextFormatLimits limits) {
        this.limits = limits;
    }

    void reset(InputStream newIn) {
        in = newIn;
        from = 0;
        to = 0;
        readBytes = 0;
        lineNumber = 0;
        ended = false;
        terminated = true;
    }

    /** Whether the line given last ended with a line feed. */
    boolean isTerminated() {
        return terminated;
    }

    int lineNumber() {
        return lineNumber;
    }

    /** Sets {@code cursor} to the next line, without its line feed; false at the end of the stream. */
    boolean next(LineCursor cursor) throws IOException, TextFormatException {
        int searched = from;
        while (true) {
            for (int i = searched; i < to; i++) {
                if (buffer[i] == '\n') {
                    give(cursor, i, true);
                    from = i + 1;
                    return true;
                }
            }
            if (ended) {
                if (from == to) {
                    return false;
                }
                give(cursor, to, false);
                from = to;
                return true;
            }
            int pending = to - from;
            fill();
            searched = from + pending;
        }
    }

    private void give(LineCursor cursor, int end, boolean withLineFeed) throws TextFormatException {
        if (end - from > limits.lineBytes()) {
            throw lineTooLong();
        }
        lineNumber++;
        terminated = withLineFeed;
        cursor.reset(buffer, from, end, lineNumber);
    }

    private void fill() throws IOException, TextFormatException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        if (to > limits.lineBytes()) {
            throw lineTooLong();
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * buffer.length);
        }
        int got = in.read(buffer, to, buffer.length - to);
        if (got < 0) {
            ended = true;
            return;
        }
        to += got;
        readBytes += got;
        if (readBytes > limits.bodyBytes()) {
            throw new TextFormatException(
                    lineNumber + 1,
                    1,
                    String.format(Locale.ROOT, "the text is longer than %,d bytes; ask for less", limits.bodyBytes()));
        }
    }

    private TextFormatException lineTooLong() {
        return new TextFormatException(
                lineNumber + 1,
                limits.lineBytes(),
                String.format(Locale.ROOT, "the line is longer than %,d bytes", limits.lineBytes()));
    }
}

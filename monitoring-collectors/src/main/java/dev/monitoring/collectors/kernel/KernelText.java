package dev.monitoring.collectors.kernel;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A text file of the kernel, read line by line and token by token. One object reads any number of files, one after another,
 * through one buffer, and makes no text of what it reads unless asked to. Confined to one thread.
 *
 * <p>Bounds. A file longer than its limit fails; a line longer than the buffer is for is cut there (the
 * interrupt line of {@code /proc/stat} may be long, and its beginning is what counts); a token that is no number reads as
 * NaN. Whatever a file holds, nothing but {@link IOException} is thrown.
 */
public final class KernelText {
    /** The longest line that is read whole, if nothing else is said. */
    public static final int MAX_LINE_BYTES = 64 * 1024;

    /** How much of a file is read if nothing else is said: ten times the longest of a machine with 500 processors. */
    public static final long MAX_FILE_BYTES = 4L * 1024 * 1024;

    /** The JDK reads this much through the stack; for more it allocates native memory each time. */
    private static final int READ_BYTES = 8 * 1024;

    private static final int MAX_NUMBER_LENGTH = 40;

    private final int maxLineBytes;
    private final byte[] buffer;
    private @Nullable File file;
    private @Nullable FileInputStream in;
    private long unreadBytes;
    private boolean ended;
    private int limit;
    private int lineStart;
    private int lineEnd;
    private int nextLine;
    private boolean cut;
    private int position;
    private int tokenStart;
    private int tokenEnd;

    /** Reads files with lines of any length up to {@value #MAX_LINE_BYTES} bytes, through a buffer of that size. */
    public KernelText() {
        this(MAX_LINE_BYTES);
    }

    /** Reads files with lines of up to {@code maxLineBytes}, through a buffer of that size. */
    public KernelText(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
        this.buffer = new byte[maxLineBytes + Math.min(READ_BYTES, maxLineBytes)];
    }

    /**
     * Begins to read a file; {@link #close} must follow.
     *
     * @return whether there is such a file
     * @throws IOException if there is one and it cannot be opened
     */
    public boolean open(File newFile) throws IOException {
        return open(newFile, MAX_FILE_BYTES);
    }

    /** As {@link #open(File)}, with a limit of its own. */
    public boolean open(File newFile, long maxBytes) throws IOException {
        close();
        try {
            in = new FileInputStream(newFile);
        } catch (FileNotFoundException e) {
            if (!newFile.exists()) {
                return false;
            }
            if (newFile.canRead()) {
                throw e;
            }
            throw new IOException(newFile + ": permission denied; run this process as a user who may read it");
        }
        file = newFile;
        unreadBytes = maxBytes;
        ended = false;
        limit = 0;
        nextLine = 0;
        lineStart = 0;
        lineEnd = 0;
        cut = false;
        return true;
    }

    /** Ends reading; does nothing where nothing is read. */
    public void close() {
        FileInputStream open = in;
        in = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // Closing a file that was only read cannot lose anything.
            }
        }
    }

    /**
     * Goes to the next line.
     *
     * @return whether there is one
     * @throws IOException if the file cannot be read, or is longer than its limit
     */
    public boolean nextLine() throws IOException {
        boolean skipping = cut;
        while (true) {
            int end = indexOfLineFeed(nextLine);
            if (end >= 0) {
                lineStart = nextLine;
                lineEnd = end;
                nextLine = end + 1;
                if (!skipping) {
                    return beginLine(false);
                }
                skipping = false;
            } else if (limit - nextLine >= maxLineBytes) {
                lineStart = nextLine;
                lineEnd = nextLine + maxLineBytes;
                nextLine = lineEnd;
                if (!skipping) {
                    return beginLine(true);
                }
            } else if (!fill()) {
                lineStart = nextLine;
                lineEnd = limit;
                nextLine = limit;
                return lineEnd > lineStart && !skipping && beginLine(false);
            }
        }
    }

    private boolean beginLine(boolean isCut) {
        cut = isCut;
        position = lineStart;
        tokenStart = lineStart;
        tokenEnd = lineStart;
        return true;
    }

    /** Goes to the next run of characters between spaces or tabs; false at the end of the line. */
    public boolean nextToken() {
        int i = position;
        while (i < lineEnd && isSpace(buffer[i])) {
            i++;
        }
        tokenStart = i;
        while (i < lineEnd && !isSpace(buffer[i])) {
            i++;
        }
        tokenEnd = i;
        position = i;
        return tokenEnd > tokenStart;
    }

    /** Goes to the text up to the next {@code separator}, without spaces around it; false where there is no separator. */
    public boolean nextTokenUpTo(char separator) {
        for (int i = position; i < lineEnd; i++) {
            if (buffer[i] == separator) {
                tokenStart = position;
                tokenEnd = i;
                position = i + 1;
                trimToken();
                return true;
            }
        }
        return false;
    }

    /** Makes the token the whole line; tokens are then counted from its beginning again. */
    public void wholeLine() {
        position = lineStart;
        tokenStart = lineStart;
        tokenEnd = lineEnd;
    }

    /** Skips {@code count} tokens; false where there are fewer. */
    public boolean skipTokens(int count) {
        for (int i = 0; i < count; i++) {
            if (!nextToken()) {
                return false;
            }
        }
        return true;
    }

    /** Takes the last {@code count} characters off the token. */
    public void dropEnd(int count) {
        tokenEnd = Math.max(tokenStart, tokenEnd - count);
    }

    /** Takes the first {@code count} characters off the token. */
    public void dropStart(int count) {
        tokenStart = Math.min(tokenEnd, tokenStart + count);
    }

    public int tokenLength() {
        return tokenEnd - tokenStart;
    }

    public boolean tokenIs(byte[] text) {
        return tokenLength() == text.length && tokenStartsWith(text);
    }

    public boolean tokenStartsWith(byte[] text) {
        if (tokenLength() < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (buffer[tokenStart + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    public boolean tokenEndsWith(char c) {
        return tokenEnd > tokenStart && buffer[tokenEnd - 1] == c;
    }

    /** The token as text, made anew; bytes that are not UTF-8 become the replacement character. */
    public String tokenText() {
        return new String(buffer, tokenStart, tokenEnd - tokenStart, StandardCharsets.UTF_8);
    }

    /** The whole line as text, made anew. */
    public String lineText() {
        return new String(buffer, lineStart, lineEnd - lineStart, StandardCharsets.UTF_8);
    }

    /** What {@code table} holds for the token. */
    public <T> @Nullable T lookUp(NameTable<T> table) {
        return table.get(buffer, tokenStart, tokenEnd);
    }

    /** Makes {@code table} hold {@code value} for the token. */
    public <T> T remember(NameTable<T> table, T value) {
        table.put(buffer, tokenStart, tokenEnd, value);
        return value;
    }

    /** Whether the line is exactly {@code text}. */
    public boolean lineIs(byte[] text) {
        return lineEnd - lineStart == text.length && startsWith(text, lineStart);
    }

    /** The line's bytes, made anew. */
    public byte[] lineBytes() {
        byte[] bytes = new byte[lineEnd - lineStart];
        System.arraycopy(buffer, lineStart, bytes, 0, bytes.length);
        return bytes;
    }

    /** The next token as a decimal number; NaN where there is none. */
    public double nextNumber() {
        return nextToken() ? number() : Double.NaN;
    }

    /** The token as a decimal number with or without sign and fraction; NaN where it is none. */
    public double number() {
        int i = tokenStart;
        boolean negative = i < tokenEnd && buffer[i] == '-';
        if (negative) {
            i++;
        }
        if (i == tokenEnd || tokenEnd - i > MAX_NUMBER_LENGTH) {
            return Double.NaN;
        }
        double value = 0;
        double scale = 0;
        for (; i < tokenEnd; i++) {
            int digit = buffer[i] - '0';
            if (digit >= 0 && digit <= 9) {
                value = value * 10 + digit;
                scale *= 10;
            } else if (buffer[i] == '.' && scale == 0 && i + 1 < tokenEnd) {
                scale = 1;
            } else {
                return Double.NaN;
            }
        }
        value = scale > 1 ? value / scale : value;
        return negative ? -value : value;
    }

    /** The token as a hexadecimal number, with or without 0x; NaN where it is none. */
    public double hex() {
        int i = tokenStart;
        if (tokenEnd - i > 2 && buffer[i] == '0' && buffer[i + 1] == 'x') {
            i += 2;
        }
        if (i == tokenEnd || tokenEnd - i > MAX_NUMBER_LENGTH) {
            return Double.NaN;
        }
        double value = 0;
        for (; i < tokenEnd; i++) {
            int digit = Character.digit(buffer[i], 16);
            if (digit < 0) {
                return Double.NaN;
            }
            value = value * 16 + digit;
        }
        return value;
    }

    public static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private boolean startsWith(byte[] text, int start) {
        for (int i = 0; i < text.length; i++) {
            if (buffer[start + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private void trimToken() {
        while (tokenStart < tokenEnd && isSpace(buffer[tokenStart])) {
            tokenStart++;
        }
        while (tokenEnd > tokenStart && isSpace(buffer[tokenEnd - 1])) {
            tokenEnd--;
        }
    }

    private int indexOfLineFeed(int from) {
        for (int i = from; i < limit; i++) {
            if (buffer[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Reads more; makes room first by moving the line that is not complete to the front. */
    private boolean fill() throws IOException {
        FileInputStream open = in;
        if (ended || open == null) {
            return false;
        }
        if (nextLine > 0) {
            System.arraycopy(buffer, nextLine, buffer, 0, limit - nextLine);
            limit -= nextLine;
            nextLine = 0;
        }
        int count = open.read(buffer, limit, Math.min(READ_BYTES, buffer.length - limit));
        if (count <= 0) {
            ended = true;
            return false;
        }
        limit += count;
        unreadBytes -= count;
        if (unreadBytes < 0) {
            throw new IOException(file + " is longer than what is read of such a file at most");
        }
        return true;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t';
    }
}

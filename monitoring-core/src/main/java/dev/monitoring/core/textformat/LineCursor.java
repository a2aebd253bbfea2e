package dev.monitoring.core.textformat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** A line and how far it is read. Confined to one thread. */
final class LineCursor {
    private static final int MAX_EXCERPT_CHARS = 60;

    byte[] bytes = new byte[0];
    int at;
    int end;
    int lineNumber;
    private int start;

    void reset(byte[] newBytes, int from, int to, int number) {
        bytes = newBytes;
        start = from;
        at = from;
        end = to;
        lineNumber = number;
    }

    boolean isAtEnd() {
        return at >= end;
    }

    boolean isAtStart() {
        return at == start;
    }

    /** The next byte, or -1 at the end of the line. */
    int peek() {
        return at < end ? bytes[at] & 0xff : -1;
    }

    boolean accept(char c) {
        if (peek() != c) {
            return false;
        }
        at++;
        return true;
    }

    /** Passes over spaces and tabs. */
    boolean skipBlanks() {
        int before = at;
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
        return at > before;
    }

    /** Where the text without blanks that begins here ends. */
    int tokenEnd() {
        int i = at;
        while (i < end && !isBlank(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Whether the text from here to {@code to} is {@code word}. */
    boolean is(String word, int to) {
        if (to - at != word.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (bytes[at + i] != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The bytes as text. */
    String text(int from, int to) throws TextFormatException {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return decode(from, to);
            }
        }
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    private String decode(int from, int to) throws TextFormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw error(from, "the text " + excerpt(from, to) + " is not valid UTF-8");
        }
    }

    /** A piece of the line for a message: quoted, printable, and not long. */
    String excerpt(int from, int to) {
        String text = new String(bytes, from, Math.min(to - from, 4 * MAX_EXCERPT_CHARS), StandardCharsets.UTF_8);
        StringBuilder excerpt = new StringBuilder("\"");
        text.codePoints().limit(MAX_EXCERPT_CHARS).forEach(c -> {
            if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT) {
                excerpt.append(String.format("\\u%04x", c));
            } else {
                excerpt.appendCodePoint(c);
            }
        });
        return excerpt.append(text.length() > MAX_EXCERPT_CHARS ? "…\"" : "\"").toString();
    }

    /** The piece that begins here, up to the next blank. */
    String excerpt() {
        return isAtEnd() ? "the end of the line" : excerpt(at, Math.max(tokenEnd(), at + 1));
    }

    TextFormatException error(String message) {
        return error(at, message);
    }

    TextFormatException error(int position, String message) {
        int column = 1;
        for (int i = start; i < position; i++) {
            // Bytes 10xxxxxx continue a character.
            if ((bytes[i] & 0xc0) != 0x80) {
                column++;
            }
        }
        return new TextFormatException(lineNumber, column, message);
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}

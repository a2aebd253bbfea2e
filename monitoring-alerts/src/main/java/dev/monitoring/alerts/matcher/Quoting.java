package dev.monitoring.alerts.matcher;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Texts in double quotes, as Alertmanager writes and reads them. */
public final class Quoting {
    private Quoting() {}

    /** The text as Go quotes it: what does not print is escaped. */
    public static String go(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case 0x07 -> quoted.append("\\a");
                case '\b' -> quoted.append("\\b");
                case '\f' -> quoted.append("\\f");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case 0x0b -> quoted.append("\\v");
                default -> appendGo(quoted, c);
            }
        });
        return quoted.append('"').toString();
    }

    private static void appendGo(StringBuilder quoted, int c) {
        if (c == ' ' || isPrintable(c)) {
            quoted.appendCodePoint(c);
        } else if (c < ' ' || c == 0x7f) {
            quoted.append(String.format("\\x%02x", c));
        } else {
            quoted.append(c > 0xffff ? String.format("\\U%08x", c) : String.format("\\u%04x", c));
        }
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    /** The text with backslash, double quote and line feed escaped: all that matchers escape. */
    static String escaped(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    /**
     * What a Go text in double quotes says.
     *
     * @param text what stands between the quotes
     * @param column where it begins, for the fault
     * @throws MatcherSyntaxException if an escape is none of Go's, or a line feed stands there as it is
     */
    static String unquoted(String text, int column) {
        StringBuilder plain = new StringBuilder();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int[] chars = text.codePoints().toArray();
        int i = 0;
        while (i < chars.length) {
            int at = column + i;
            if (chars[i] == '\n') {
                throw new MatcherSyntaxException(at, "a line feed stands inside quotes; write \\n");
            }
            if (chars[i] != '\\') {
                flush(bytes, plain, at);
                plain.appendCodePoint(chars[i++]);
                continue;
            }
            i++; // the scanner has seen that something follows a backslash
            int simple = "abfnrtv\\\"".indexOf(chars[i]);
            int digits = chars[i] == 'x' ? 2 : chars[i] == 'u' ? 4 : chars[i] == 'U' ? 8 : 0;
            boolean octal = chars[i] >= '0' && chars[i] <= '7';
            if (simple >= 0) {
                flush(bytes, plain, at);
                plain.append("\u0007\b\f\n\r\t\u000b\\\"".charAt(simple));
                i++;
            } else if (digits > 0 || octal) {
                int from = octal ? i : i + 1;
                int to = from + (octal ? 3 : digits);
                int code = number(chars, from, to, octal ? 8 : 16, at);
                if (octal || digits == 2) {
                    if (code > 0xff) {
                        throw badEscape(at);
                    }
                    bytes.write(code);
                } else {
                    flush(bytes, plain, at);
                    if (!Character.isValidCodePoint(code) || code >= 0xd800 && code <= 0xdfff) {
                        throw badEscape(at);
                    }
                    plain.appendCodePoint(code);
                }
                i = to;
            } else {
                throw badEscape(at);
            }
        }
        flush(bytes, plain, column + chars.length);
        return plain.toString();
    }

    /** Bytes written as escapes are UTF-8 together. */
    private static void flush(ByteArrayOutputStream bytes, StringBuilder plain, int column) {
        if (bytes.size() == 0) {
            return;
        }
        try {
            plain.append(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())));
        } catch (CharacterCodingException e) {
            throw new MatcherSyntaxException(
                    column, "the escaped bytes before are not UTF-8; write the character itself");
        }
        bytes.reset();
    }

    private static int number(int[] chars, int from, int to, int radix, int column) {
        long number = 0;
        for (int i = from; i < to; i++) {
            int digit = i < chars.length && chars[i] < 0x80 ? Character.digit(chars[i], radix) : -1;
            if (digit < 0) {
                throw badEscape(column);
            }
            number = number * radix + digit;
        }
        return (int) Math.min(number, Integer.MAX_VALUE);
    }

    private static MatcherSyntaxException badEscape(int column) {
        return new MatcherSyntaxException(
                column, "a backslash begins an escape that does not exist; write \\\\ for a backslash");
    }
}

package dev.monitoring.alerts.template;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.function.IntUnaryOperator;

/** Texts as Go's standard library reads, writes and orders them. */
final class GoText {
    /** By the bytes of UTF-8, which is by code points; Java's own order differs above U+D7FF. */
    static final Comparator<String> BYTE_ORDER = GoText::compare;

    private static final String ESCAPES = "abfnrtv\\";
    private static final String ESCAPED = "\u0007\b\f\n\r\t\u000b\\";
    private static final int MAX_CODE_POINT_DIGITS = 8;

    private GoText() {}

    private static int compare(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean surrogates = Character.isSurrogate(x) != Character.isSurrogate(y);
                return surrogates ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** Its bytes in UTF-8; half a surrogate pair is U+FFFD, as where Go reads bytes that are no text. */
    static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length == byteCount(text)) {
            return bytes;
        }
        StringBuilder whole = new StringBuilder(text.length());
        text.codePoints().forEach(c -> whole.appendCodePoint(isHalf(c) ? 0xfffd : c));
        return whole.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /** How many bytes {@link #bytes} has. */
    static long byteCount(String text) {
        long count = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                count++;
            } else if (c < 0x800) {
                count += 2;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                count += 4;
                i++;
            } else {
                count += 3;
            }
        }
        return count;
    }

    /** Go's {@code strconv.Quote}, or {@code QuoteToASCII}. */
    static String quote(String text, boolean ascii) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> appendQuoted(out, c, '"', ascii));
        return out.append('"').toString();
    }

    /** Go's {@code strconv.QuoteRune}, or {@code QuoteRuneToASCII}. */
    static String quote(int codePoint, boolean ascii) {
        StringBuilder out = new StringBuilder().append('\'');
        appendQuoted(out, codePoint, '\'', ascii);
        return out.append('\'').toString();
    }

    private static void appendQuoted(StringBuilder out, int codePoint, char quote, boolean ascii) {
        int escape = ESCAPED.indexOf(codePoint);
        if (codePoint == quote) {
            out.append('\\').append(quote);
        } else if (escape >= 0) {
            out.append('\\').append(ESCAPES.charAt(escape));
        } else if (ascii ? codePoint >= ' ' && codePoint < 0x7f : isPrintable(codePoint)) {
            out.appendCodePoint(codePoint);
        } else if (codePoint < ' ' || codePoint == 0x7f) {
            out.append("\\x").append(hex(codePoint, 2));
        } else if (codePoint < 0x10000) {
            out.append("\\u").append(hex(Character.isSurrogate((char) codePoint) ? 0xfffd : codePoint, 4));
        } else {
            out.append("\\U").append(hex(codePoint, MAX_CODE_POINT_DIGITS));
        }
    }

    /** Go's {@code unicode.IsPrint}: letters, marks, numbers, punctuation, symbols, and the blank. */
    static boolean isPrintable(int codePoint) {
        if (codePoint < 0x7f) {
            return codePoint >= ' ';
        }
        switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> {
                return false;
            }
            default -> {
                return true;
            }
        }
    }

    static String hex(int value, int digits) {
        StringBuilder out = new StringBuilder(Integer.toHexString(value));
        while (out.length() < digits) {
            out.insert(0, '0');
        }
        return out.toString();
    }

    /** What a literal in quotes or backquotes, as the lexer cut it out, stands for. */
    static String unquote(String literal) throws Fault {
        String body = literal.substring(1, literal.length() - 1);
        if (literal.charAt(0) == '`') {
            return body.replace("\r", "");
        }
        if (body.indexOf('\\') < 0) {
            return body;
        }
        Unquoting unquoting = new Unquoting(body, '"');
        while (!unquoting.atEnd()) {
            unquoting.next();
        }
        return unquoting.text();
    }

    /** The code point of a character constant. */
    static int unquoteCharacter(String literal) throws Fault {
        String body = literal.substring(1, literal.length() - 1);
        if (!body.isEmpty()) {
            Unquoting unquoting = new Unquoting(body, '\'');
            int codePoint = unquoting.next();
            if (unquoting.atEnd()) {
                return codePoint;
            }
        }
        throw Fault.syntax("malformed character constant: " + literal + "; it holds one character, as 'a'");
    }

    /** Reads escapes. Bytes given one by one are put together to characters. */
    private static final class Unquoting {
        private final String body;
        private final char quote;
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int at;

        Unquoting(String body, char quote) {
            this.body = body;
            this.quote = quote;
        }

        boolean atEnd() {
            return at >= body.length();
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        int next() throws Fault {
            int c = body.codePointAt(at);
            at += Character.charCount(c);
            if (c != '\\') {
                return add(c);
            }
            if (atEnd()) {
                throw invalid("\\");
            }
            char kind = body.charAt(at++);
            int simple = ESCAPES.indexOf(kind);
            if (simple >= 0) {
                return add(ESCAPED.charAt(simple));
            }
            switch (kind) {
                case 'x' -> {
                    return addByte(digits(2, 16));
                }
                case 'u' -> {
                    return add(valid(digits(4, 16)));
                }
                case 'U' -> {
                    return add(valid(digits(MAX_CODE_POINT_DIGITS, 16)));
                }
                case '\'', '"' -> {
                    if (kind != quote) {
                        throw invalid("\\" + kind);
                    }
                    return add(kind);
                }
                default -> {
                    if (kind < '0' || kind > '7') {
                        throw invalid("\\" + kind);
                    }
                    at--;
                    long value = digits(3, 8);
                    if (value > 0xff) {
                        throw invalid("\\" + Long.toOctalString(value));
                    }
                    return addByte(value);
                }
            }
        }

        private long digits(int count, int radix) throws Fault {
            long value = 0;
            for (int i = 0; i < count; i++) {
                char c = atEnd() ? '?' : body.charAt(at);
                int digit = c < 0x80 ? Character.digit(c, radix) : -1;
                if (digit < 0) {
                    throw invalid("\\…" + c);
                }
                value = value * radix + digit;
                at++;
            }
            return value;
        }

        private static int valid(long codePoint) throws Fault {
            if (codePoint > Character.MAX_CODE_POINT || codePoint >= 0xd800 && codePoint < 0xe000) {
                throw invalid("\\u" + Long.toHexString(codePoint));
            }
            return (int) codePoint;
        }

        private int add(int codePoint) {
            bytes.writeBytes(new String(Character.toChars(codePoint)).getBytes(StandardCharsets.UTF_8));
            return codePoint;
        }

        private int addByte(long value) {
            bytes.write((int) value);
            return (int) value;
        }

        private static Fault invalid(String escape) {
            return Fault.syntax("invalid syntax: escape " + Fault.quoted(escape)
                    + " is none of Go; write \\\\ for a backslash, or put the text in backquotes");
        }
    }

    /** Whether Go's {@code %#q} writes it in backquotes. */
    static boolean canBackquote(String text) {
        return text.chars().allMatch(c -> c != '`' && c != 0x7f && c != 0xfeff && (c >= ' ' || c == '\t'));
    }

    /** Each character's own upper case, as Go's {@code strings.ToUpper}: no character becomes two. */
    static String toUpper(String text) {
        return mapped(text, Character::toUpperCase);
    }

    /** Each character's own lower case. */
    static String toLower(String text) {
        return mapped(text, Character::toLowerCase);
    }

    private static String mapped(String text, IntUnaryOperator mapping) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().map(mapping).forEach(out::appendCodePoint);
        return out.toString();
    }

    /** The first letter of each word in title case, the others as they are: Go's {@code strings.Title}. */
    static String title(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean first = true;
        for (int c : text.codePoints().toArray()) {
            out.appendCodePoint(first ? Character.toTitleCase(c) : c);
            first = isSeparator(c);
        }
        return out.toString();
    }

    private static boolean isSeparator(int c) {
        if (c < 0x80) {
            return !(Character.isLetterOrDigit(c) || c == '_');
        }
        return !Character.isLetterOrDigit(c) && isSpace(c);
    }

    /**
     * The first letter of each word in title case, the others in lower case, with words as Unicode divides them: what
     * Alertmanager calls {@code title}.
     *
     * @see <a href="https://www.unicode.org/reports/tr29/#Word_Boundaries">Word boundaries</a>
     */
    static String titleLower(String text) {
        int[] points = text.codePoints().toArray();
        StringBuilder out = new StringBuilder(text.length());
        boolean cased = false;
        for (int i = 0; i < points.length; i++) {
            int c = points[i];
            if (!isInWord(points, i)) {
                cased = false;
                out.appendCodePoint(c);
            } else if (cased || !Character.isLetter(c)) {
                out.appendCodePoint(Character.toLowerCase(c));
            } else {
                cased = true;
                out.appendCodePoint(Character.toTitleCase(c));
            }
        }
        return out.toString();
    }

    private static boolean isInWord(int[] points, int i) {
        int c = points[i];
        if (isWordPart(c)) {
            return true;
        }
        if (i == 0 || i + 1 == points.length) {
            return false;
        }
        int before = points[i - 1];
        int after = points[i + 1];
        boolean letters = Character.isLetter(before) && Character.isLetter(after);
        boolean digits = Character.isDigit(before) && Character.isDigit(after);
        return ".'\u2019\u2018\u2024\ufe52\uff07\uff0e".indexOf(c) >= 0
                ? letters || digits
                : ":\u00b7\u0387\u05f4\u2027".indexOf(c) >= 0 ? letters : ",;".indexOf(c) >= 0 && digits;
    }

    private static boolean isWordPart(int c) {
        int type = Character.getType(c);
        return Character.isLetterOrDigit(c)
                || type == Character.CONNECTOR_PUNCTUATION
                || type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.FORMAT;
    }

    /** Go's {@code unicode.IsSpace}. */
    static boolean isSpace(int c) {
        return c >= '\t' && c <= '\r' || c == 0x85 || Character.isSpaceChar(c);
    }

    /** Without the blanks at both ends. */
    static String trimSpace(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }
}

package dev.monitoring.alerts.template;

import dev.monitoring.alerts.template.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Cuts a template into tokens, with comments and trimmed blanks gone. Confined to one thread, used once.
 *
 * @see <a href="https://pkg.go.dev/text/template#hdr-Actions">Actions of text/template</a>
 */
final class Lexer {
    static final Set<String> KEYWORDS =
            Set.of("block", "break", "continue", "define", "else", "end", "if", "nil", "range", "template", "with");

    private static final String LEFT = "{{";
    private static final String RIGHT = "}}";
    private static final String COMMENT_START = "/*";
    private static final String COMMENT_END = "*/";
    /** The minus and the blank beside it. */
    private static final int TRIM_MARKER = 2;

    private final String input;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int parentheses;

    private Lexer(String input) {
        this.input = input;
    }

    /** The tokens; the last one is the end of the text, or says what is wrong. */
    static List<Token> tokens(String input) {
        Lexer lexer = new Lexer(input);
        lexer.text(false);
        return lexer.tokens;
    }

    /** Whether the text from that index on is a name: letters, digits and underscores. */
    static boolean isName(String text, int from) {
        return text.length() > from && text.codePoints().skip(from).allMatch(Lexer::isNamePart);
    }

    private static boolean isNamePart(int c) {
        return c == '_' || Character.isLetter(c) || Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER;
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    private void add(Kind kind, int start) {
        tokens.add(new Token(kind, input.substring(start, at), start));
    }

    private void error(int offset, String text) {
        tokens.add(new Token(Kind.ERROR, text, offset));
    }

    private boolean failed() {
        return !tokens.isEmpty() && tokens.get(tokens.size() - 1).is(Kind.ERROR);
    }

    /** Reads from one action to the next until the end. */
    private void text(boolean startTrimmed) {
        boolean trimStart = startTrimmed;
        while (!failed()) {
            int start = trimStart ? skipSpace(at) : at;
            int delimiter = input.indexOf(LEFT, at);
            int end = delimiter < 0 ? input.length() : delimiter;
            boolean trimEnd = delimiter >= 0 && hasLeftMarker(delimiter + LEFT.length());
            at = end;
            while (trimEnd && at > start && isSpace(input.charAt(at - 1))) {
                at--;
            }
            if (at > start) {
                add(Kind.TEXT, start);
            }
            if (delimiter < 0) {
                at = input.length();
                add(Kind.END_OF_TEXT, at);
                return;
            }
            at = delimiter;
            trimStart = action(delimiter, trimEnd ? TRIM_MARKER : 0);
        }
    }

    private int skipSpace(int from) {
        int i = from;
        while (i < input.length() && isSpace(input.charAt(i))) {
            i++;
        }
        return i;
    }

    private boolean hasLeftMarker(int from) {
        return from + 1 < input.length() && input.charAt(from) == '-' && isSpace(input.charAt(from + 1));
    }

    private boolean hasRightMarker(int from) {
        return from + 1 < input.length()
                && isSpace(input.charAt(from))
                && input.charAt(from + 1) == '-'
                && input.startsWith(RIGHT, from + TRIM_MARKER);
    }

    /** Reads a comment or an action; true if blanks behind it are to go. */
    private boolean action(int start, int marker) {
        at = start + LEFT.length() + marker;
        if (input.startsWith(COMMENT_START, at)) {
            return comment(start);
        }
        tokens.add(new Token(Kind.LEFT_DELIMITER, LEFT, start));
        parentheses = 0;
        while (!failed()) {
            boolean trimmed = hasRightMarker(at);
            if (trimmed || input.startsWith(RIGHT, at)) {
                if (parentheses > 0) {
                    error(at, "unclosed left paren; close it with )");
                    return false;
                }
                int delimiter = at;
                at += RIGHT.length() + (trimmed ? TRIM_MARKER : 0);
                tokens.add(new Token(Kind.RIGHT_DELIMITER, RIGHT, delimiter));
                return trimmed;
            }
            inside();
        }
        return false;
    }

    private boolean comment(int start) {
        int end = input.indexOf(COMMENT_END, at + COMMENT_START.length());
        if (end < 0) {
            error(start, "unclosed comment; end it with */}}");
            return false;
        }
        at = end + COMMENT_END.length();
        boolean trimmed = hasRightMarker(at);
        if (!trimmed && !input.startsWith(RIGHT, at)) {
            error(start, "comment ends before closing delimiter; write }} directly behind */");
            return false;
        }
        at += RIGHT.length() + (trimmed ? TRIM_MARKER : 0);
        return trimmed;
    }

    /** Reads one token of an action. */
    private void inside() {
        if (at >= input.length()) {
            error(at, "unclosed action; end it with }}");
            return;
        }
        int start = at;
        int c = input.codePointAt(at);
        at += Character.charCount(c);
        switch (c) {
            case ' ', '\t', '\r', '\n' -> {
                while (at < input.length() && isSpace(input.charAt(at)) && !hasRightMarker(at)) {
                    at++;
                }
                add(Kind.SPACE, start);
            }
            case '=' -> add(Kind.ASSIGN, start);
            case ':' -> {
                at += input.startsWith("=", at) ? 1 : 0;
                if (at - start < 2) {
                    error(start, "expected :=; a lone colon means nothing");
                } else {
                    add(Kind.DECLARE, start);
                }
            }
            case '|' -> add(Kind.PIPE, start);
            case '(' -> {
                parentheses++;
                add(Kind.LEFT_PARENTHESIS, start);
            }
            case ')' -> {
                parentheses--;
                if (parentheses < 0) {
                    error(start, "unexpected right paren; nothing is open");
                } else {
                    add(Kind.RIGHT_PARENTHESIS, start);
                }
            }
            case '"' -> quoted(start, '"', Kind.STRING, "unterminated quoted string; end it with \" on the same line");
            case '\'' ->
                quoted(
                        start,
                        '\'',
                        Kind.CHARACTER_CONSTANT,
                        "unterminated character constant; texts stand in double quotes");
            case '`' -> rawString(start);
            case '$' -> name(start, Kind.VARIABLE);
            case '.' -> {
                if (at < input.length() && input.charAt(at) >= '0' && input.charAt(at) <= '9') {
                    number(start);
                } else {
                    name(start, Kind.FIELD);
                }
            }
            default -> other(start, c);
        }
    }

    private void other(int start, int c) {
        if (c == '+' || c == '-' || c >= '0' && c <= '9') {
            number(start);
        } else if (isNamePart(c)) {
            at = start;
            name(start, Kind.IDENTIFIER);
        } else if (c > ' ' && c < 0x7f) {
            add(Kind.CHARACTER, start);
        } else {
            error(start, "unrecognized character in action: " + shown(c) + "; put texts in quotes");
        }
    }

    private static String shown(int c) {
        return "U+" + GoText.hex(c, 4).toUpperCase(Locale.ROOT)
                + (GoText.isPrintable(c) ? " '" + Character.toString(c) + "'" : "");
    }

    private void quoted(int start, char quote, Kind kind, String fault) {
        while (at < input.length() && input.charAt(at) != '\n') {
            char c = input.charAt(at++);
            if (c == quote) {
                add(kind, start);
                return;
            }
            if (c == '\\') {
                if (at >= input.length() || input.charAt(at) == '\n') {
                    break;
                }
                at++;
            }
        }
        error(start, fault);
    }

    private void rawString(int start) {
        int end = input.indexOf('`', at);
        if (end < 0) {
            error(start, "unterminated raw quoted string; end it with a backquote");
            return;
        }
        at = end + 1;
        add(Kind.STRING, start);
    }

    /** Reads letters and digits, behind a dot or dollar where the kind has one. */
    private void name(int start, Kind kind) {
        int from = at;
        while (at < input.length() && isNamePart(input.codePointAt(at))) {
            at += Character.charCount(input.codePointAt(at));
        }
        if (!atTerminator()) {
            error(
                    at,
                    "bad character " + shown(input.codePointAt(at))
                            + " behind a name; there is no arithmetic, and a key that is no name wants (index .Map \"key\")");
            return;
        }
        if (at == from && kind == Kind.FIELD) {
            add(Kind.DOT, start);
            return;
        }
        String word = input.substring(start, at);
        if (KEYWORDS.contains(word)) {
            add(Kind.KEYWORD, start);
        } else if (word.equals("true") || word.equals("false")) {
            add(Kind.BOOL, start);
        } else {
            add(kind, start);
        }
    }

    private boolean atTerminator() {
        return at >= input.length()
                || isSpace(input.charAt(at))
                || ".,|:)(".indexOf(input.charAt(at)) >= 0
                || input.startsWith(RIGHT, at);
    }

    /** Reads what looks like a number; whether it is one, {@link NumberLiteral} says. */
    private void number(int start) {
        at = start;
        accept("+-");
        String digits = "0123456789_";
        boolean hexadecimal = false;
        if (accept("0")) {
            if (accept("xX")) {
                digits = "0123456789abcdefABCDEF_";
                hexadecimal = true;
            } else if (accept("oO")) {
                digits = "01234567_";
            } else if (accept("bB")) {
                digits = "01_";
            }
        }
        acceptAll(digits);
        if (accept(".")) {
            acceptAll(digits);
        }
        if (accept(hexadecimal ? "pP" : digits.startsWith("0123456789") ? "eE" : "")) {
            accept("+-");
            acceptAll("0123456789_");
        }
        accept("i");
        if (at < input.length() && (isNamePart(input.codePointAt(at)) || "+-".indexOf(input.charAt(at)) >= 0)) {
            at += Character.charCount(input.codePointAt(at));
            error(start, "bad number syntax: " + Fault.quoted(input.substring(start, at)) + "; there is no arithmetic");
            return;
        }
        add(Kind.NUMBER, start);
    }

    private boolean accept(String any) {
        if (at < input.length() && any.indexOf(input.charAt(at)) >= 0) {
            at++;
            return true;
        }
        return false;
    }

    private void acceptAll(String any) {
        while (accept(any)) {
            // Each call takes one.
        }
    }
}

package dev.monitoring.core.query.syntax;

import dev.monitoring.core.query.value.QueryException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Cuts the text of a query into tokens, one at a time. Confined to one thread.
 *
 * <p>What a character means depends on where it stands: inside braces all words are label names, inside brackets a colon
 * parts range and step and words are parts of durations. So the lexer keeps track of what is open, and it is also the one
 * who finds what was never closed.
 */
final class Lexer {
    private static final int END = -1;
    private static final String DIGITS = "0123456789";
    private static final String HEX_DIGITS = "0123456789abcdefABCDEF";

    private static final String DURATION_EXPECTED = "expected a duration such as 5m";
    private static final String BACKSLASH = "; double a backslash that stands for itself";

    private static final Map<String, TokenType> KEYWORDS = new TreeMap<>();

    static {
        for (AggregationOperator operator : AggregationOperator.values()) {
            KEYWORDS.put(operator.word(), TokenType.AGGREGATOR);
        }
        for (BinaryOperator operator : BinaryOperator.values()) {
            if (Character.isLetter(operator.sign().charAt(0))) {
                KEYWORDS.put(operator.sign(), TokenType.OPERATOR);
            }
        }
        for (TokenType type : TokenType.values()) {
            if (type.compareTo(TokenType.OFFSET) >= 0) {
                KEYWORDS.put(type.name().toLowerCase(Locale.ROOT), type);
            }
        }
        KEYWORDS.put("inf", TokenType.NUMBER);
        KEYWORDS.put("nan", TokenType.NUMBER);
    }

    private final LineIndex text;
    private int position;
    private int start;

    private int openParens;
    private boolean insideBraces;
    private boolean insideBrackets;
    private boolean sawColon; // since the bracket was opened
    private boolean sawNumber; // since the bracket was opened

    Lexer(LineIndex text) {
        this.text = text;
    }

    /** The keywords that may stand where a name does not, for suggestions. */
    static Iterable<String> keywords() {
        return KEYWORDS.keySet();
    }

    /**
     * The next token, at last {@link TokenType#END_OF_INPUT} again and again.
     *
     * @throws QueryException if the text goes on in a way that cannot be the beginning of a token
     */
    Token next() {
        skipBlanksAndComments();
        start = position;
        if (insideBraces) {
            return nextInsideBraces();
        }
        return insideBrackets ? nextInsideBrackets() : nextOutside();
    }

    private void skipBlanksAndComments() {
        while (true) {
            int c = peek();
            if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
                position++;
            } else if (c == '#') {
                while (peek() != END && peek() != '\n' && peek() != '\r') {
                    position++;
                }
            } else {
                return;
            }
        }
    }

    private Token nextOutside() {
        int c = read();
        switch (c) {
            case END -> {
                if (openParens > 0) {
                    throw fault("unclosed left parenthesis; close it with \")\"");
                }
                return token(TokenType.END_OF_INPUT);
            }
            case ']' -> throw fault("unexpected right bracket ']'; no \"[\" is open");
            case '[' -> {
                insideBrackets = true;
                sawColon = false;
                sawNumber = false;
                return token(TokenType.LEFT_BRACKET);
            }
            case '{' -> {
                insideBraces = true;
                return token(TokenType.LEFT_BRACE);
            }
            case '@' -> {
                return token(TokenType.AT);
            }
            case '"', '\'', '`' -> {
                return string(c);
            }
            default -> {
                if (isAlpha(c) || c == ':') {
                    return word();
                }
                return isOperatorStart(c) ? comparison(c) : common(c);
            }
        }
    }

    private static boolean isOperatorStart(int c) {
        return c == '=' || c == '!' || c == '<' || c == '>';
    }

    private Token comparison(int c) {
        if (c == '=') {
            if (peek() == '~') {
                throw fault("unexpected character after '=': '~'; did you mean ==? Conditions with =~ stand in braces");
            }
            return token(accept("=") ? TokenType.OPERATOR : TokenType.ASSIGN);
        }
        if (c == '!') {
            if (!accept("=")) {
                throw fault("unexpected character after '!': " + quoteNext() + "; did you mean != or unless?");
            }
            return token(TokenType.OPERATOR);
        }
        if (!accept("=")) {
            accept("/");
        }
        return token(TokenType.OPERATOR);
    }

    /** What may stand outside brackets as well as inside. */
    private Token common(int c) {
        switch (c) {
            case ',' -> {
                return token(TokenType.COMMA);
            }
            case '+', '-', '*', '/', '%', '^' -> {
                return token(TokenType.OPERATOR);
            }
            case '(' -> {
                openParens++;
                return token(TokenType.LEFT_PAREN);
            }
            case ')' -> {
                if (openParens == 0) {
                    throw fault("unexpected right parenthesis ')'; no \"(\" is open");
                }
                openParens--;
                return token(TokenType.RIGHT_PAREN);
            }
            default -> {
                if (isDigit(c) || c == '.' && isDigit(peek())) {
                    position--;
                    return numberOrDuration();
                }
                String where = insideBrackets ? " in duration expression" : "";
                throw fault("unexpected character" + where + ": " + quoteLast() + remedy(c));
            }
        }
    }

    /** What to do about a character that begins nothing. */
    private String remedy(int c) {
        if (insideBrackets) {
            return "; " + DURATION_EXPECTED;
        }
        return switch (c) {
            case '&' -> "; did you mean and?";
            case '|' -> "; did you mean or?";
            case '$' -> "; variables are not replaced here, put in what they stand for";
            default ->
                c < 0x80
                        ? "; expected an expression or an operator"
                        : "; names with such characters stand in braces and quotes: {\"…\"}";
        };
    }

    private Token nextInsideBrackets() {
        int c = read();
        switch (c) {
            case END ->
                throw fault(
                        sawNumber
                                ? "unclosed left bracket; close it with \"]\""
                                : "unexpected end of input in duration expression; " + DURATION_EXPECTED);
            case ']' -> {
                insideBrackets = false;
                return token(TokenType.RIGHT_BRACKET);
            }
            case '[' -> throw fault("unexpected left bracket '['");
            case ':' -> {
                if (sawColon) {
                    throw fault("unexpected colon ':'");
                }
                sawColon = true;
                return token(TokenType.COLON);
            }
            default -> {
                sawNumber |= isDigit(c);
                return isAlpha(c) ? durationWord() : common(c);
            }
        }
    }

    private Token durationWord() {
        while (isAlpha(peek())) {
            position++;
        }
        TokenType type = KEYWORDS.get(word(start, position));
        if (type != null && type.compareTo(TokenType.STEP) >= 0) {
            return token(type);
        }
        position = start + 1;
        throw fault(
                sawNumber
                        ? "unexpected character: " + quoteLast() + ", expected ':'"
                        : "unexpected character in duration expression: " + quoteLast() + "; " + DURATION_EXPECTED);
    }

    private Token nextInsideBraces() {
        int c = read();
        switch (c) {
            case END -> throw fault("unexpected end of input inside braces; close them with \"}\"");
            case ',' -> {
                return token(TokenType.COMMA);
            }
            case '"', '\'', '`' -> {
                return string(c);
            }
            case '=' -> {
                return token(accept("~") ? TokenType.MATCHES : TokenType.ASSIGN);
            }
            case '!' -> {
                if (accept("~")) {
                    return token(TokenType.NOT_MATCHES);
                }
                if (!accept("=")) {
                    throw fault("unexpected character after '!' inside braces: " + quoteNext()
                            + "; did you mean != or !~?");
                }
                return token(TokenType.OPERATOR);
            }
            case '{' -> throw fault("unexpected left brace '{'; close the one before it with \"}\"");
            case '}' -> {
                insideBraces = false;
                return token(TokenType.RIGHT_BRACE);
            }
            default -> {
                if (!isAlpha(c)) {
                    String remedy = c == '~'
                            ? "did you mean =~?"
                            : c < 0x80
                                    ? "expected a label name or \"}\""
                                    : "label names with such characters stand in quotes";
                    throw fault("unexpected character inside braces: " + quoteLast() + "; " + remedy);
                }
                while (isAlpha(peek()) || isDigit(peek())) {
                    position++;
                }
                return token(TokenType.IDENTIFIER);
            }
        }
    }

    private Token word() {
        while (isAlpha(peek()) || isDigit(peek()) || peek() == ':') {
            position++;
        }
        String word = word(start, position);
        TokenType type = KEYWORDS.get(word);
        if (type == null) {
            type = word.indexOf(':') < 0 ? TokenType.IDENTIFIER : TokenType.METRIC_IDENTIFIER;
        } else if (isFill(type) && !isParenNext()) {
            // The fill modifiers came late; metrics of that name go on working.
            type = TokenType.IDENTIFIER;
        }
        return token(type);
    }

    private String word(int from, int to) {
        return text.text().substring(from, to).toLowerCase(Locale.ROOT);
    }

    private static boolean isFill(TokenType type) {
        return type == TokenType.FILL || type == TokenType.FILL_LEFT || type == TokenType.FILL_RIGHT;
    }

    private boolean isParenNext() {
        int next = position;
        while (next < text.length() && " \t\n\r".indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        return next < text.length() && text.charAt(next) == '(';
    }

    // Numbers and durations.

    private Token numberOrDuration() {
        if (scanNumber()) {
            return token(TokenType.NUMBER);
        }
        if (scanRestOfDuration()) {
            return token(TokenType.DURATION);
        }
        throw fault(
                "bad number or duration syntax: " + Printer.quote(text.text().substring(start, position))
                        + "; a duration is made of whole numbers and units, " + Literals.UNITS_HINT);
    }

    /** Reads digits with at most one point, one exponent and single underscores; stops where that ends. */
    private boolean scanNumber() {
        boolean isHex = accept("0") && accept("xX");
        String digits = isHex ? HEX_DIGITS : DIGITS;
        boolean sawPoint = false;
        boolean sawExponent = false;
        if (isHex) {
            accept("_");
            if (!acceptRun(digits)) {
                return false;
            }
        }
        while (true) {
            acceptRun(digits);
            if (accept("_")) {
                if (digits.indexOf(peek()) < 0) {
                    acceptAny();
                    return false;
                }
            } else if (!isHex && accept(".")) {
                if (sawPoint || sawExponent) {
                    return false;
                }
                sawPoint = true;
                if (accept("_.")) {
                    return false;
                }
            } else if (!isHex && accept("eE")) {
                if (sawExponent) {
                    return false;
                }
                sawExponent = true;
                accept("+-");
                if (!isDigit(peek())) {
                    return false;
                }
            } else {
                return !isAlpha(peek()) && !isDigit(peek());
            }
        }
    }

    /** Reads units and further numbers, one number having been read. */
    private boolean scanRestOfDuration() {
        if (!accept("smhdwy")) {
            return false;
        }
        accept("s");
        while (acceptRun(DIGITS)) {
            if (!accept("smhdw")) {
                return false;
            }
            accept("s");
        }
        if (isAlpha(peek()) || isDigit(peek())) {
            position++;
            return false;
        }
        return true;
    }

    // Strings. Here only the end is found and escapes are checked; see Literals for what they mean.

    private Token string(int quote) {
        while (true) {
            int c = read();
            if (c == quote) {
                return token(TokenType.STRING);
            }
            if (quote == '`') {
                if (c == END) {
                    throw fault("unterminated raw string; end it with `");
                }
            } else if (c == END || c == '\n') {
                throw fault("unterminated quoted string; end it with " + (char) quote);
            } else if (c == '\\') {
                escape(quote);
            }
            if (isHalfSurrogate(c)) {
                throw fault("invalid UTF-8 rune");
            }
        }
    }

    private boolean isHalfSurrogate(int c) {
        if (Character.isHighSurrogate((char) c) && peek() != END && Character.isLowSurrogate((char) peek())) {
            position++;
            return false;
        }
        return c != END && Character.isSurrogate((char) c);
    }

    private void escape(int quote) {
        int c = read();
        switch (c) {
            case 'a', 'b', 'f', 'n', 'r', 't', 'v', '\\' -> {}
            case '0', '1', '2', '3', '4', '5', '6', '7' -> {
                position--;
                codePoint(3, 8, 0xff);
            }
            case 'x' -> codePoint(2, 16, 0xff);
            case 'u' -> codePoint(4, 16, Character.MAX_CODE_POINT);
            case 'U' -> codePoint(8, 16, Character.MAX_CODE_POINT);
            case END -> throw fault("escape sequence not terminated" + BACKSLASH);
            default -> {
                if (c != quote) {
                    throw fault("unknown escape sequence " + unicode() + BACKSLASH);
                }
            }
        }
    }

    private void codePoint(int digits, int base, int max) {
        long value = 0;
        for (int i = 0; i < digits; i++) {
            int c = read();
            int digit = c == END || c > 'f' ? -1 : Character.digit(c, base);
            if (c == END) {
                throw fault("escape sequence not terminated" + BACKSLASH);
            }
            if (digit < 0) {
                throw fault("illegal character " + unicode() + " in escape sequence" + BACKSLASH);
            }
            value = value * base + digit;
        }
        if (value > max || value >= Character.MIN_SURROGATE && value <= Character.MAX_SURROGATE) {
            throw fault("escape sequence is an invalid Unicode code point");
        }
    }

    /** The character just read as Go shows it: {@code U+0063 'c'}. */
    private String unicode() {
        int c = text.text().codePointAt(position - 1);
        return String.format(Locale.ROOT, "U+%04X", c) + (c < ' ' ? "" : " '" + Character.toString(c) + "'");
    }

    // Characters.

    private int peek() {
        return position < text.length() ? text.charAt(position) : END;
    }

    private int read() {
        return position < text.length() ? text.charAt(position++) : END;
    }

    private boolean accept(String valid) {
        if (peek() != END && valid.indexOf(peek()) >= 0) {
            position++;
            return true;
        }
        return false;
    }

    private boolean acceptRun(String valid) {
        int before = position;
        while (accept(valid)) {
            // Goes on by itself.
        }
        return position > before;
    }

    private void acceptAny() {
        if (peek() != END) {
            position++;
        }
    }

    private static boolean isAlpha(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private String quoteLast() {
        return quoteCharacter(text.text().codePointAt(position - 1));
    }

    private String quoteNext() {
        return peek() == END ? "end of input" : quoteCharacter(text.text().codePointAt(position));
    }

    private static String quoteCharacter(int c) {
        String quoted = Printer.quote(Character.toString(c));
        return c == '"' ? "'\"'" : c == '\'' ? "'\\''" : "'" + quoted.substring(1, quoted.length() - 1) + "'";
    }

    private Token token(TokenType type) {
        return new Token(type, text.text().substring(start, position), start);
    }

    private QueryException fault(String message) {
        return QueryException.parse(text.position(start, text.length()), message);
    }
}

package dev.monitoring.core.query.syntax;

import dev.monitoring.core.model.Spelling;
import dev.monitoring.core.query.value.Position;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.query.value.QueryException.Code;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of one query with a look ahead, and what all parts of the parser share: where they are, how deep
 * they are, and how they complain. Confined to one thread.
 */
final class TokenStream {
    /** Longer queries are refused before anything is made of them. */
    static final int MAX_LENGTH = 128 * 1024;

    /** Where the parser is and what it would take there, for messages. */
    record Context(String name, String expected) {
        static final Context NONE = new Context("", "");
    }

    private static final List<String> KEYWORDS = new ArrayList<>();

    static {
        Lexer.keywords().forEach(KEYWORDS::add);
    }

    private final LineIndex text;
    private final ParserOptions options;
    private final Lexer lexer;
    private @Nullable Token ahead;
    private @Nullable Token second;
    private int lastEnd;
    private int depth;

    /** The innermost construct that has something to say when a token does not fit. */
    private Context context = Context.NONE;

    TokenStream(String query, ParserOptions options) {
        if (query.length() > MAX_LENGTH) {
            throw new QueryException(
                    Code.BAD_DATA,
                    null,
                    "query has " + query.length() + " characters; at most " + MAX_LENGTH
                            + " are read: split it, or record parts of it with rules");
        }
        this.text = new LineIndex(query);
        this.options = options;
        this.lexer = new Lexer(text);
    }

    ParserOptions options() {
        return options;
    }

    String text() {
        return text.text();
    }

    Token peek() {
        if (ahead == null) {
            ahead = second == null ? lexer.next() : second;
            second = null;
        }
        return ahead;
    }

    /** The token behind the next one, which must be a word, because words do not change how the text is cut. */
    Token peekSecond() {
        peek();
        if (second == null) {
            second = lexer.next();
        }
        return second;
    }

    Token next() {
        Token token = peek();
        ahead = null;
        lastEnd = token.end();
        return token;
    }

    boolean at(TokenType type) {
        return peek().type() == type;
    }

    boolean accept(TokenType type) {
        if (at(type)) {
            next();
            return true;
        }
        return false;
    }

    /**
     * Takes a token of that type, or fails saying what the surrounding construct expects.
     *
     * @param expected what could stand here, for where that construct does not say
     */
    Token expect(TokenType type, String expected) {
        if (!at(type)) {
            throw unexpected(context, expected);
        }
        return next();
    }

    /** The end of the token taken last. */
    int lastEnd() {
        return lastEnd;
    }

    Position position(int start, int end) {
        return text.position(start, end);
    }

    Position position(Token token) {
        return text.position(token.start(), token.end());
    }

    /** From {@code start} to the end of the token taken last. */
    Position from(int start) {
        return text.position(start, lastEnd);
    }

    /** Enters a construct; give the answer to {@link #restore} when it is left. */
    Context enter(Context inner) {
        Context outer = context;
        context = inner;
        return outer;
    }

    void restore(Context outer) {
        context = outer;
    }

    /** Goes one level of nesting down. */
    void descend(int start) {
        if (++depth > options.maxDepth()) {
            throw fault(
                    position(start, start + 1),
                    "expression is nested deeper than " + options.maxDepth()
                            + " levels; take it apart, or record parts of it with rules");
        }
    }

    void ascend() {
        depth--;
    }

    QueryException fault(Position position, String message) {
        return QueryException.parse(position, message);
    }

    /**
     * The next token does not fit; the surrounding construct says what would.
     *
     * @param expected what would, for where that construct does not say
     */
    QueryException unexpected(String expected) {
        return unexpected(context, expected);
    }

    /** The next token does not fit where the parser is. */
    QueryException unexpected(Context where) {
        return unexpected(where, "");
    }

    // The first part is Prometheus' wording; what is ours follows after a semicolon.
    private QueryException unexpected(Context where, String expected) {
        Token token = peek();
        StringBuilder message = new StringBuilder("unexpected ").append(token.describe());
        if (!where.name().isEmpty()) {
            message.append(" in ").append(where.name());
        }
        if (!where.expected().isEmpty()) {
            message.append(", expected ").append(where.expected());
            return fault(position(token), message.toString());
        }
        message.append("; expected ").append(expected);
        if (token.type() == TokenType.ASSIGN) {
            message.append("; did you mean ==?");
        } else if (token.type() == TokenType.IDENTIFIER) {
            Spelling.nearest(token.text(), KEYWORDS)
                    .ifPresent(keyword ->
                            message.append("; did you mean ").append(keyword).append('?'));
        }
        return fault(position(token), message.toString());
    }
}

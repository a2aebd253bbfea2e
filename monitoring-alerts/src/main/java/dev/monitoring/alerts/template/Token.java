package dev.monitoring.alerts.template;

/**
 * A piece of a template. Immutable.
 *
 * @param text as it stands in the template; for {@link Kind#ERROR} what is wrong
 * @param offset the index of its first character in the template
 */
record Token(Kind kind, String text, int offset) {
    enum Kind {
        ERROR,
        END_OF_TEXT,
        /** What stands outside of actions. */
        TEXT,
        LEFT_DELIMITER,
        RIGHT_DELIMITER,
        SPACE,
        ASSIGN,
        DECLARE,
        PIPE,
        LEFT_PARENTHESIS,
        RIGHT_PARENTHESIS,
        /** Another character, such as a comma. */
        CHARACTER,
        BOOL,
        NUMBER,
        CHARACTER_CONSTANT,
        STRING,
        FIELD,
        VARIABLE,
        IDENTIFIER,
        DOT,
        /** One of Go's words, {@link Lexer#KEYWORDS}. */
        KEYWORD
    }

    boolean is(Kind expected) {
        return kind == expected;
    }

    boolean isKeyword(String word) {
        return kind == Kind.KEYWORD && text.equals(word);
    }

    boolean isCharacter(char c) {
        return kind == Kind.CHARACTER && text.charAt(0) == c;
    }

    /** How messages show it. */
    String shown() {
        switch (kind) {
            case END_OF_TEXT -> {
                return "the end of the template";
            }
            case KEYWORD -> {
                return "<" + text + ">";
            }
            case LEFT_DELIMITER, RIGHT_DELIMITER -> {
                return kind == Kind.LEFT_DELIMITER ? "\"{{\"" : "\"}}\"";
            }
            default -> {
                return Fault.quoted(text);
            }
        }
    }
}

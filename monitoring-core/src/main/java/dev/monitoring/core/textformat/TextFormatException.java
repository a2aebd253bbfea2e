package dev.monitoring.core.textformat;

/** Says where and why a text cannot be read. The message begins with the position. */
public final class TextFormatException extends Exception {
    private static final long serialVersionUID = 1;

    private final int line;
    private final int column;
    private final String reason;

    TextFormatException(int line, int column, String reason) {
        super("line " + line + ", column " + column + ": " + reason);
        this.line = line;
        this.column = column;
        this.reason = reason;
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** The character in the line, from 1. */
    public int column() {
        return column;
    }

    /** The message without the position. */
    public String reason() {
        return reason;
    }
}

package dev.monitoring.core.backfill;

import dev.monitoring.core.textformat.TextFormatException;

/** Says where and why a text of past samples cannot be read: {@code data.om:12:5: …}. */
public final class BackfillException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    BackfillException(String name, TextFormatException cause) {
        super(name + ":" + cause.line() + ":" + cause.column() + ": " + cause.reason(), cause);
        this.line = cause.line();
        this.column = cause.column();
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** The character in the line, from 1. */
    public int column() {
        return column;
    }
}

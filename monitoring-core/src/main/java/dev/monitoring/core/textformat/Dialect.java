package dev.monitoring.core.textformat;

/** The rules of one format, line by line. Confined to one thread, for one text. */
interface Dialect {
    /** Reads a line; calls the handler for what it holds. */
    void line(LineCursor cursor) throws TextFormatException;

    /**
     * Ends the text.
     *
     * @param cursor at the end of the last line
     * @param terminated whether the last line ended with a line feed
     */
    void end(LineCursor cursor, boolean terminated) throws TextFormatException;
}

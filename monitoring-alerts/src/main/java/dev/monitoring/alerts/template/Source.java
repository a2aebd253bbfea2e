package dev.monitoring.alerts.template;

/** A template's text under the name that messages give it. Immutable. */
record Source(String name, String text) {
    /** The line of the character at that index, from 1. */
    int line(int offset) {
        int line = 1;
        int end = Math.min(offset, text.length());
        for (int i = 0; i < end; i++) {
            if (text.charAt(i) == '\n') {
                line++;
            }
        }
        return line;
    }

    /** Its column in characters, from 1. */
    int column(int offset) {
        int end = Math.min(offset, text.length());
        int start = text.lastIndexOf('\n', end - 1) + 1;
        return text.codePointCount(start, end) + 1;
    }
}

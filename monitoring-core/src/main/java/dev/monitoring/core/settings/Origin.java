package dev.monitoring.core.settings;

/**
 * Where a setting's value came from, as people look for it: {@code monitoring.yml:12:5}, {@code environment
 * MONITORING_REDIS_HOST}, {@code --port}. Immutable.
 *
 * @param source the file, variable or flag
 * @param line the line in a file, from 1; 0 where there is none
 * @param column the column in that line, from 1; 0 where there is none
 */
public record Origin(String source, int line, int column) {
    /** The builder or another piece of Java. */
    public static final Origin CODE = new Origin("code");

    /** A place without lines. */
    public Origin(String source) {
        this(source, 0, 0);
    }

    public static Origin file(String file, int line, int column) {
        return new Origin(file, line, column);
    }

    public static Origin environment(String variable) {
        return new Origin("environment " + variable);
    }

    @Override
    public String toString() {
        return line == 0 ? source : source + ":" + line + ":" + column;
    }
}

package dev.monitoring.alerts.template;

import org.jspecify.annotations.Nullable;

/** Says why a template cannot be read or rendered. The message begins with the template's name, line and column. */
public final class TemplateException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of reason. */
    public enum Reason {
        /** The text is not a template. */
        SYNTAX,
        /** The template does not fit its data, or a function refused its arguments. */
        EXECUTION,
        /** The template asks for more than its {@link TemplateLimits} allow. */
        LIMIT
    }

    private final Reason reason;
    private final String template;
    private final int line;
    private final int column;
    private final String fault;

    TemplateException(Reason reason, String template, int line, int column, String fault, @Nullable Throwable cause) {
        super(template + ":" + line + ":" + column + ": " + fault, cause);
        this.reason = reason;
        this.template = template;
        this.line = line;
        this.column = column;
        this.fault = fault;
    }

    public Reason reason() {
        return reason;
    }

    /** The name of the template, or file of templates, in whose text the fault lies. */
    public String template() {
        return template;
    }

    /** The line, from 1. */
    public int line() {
        return line;
    }

    /** The column in characters, from 1. */
    public int column() {
        return column;
    }

    /** The message without name and position. */
    public String fault() {
        return fault;
    }
}

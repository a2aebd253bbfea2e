package dev.monitoring.alerts.template;

import dev.monitoring.alerts.template.TemplateException.Reason;

/** What went wrong, before anybody has said where: becomes a {@link TemplateException} on its way out. */
final class Fault extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_QUOTED = 60;

    private final Reason reason;
    private final String text;

    private Fault(Reason reason, String text) {
        super(text, null, false, false);
        this.reason = reason;
        this.text = text;
    }

    static Fault syntax(String text) {
        return new Fault(Reason.SYNTAX, text);
    }

    static Fault execution(String text) {
        return new Fault(Reason.EXECUTION, text);
    }

    static Fault limit(String text) {
        return new Fault(Reason.LIMIT, text);
    }

    /** A part of a template or a value as messages show it: quoted, without control characters, and not all of a long one. */
    static String quoted(String value) {
        if (value.length() <= MAX_QUOTED) {
            return GoText.quote(value, false);
        }
        int end = Character.isHighSurrogate(value.charAt(MAX_QUOTED - 1)) ? MAX_QUOTED - 1 : MAX_QUOTED;
        return GoText.quote(value.substring(0, end), false) + "…";
    }

    /** The same fault, told with the function in which it happened. */
    Fault in(String function) {
        return reason == Reason.LIMIT ? this : new Fault(reason, "error calling " + function + ": " + text);
    }

    String text() {
        return text;
    }

    /** A fault of ours, which is no reason to fail the host. */
    static TemplateException internal(Source source, int offset, RuntimeException cause) {
        return new TemplateException(
                Reason.EXECUTION,
                source.name(),
                source.line(offset),
                source.column(offset),
                "internal error: " + cause,
                cause);
    }

    TemplateException at(Source source, int offset) {
        return new TemplateException(reason, source.name(), source.line(offset), source.column(offset), text, null);
    }
}

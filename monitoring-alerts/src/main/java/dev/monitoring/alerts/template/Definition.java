package dev.monitoring.alerts.template;

import java.util.List;

/** A named template. Immutable. */
record Definition(String name, Source source, List<Statement> body) {
    /** Whether it holds nothing but blanks; then it gives way to another of its name. */
    boolean isEmpty() {
        return Statement.areEmpty(body);
    }
}

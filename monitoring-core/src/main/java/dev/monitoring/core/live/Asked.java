package dev.monitoring.core.live;

import dev.monitoring.core.collect.Bundle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Something a client asked to watch, with the expression that gives it. Immutable.
 *
 * @param origin what it was asked for as
 * @param expression PromQL
 */
record Asked(Origin origin, String expression) {
    /** What a client named: an expression, a metric, or a part of a bundle. Writes itself as members of a JSON object. */
    sealed interface Origin {
        void write(StringBuilder json);
    }

    record OfExpression() implements Origin {
        @Override
        public void write(StringBuilder json) {}
    }

    record OfName(String name) implements Origin {
        @Override
        public void write(StringBuilder json) {
            FeedJson.text(json.append(",\"name\":"), name);
        }
    }

    /**
     * @param column the column of a table, with {@code label}, which tells its rows apart
     */
    record OfBundle(String bundle, String entry, Optional<String> column, Optional<String> label) implements Origin {
        @Override
        public void write(StringBuilder json) {
            FeedJson.text(json.append(",\"bundle\":"), bundle);
            FeedJson.text(json.append(",\"entry\":"), entry);
            column.ifPresent(name -> FeedJson.text(json.append(",\"column\":"), name));
            label.ifPresent(name -> FeedJson.text(json.append(",\"label\":"), name));
        }
    }

    static Asked expression(String expression) {
        return new Asked(new OfExpression(), expression);
    }

    /** All series of a metric. */
    static Asked name(String name) {
        StringBuilder selector = new StringBuilder("{__name__=");
        FeedJson.text(selector, name); // what JSON escapes, PromQL reads in the same way
        return new Asked(new OfName(name), selector.append('}').toString());
    }

    /** Everything that a bundle shows. */
    static List<Asked> bundle(Bundle bundle) {
        List<Asked> asked = new ArrayList<>();
        for (Bundle.Entry entry : bundle.entries()) {
            if (entry instanceof Bundle.Table table) {
                for (Bundle.Value column : table.columns()) {
                    asked.add(new Asked(
                            new OfBundle(
                                    bundle.name(),
                                    table.name(),
                                    Optional.of(column.name()),
                                    Optional.of(table.label())),
                            column.expression()));
                }
            } else {
                asked.add(new Asked(
                        new OfBundle(bundle.name(), entry.name(), Optional.empty(), Optional.empty()),
                        expression(entry)));
            }
        }
        return asked;
    }

    private static String expression(Bundle.Entry entry) {
        if (entry instanceof Bundle.Value value) {
            return value.expression();
        } else if (entry instanceof Bundle.Text text) {
            return text.expression();
        } else if (entry instanceof Bundle.Names names) {
            return names.expression();
        } else if (entry instanceof Bundle.Events events) {
            return events.expression();
        }
        throw new IllegalArgumentException("bundles have an entry of an unknown kind: " + entry.getClass());
    }
}

package dev.monitoring.collectors.postgres;

import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the rows of one query into samples. Labels are kept from run to run. Confined to the runs. */
final class RowFamilies implements Question.Rows {
    /** Twice the rows of the last answer and so many more are kept; then it starts anew. */
    private static final int SLACK = 64;

    private final Query query;
    private final Optional<String> server;
    private final double absent;
    private final Map<List<String>, Labels> known = new HashMap<>();

    /**
     * The rows of a query.
     *
     * @param server the value of the label {@code server}, if there is one
     * @param absent what an absent value counts as
     */
    RowFamilies(Query query, Optional<String> server, double absent) {
        this.query = query;
        this.server = server;
        this.absent = absent;
    }

    @Override
    public void take(ResultSet row, Question.Samples samples) throws SQLException {
        Labels labels = labels(row);
        List<Query.Column> columns = query.columns();
        for (int i = 0; i < columns.size(); i++) {
            Query.Column column = columns.get(i);
            Optional<Family> family = column.family();
            if (family.isPresent()) {
                double value = row.getDouble(i + 1);
                if (!row.wasNull()) {
                    samples.add(family.get(), labels, value);
                } else if (!column.optional()) {
                    samples.add(family.get(), labels, absent);
                }
            }
        }
    }

    @Override
    public void end(int count) {
        if (known.size() > 2 * count + SLACK) {
            known.clear();
        }
    }

    /** How many labels are kept. */
    int known() {
        return known.size();
    }

    private Labels labels(ResultSet row) throws SQLException {
        List<Query.Column> columns = query.columns();
        String[] values = new String[query.labels()];
        for (int i = 0, label = 0; i < columns.size(); i++) {
            if (columns.get(i).family().isEmpty()) {
                values[label++] = row.getString(i + 1);
            }
        }
        List<String> key = List.of(values);
        Labels labels = known.get(key);
        if (labels == null) {
            labels = labels(values);
            known.put(key, labels);
        }
        return labels;
    }

    private Labels labels(String[] values) {
        Labels.Builder builder = Labels.builder();
        server.ifPresent(address -> builder.set("server", address));
        int label = 0;
        for (Query.Column column : query.columns()) {
            if (column.family().isEmpty()) {
                builder.set(column.name(), values[label++]);
            }
        }
        return builder.build();
    }
}

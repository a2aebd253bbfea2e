package dev.monitoring.collectors.postgres;

import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Turns the rows of one query into samples. Labels are kept from run to run. Confined to the runs. */
final class RowFamilies {
    /** As many as a target may have series by default; then it starts anew. */
    private static final int MAX_KNOWN = 10_000;

    private final Query query;
    private final String sql;
    private final Optional<String> server;
    private final double absent;
    private final Map<List<String>, Labels> known = new HashMap<>();

    /**
     * The rows of a query.
     *
     * @param sql its statement, ready to be sent
     * @param server the value of the label {@code server}, if there is one
     * @param absent what an absent value counts as
     */
    RowFamilies(Query query, String sql, Optional<String> server, double absent) {
        this.query = query;
        this.sql = sql;
        this.server = server;
        this.absent = absent;
    }

    String part() {
        return query.part();
    }

    /** Asks, and gives the answer to the sink. */
    void collect(PostgresLink link, MetricSink sink) throws SQLException {
        link.query(sql, row -> take(row, sink));
    }

    /** Gives one row to the sink. */
    void take(ResultSet row, MetricSink sink) throws SQLException {
        Labels labels = labels(row);
        for (int i = 0; i < query.columns().size(); i++) {
            Optional<Family> family = query.columns().get(i).family();
            if (family.isPresent()) {
                double value = row.getDouble(i + 1);
                sink.add(family.get(), labels, row.wasNull() ? absent : value);
            }
        }
    }

    private Labels labels(ResultSet row) throws SQLException {
        List<Query.Column> columns = query.columns();
        String[] values = new String[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = columns.get(i).family().isPresent() ? "" : row.getString(i + 1);
        }
        List<String> key = List.of(values);
        Labels labels = known.get(key);
        if (labels == null) {
            if (known.size() >= MAX_KNOWN) {
                known.clear();
            }
            Labels.Builder builder = Labels.builder();
            server.ifPresent(address -> builder.set("server", address));
            for (int i = 0; i < values.length; i++) {
                if (columns.get(i).family().isEmpty()) {
                    builder.set(columns.get(i).name(), values[i]);
                }
            }
            labels = builder.build();
            known.put(key, labels);
        }
        return labels;
    }
}

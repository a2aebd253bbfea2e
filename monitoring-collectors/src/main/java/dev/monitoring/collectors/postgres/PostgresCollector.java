package dev.monitoring.collectors.postgres;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Asks one server. A statement that fails, or for which there is no time, leaves out its part of the page only. Runs are
 * confined to one thread at a time; {@code close} may come from any.
 */
final class PostgresCollector implements MetricCollector {
    private static final Family UP = Family.gauge("pg_up", "Whether the last run could ask the server.");
    private static final Family STATIC = Family.untyped("pg_static", "The server's version as labels.");
    private static final Family SCRAPES = Family.counter("pg_exporter_scrapes_total", "Runs of the collector.");
    private static final Family DURATION =
            Family.gauge("pg_exporter_last_scrape_duration_seconds", "How long this run took.");
    private static final Family ERROR =
            Family.gauge("pg_exporter_last_scrape_error", "Whether a part of this run is missing.");
    private static final Family PART_DURATION =
            Family.gauge("pg_scrape_collector_duration_seconds", "How long a part of this run took.");
    private static final Family PART_SUCCESS =
            Family.gauge("pg_scrape_collector_success", "Whether a part of this run was answered.");

    private static final String DATABASES = "(SELECT oid, datname, datallowconn, datconnlimit, datfrozenxid, datminmxid"
            + " FROM pg_database ORDER BY oid LIMIT ";

    /** The last fraction of a run's time in which no further statement is begun. */
    private static final int RESERVE = 5;

    private final PostgresSettings settings;
    private final Clock clock;
    private final PostgresLink link;
    private final SettingFamilies settingFamilies = new SettingFamilies();
    private final Labels serverLabel;
    private final Map<String, Labels> partLabels = new HashMap<>();
    private List<RowFamilies> questions = List.of();
    private ServerFacts facts = ServerFacts.NONE;
    private Labels staticLabels = Labels.EMPTY;
    private long runs;

    PostgresCollector(PostgresSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.link = new PostgresLink(settings.server());
        this.serverLabel = Labels.of("server", settings.server().address());
    }

    @Override
    public String name() {
        return PostgresCollectorFactory.NAME;
    }

    @Override
    public Optional<Family> upFamily() {
        return Optional.of(UP);
    }

    @Override
    public void collect(MetricSink sink, Deadline deadline) throws IOException {
        long begin = clock.nanoTime();
        long reserve = deadline.remainingNanos() / RESERVE;
        runs++;
        prepare(link.open(deadline));
        Parts parts = new Parts(sink, deadline, reserve);
        parts.add(
                "settings", () -> link.query(SettingFamilies.SQL, row -> settingFamilies.take(row, serverLabel, sink)));
        for (RowFamilies question : questions) {
            parts.add(question.part(), () -> question.collect(link, sink));
        }
        parts.add("databases", () -> countLeftOut(sink));
        parts.report();
        sink.add(STATIC, staticLabels, 1);
        sink.add(SCRAPES, Labels.EMPTY, runs);
        sink.add(DURATION, Labels.EMPTY, (clock.nanoTime() - begin) / 1e9);
        sink.add(ERROR, Labels.EMPTY, parts.isWhole() ? 0 : 1);
    }

    private void countLeftOut(MetricSink sink) throws SQLException {
        link.query("SELECT count(*) FROM pg_database", row -> {
            int more = row.getInt(1) - settings.maxDatabases();
            if (more > 0) {
                sink.leftOut(more);
            }
        });
    }

    private void prepare(ServerFacts now) {
        if (now.equals(facts)) {
            return;
        }
        facts = now;
        staticLabels = serverLabel.with("short_version", now.shortVersion()).with("version", now.version());
        double absent = settings.compat() == Compat.EXPORTER_0_11 ? Double.NaN : 0;
        List<RowFamilies> asked = new ArrayList<>();
        for (Query query : QueryTable.of(settings.compat(), now.major())) {
            if (query.extension().isEmpty() || now.extensions().containsKey(query.extension())) {
                Optional<String> server = query.serverLabel().contains(settings.compat())
                        ? Optional.of(settings.server().address())
                        : Optional.empty();
                asked.add(new RowFamilies(query, statement(query), server, absent));
            }
        }
        questions = List.copyOf(asked);
    }

    private String statement(Query query) {
        String schema = facts.extensions().getOrDefault(query.extension(), "");
        return query.sql()
                .replace("{databases}", DATABASES + settings.maxDatabases() + ")")
                .replace("{tables}", String.valueOf(settings.maxTables()))
                .replace("{statements}", schema + ".");
    }

    /** Asks for a part of the page. */
    private interface Part {
        void collect() throws SQLException;
    }

    /** The parts of one run, and how they went. */
    private final class Parts {
        private final MetricSink sink;
        private final Deadline deadline;
        private final long reserveNanos;
        private final Map<String, Double> seconds = new HashMap<>();
        private final Map<String, Boolean> success = new HashMap<>();
        private final List<String> order = new ArrayList<>();

        private Parts(MetricSink sink, Deadline deadline, long reserveNanos) {
            this.sink = sink;
            this.deadline = deadline;
            this.reserveNanos = reserveNanos;
        }

        /** Asks for one; a failure is the sink's to know unless the connection is lost. */
        private void add(String name, Part part) throws IOException {
            if (!seconds.containsKey(name)) {
                order.add(name);
            }
            long begin = clock.nanoTime();
            boolean answered = false;
            if (deadline.remainingNanos() < reserveNanos) {
                sink.missing(name, new IOException("the run's time was over before it was asked for"));
            } else {
                answered = ask(name, part);
            }
            seconds.merge(name, (clock.nanoTime() - begin) / 1e9, Double::sum);
            success.merge(name, answered, Boolean::logicalAnd);
        }

        private boolean ask(String name, Part part) throws IOException {
            try {
                part.collect();
                return true;
            } catch (SQLException e) {
                if (PostgresFailure.breaksTheLine(e)) {
                    link.disconnect();
                    throw PostgresFailure.of(settings.server(), e);
                }
                sink.missing(name, e);
                return false;
            }
        }

        private void report() {
            for (String name : order) {
                Labels labels = partLabels.computeIfAbsent(name, part -> Labels.of("collector", part));
                sink.add(PART_DURATION, labels, seconds.getOrDefault(name, 0.0));
                sink.add(PART_SUCCESS, labels, success.getOrDefault(name, false) ? 1 : 0);
            }
        }

        private boolean isWhole() {
            return !success.containsValue(false);
        }
    }

    @Override
    public void close() {
        link.close();
    }

    @Override
    public String toString() {
        return "PostgresCollector[" + link + "]";
    }
}

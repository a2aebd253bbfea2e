package dev.monitoring.collectors.postgres;

import dev.monitoring.core.collect.MetricCollector;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
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
    private static final Family PART_DURATION = Family.gauge(
            "pg_scrape_collector_duration_seconds",
            "How long the answer to a part of this run took; many are asked at once, some not in each run.");
    private static final Family PART_SUCCESS =
            Family.gauge("pg_scrape_collector_success", "Whether a part of this run was answered.");

    private static final String DATABASES = "(SELECT oid, datname, datallowconn, datconnlimit, datfrozenxid, datminmxid"
            + " FROM pg_database ORDER BY oid LIMIT ";

    /** After it took too long to ask together, that many runs ask one by one. */
    private static final int RUNS_ONE_BY_ONE = 12;

    /** After so long a server is asked again what it is: extensions come and go. */
    private static final Duration FACTS_ARE_GOOD_FOR = Duration.ofMinutes(1);

    private final PostgresSettings settings;
    private final Clock clock;
    private final PostgresLink link;
    private final Labels serverLabel;
    private final Map<String, Labels> partLabels = new HashMap<>();
    private final List<RowFamilies> families = new ArrayList<>();
    private List<Question> questions = List.of();
    private ServerFacts facts = ServerFacts.NONE;
    private long factsNanos;
    private Labels staticLabels = Labels.EMPTY;
    private int databasesLeftOut;
    private int runsOneByOne;
    private long runs;

    PostgresCollector(PostgresSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.link = new PostgresLink(settings.server(), clock);
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
        runs++;
        QuestionRun run = new QuestionRun(link, sink, clock, deadline);
        try {
            learn(link.begin(deadline), deadline);
            run.ask(questions, runsOneByOne == 0);
            link.end();
        } catch (SQLException e) {
            link.disconnect();
            throw PostgresFailure.of(settings.server(), e);
        } catch (RuntimeException | AssertionError e) { // the driver's way to say that an answer makes no sense
            link.disconnect();
            throw PostgresFailure.of(settings.server(), e);
        } finally {
            runsOneByOne = run.tookTooLong() ? RUNS_ONE_BY_ONE : Math.max(0, runsOneByOne - 1);
        }
        if (databasesLeftOut > 0) {
            sink.leftOut(databasesLeftOut);
        }
        run.outcomes().forEach((part, outcome) -> {
            Labels labels = partLabels.computeIfAbsent(part, name -> Labels.of("collector", name));
            sink.add(PART_DURATION, labels, outcome.seconds());
            sink.add(PART_SUCCESS, labels, outcome.isAnswered() ? 1 : 0);
        });
        sink.add(STATIC, staticLabels, 1);
        sink.add(SCRAPES, Labels.EMPTY, runs);
        sink.add(DURATION, Labels.EMPTY, (clock.nanoTime() - begin) / 1e9);
        sink.add(ERROR, Labels.EMPTY, run.isWhole() ? 0 : 1);
    }

    /** How many sets of labels are kept. */
    int knownLabels() {
        return families.stream().mapToInt(RowFamilies::known).sum();
    }

    private void learn(boolean isNew, Deadline deadline) throws IOException, SQLException {
        long now = clock.nanoTime();
        if (!isNew && now - factsNanos < FACTS_ARE_GOOD_FOR.toNanos()) {
            return;
        }
        ServerFacts learned = link.learn();
        link.end(); // its locks are not to be counted among the server's
        link.begin(deadline);
        factsNanos = now;
        if (!learned.equals(facts)) {
            facts = learned;
            prepare();
        }
    }

    private void prepare() {
        staticLabels = serverLabel.with("short_version", facts.shortVersion()).with("version", facts.version());
        double absent = settings.compat() == Compat.EXPORTER_0_11 ? Double.NaN : 0;
        List<Question> asked = new ArrayList<>();
        families.clear();
        asked.add(new Question("settings", SettingFamilies.SQL, Query.SLOW, new SettingFamilies(serverLabel)));
        for (Query query : QueryTable.of(settings.compat(), facts.major())) {
            if (query.extension().isEmpty() || facts.extensions().containsKey(query.extension())) {
                Optional<String> server = query.serverLabel().contains(settings.compat())
                        ? Optional.of(settings.server().address())
                        : Optional.empty();
                RowFamilies rows = new RowFamilies(query, server, absent);
                families.add(rows);
                asked.add(new Question(query.part(), statement(query), query.pace(), rows));
            }
        }
        asked.add(new Question(
                "databases",
                "SELECT count(*) FROM pg_database",
                Duration.ZERO,
                (row, samples) -> databasesLeftOut = Math.max(0, row.getInt(1) - settings.maxDatabases())));
        questions = List.copyOf(asked);
    }

    private String statement(Query query) {
        String schema = facts.extensions().getOrDefault(query.extension(), "");
        return query.sql()
                .replace("{databases}", DATABASES + settings.maxDatabases() + ")")
                .replace("{tables}", String.valueOf(settings.maxTables()))
                .replace("{statements}", schema + ".");
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

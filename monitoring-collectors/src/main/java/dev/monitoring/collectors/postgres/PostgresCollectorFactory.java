package dev.monitoring.collectors.postgres;

import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes the collectors that watch PostgreSQL servers, versions 10 to 18, one per entry of {@code targets}. Immutable.
 *
 * <p>They need PostgreSQL's JDBC driver, and of the server no more than
 *
 * <pre>
 * CREATE ROLE monitoring LOGIN PASSWORD '...';
 * GRANT pg_monitor TO monitoring;
 * </pre>
 *
 * <p>Each target holds one connection, which shows as {@code monitoring} in pg_stat_activity and in which each run is one
 * transaction that can only read. Series of tables and statements are of the database that is connected to; for those of
 * another, add a target.
 */
public final class PostgresCollectorFactory implements CollectorFactory {
    /** The collectors' name, and the job by which the exporter's dashboards find them. */
    static final String NAME = "postgres";

    /** For {@link java.util.ServiceLoader}. */
    public PostgresCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "PostgreSQL servers";
    }

    @Override
    public List<Setting<?>> targetSettings() {
        return PostgresSettings.all();
    }

    @Override
    public Optional<String> unavailable() {
        return PostgresLink.unavailable();
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            PostgresSettings.read(target)
                    .ifPresent(read -> collectors.add(context.schedule(
                            new PostgresCollector(read, context.clock()),
                            TargetSettings.target(target, NAME, read.server().address()))));
        }
        return collectors;
    }
}

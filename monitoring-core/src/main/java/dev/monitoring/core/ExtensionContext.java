package dev.monitoring.core;

import dev.monitoring.core.collect.Bundle;
import dev.monitoring.core.model.Family;
import dev.monitoring.core.query.QueryEngine;
import dev.monitoring.core.registry.Source;
import dev.monitoring.core.series.Cardinality;
import dev.monitoring.core.series.StoreStatistics;
import dev.monitoring.core.settings.SettingCatalog;
import dev.monitoring.core.settings.Settings;
import dev.monitoring.core.store.RingBufferStore;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What one extension sees of the running library. Immutable, and thread-safe but for its settings.
 *
 * @param parts what all extensions share
 * @param settings the extension's section
 */
record ExtensionContext(Parts parts, Settings settings) implements MonitoringContext {
    /** What all extensions share. Immutable. */
    record Parts(
            Settings settings,
            SettingCatalog catalog,
            Clock clock,
            Configured configured,
            Engine engine,
            List<Bundle> bundles,
            Instant startedAt,
            boolean runs) {}

    @Override
    public boolean runs() {
        return parts.runs;
    }

    @Override
    public Clock clock() {
        return parts.clock;
    }

    @Override
    public String instance() {
        return parts.configured.instance();
    }

    @Override
    public List<Source> sources() {
        return parts.engine.registry().sources();
    }

    @Override
    public List<Family> importedFamilies() {
        return parts.engine.backfill().families();
    }

    @Override
    public List<Bundle> bundles() {
        return parts.bundles;
    }

    @Override
    public QueryEngine queries() {
        return parts.engine.queries();
    }

    @Override
    public StoreStatistics historyStatistics() {
        return parts.engine.store().statistics();
    }

    @Override
    public Cardinality cardinality(int limit) {
        return parts.engine.store().cardinality(limit);
    }

    @Override
    public Duration retention() {
        return parts.configured.store().retention();
    }

    @Override
    public Instant startedAt() {
        return parts.startedAt;
    }

    @Override
    public List<SettingCatalog.Shown> configuration() {
        return parts.catalog.shown(parts.settings);
    }

    @Override
    public RingBufferStore samples() {
        return parts.engine.store();
    }

    @Override
    public RingBufferStore history() {
        return parts.engine.store();
    }
}

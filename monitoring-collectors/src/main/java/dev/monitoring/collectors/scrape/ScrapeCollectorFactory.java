package dev.monitoring.collectors.scrape;

import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.CollectorFactory;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes collectors that read the metrics pages of others. Immutable. */
public final class ScrapeCollectorFactory implements CollectorFactory {
    /** The collectors' name. */
    static final String NAME = "scrape";

    /** For {@link java.util.ServiceLoader}. */
    public ScrapeCollectorFactory() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String watches() {
        return "pages in Prometheus' format";
    }

    @Override
    public List<Setting<?>> targetSettings() {
        return ScrapeSettings.target();
    }

    @Override
    public Map<String, List<Setting<?>>> targetLists() {
        return Map.of(ScrapeSettings.METRIC_RELABEL, RelabelRule.settings());
    }

    @Override
    public List<ScheduledCollector> create(Settings settings, CollectorContext context) {
        List<ScheduledCollector> collectors = new ArrayList<>();
        for (Settings target : settings.sections("targets")) {
            ScrapeSettings.read(target, context).ifPresent(collectors::add);
        }
        return collectors;
    }
}

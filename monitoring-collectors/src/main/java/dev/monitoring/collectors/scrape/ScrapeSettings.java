package dev.monitoring.collectors.scrape;

import dev.monitoring.core.collect.CollectorContext;
import dev.monitoring.core.collect.ScheduledCollector;
import dev.monitoring.core.collect.TargetSettings;
import dev.monitoring.core.collect.TargetTimetable;
import dev.monitoring.core.endpoint.EndpointSettings;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.model.Target;
import dev.monitoring.core.settings.Setting;
import dev.monitoring.core.settings.Settings;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys of a target of the section {@code scrape}, in Prometheus' words, and how they become a collector. */
final class ScrapeSettings {
    /** The key of the list of relabelling rules. */
    static final String METRIC_RELABEL = "metric-relabel";

    private static final Setting<ScrapePreset> PRESET =
            Setting.choice("preset", ScrapePreset.NONE, "What the page is, for its address, job and peculiarities.");
    private static final Setting<String> URL =
            Setting.text("url", null, "The address of the page; a preset knows the usual one.");
    private static final Setting<List<String>> PATHS = Setting.list(
            "paths", List.of(), "Several pages of the server instead of the one at url, read one after another.");
    private static final Setting<Boolean> HONOR_LABELS = Setting.flag(
            "honor-labels", false, "Whether labels of the page win over job, instance and labels of the target.");
    private static final Setting<Boolean> HONOR_TIMESTAMPS = Setting.optionalFlag(
            "honor-timestamps", "Whether times on the page hold instead of that of the run; by default they do.");
    private static final Setting<Boolean> OPENMETRICS =
            Setting.flag("openmetrics", true, "Whether to ask for OpenMetrics before the older text format.");
    private static final Setting<Boolean> ALIASES =
            Setting.flag("aliases", true, "Whether to add the older names of what the preset's servers have renamed.");
    private static final Setting<Integer> SAMPLE_LIMIT = Setting.integer(
            "sample-limit",
            ScheduledCollector.DEFAULT_SAMPLE_LIMIT,
            1,
            1_000_000,
            "How many samples the pages may have after relabelling; beyond it the run fails.");

    private ScrapeSettings() {}

    static List<Setting<?>> target() {
        List<Setting<?>> all = new ArrayList<>(
                List.of(PRESET, URL, PATHS, HONOR_LABELS, HONOR_TIMESTAMPS, OPENMETRICS, ALIASES, SAMPLE_LIMIT));
        all.addAll(TargetTimetable.all());
        all.addAll(EndpointSettings.all());
        return List.copyOf(all);
    }

    /** The collector that a target's section describes; nothing where it has no address. Faults are recorded there. */
    static Optional<ScheduledCollector> read(Settings section, CollectorContext context) {
        PresetFacts preset = PresetFacts.of(section.get(PRESET));
        List<RelabelRule> rules = new ArrayList<>(preset.rules());
        for (Settings rule : section.sections(METRIC_RELABEL)) {
            RelabelRule.read(rule).ifPresent(rules::add);
        }
        Optional<URI> address = section.isSet(URL) || preset.url().isEmpty()
                ? EndpointSettings.address(section, URL)
                : Optional.of(URI.create(preset.url()));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        Target target = TargetSettings.target(section, preset.job(), EndpointSettings.instance(address.get()));
        HttpEndpoint endpoint = EndpointSettings.read(section, address.get());
        PageTable table = new PageTable(
                new Relabeling(target, section.get(HONOR_LABELS), rules),
                section.get(ALIASES) ? preset.aliases() : Map.of());
        int sampleLimit = section.get(SAMPLE_LIMIT);
        ScrapeCollector collector = new ScrapeCollector(
                endpoint,
                pages(section, endpoint),
                table,
                section.find(HONOR_TIMESTAMPS).orElse(preset.honorTimestamps()),
                sampleLimit);
        return Optional.of(TargetTimetable.read(section, context, preset.shortestInterval())
                .schedule(collector, target)
                .withSampleLimit(sampleLimit + preset.aliases().size() * Math.min(sampleLimit, 100)));
    }

    private static List<MetricsPage> pages(Settings section, HttpEndpoint endpoint) {
        boolean openMetrics = section.get(OPENMETRICS);
        List<MetricsPage> pages = new ArrayList<>();
        for (String path : section.get(PATHS)) {
            if (!path.matches("/[!-~]*") || path.startsWith("//")) {
                section.fault(
                        PATHS,
                        "\"" + path + "\" is no path on the server of url; let it begin with one /, and"
                                + " write what is not ASCII with %");
            } else {
                pages.add(new MetricsPage(endpoint, path, openMetrics));
            }
        }
        return pages.isEmpty() ? List.of(new MetricsPage(endpoint, "", openMetrics)) : pages;
    }
}

package dev.monitoring.spring.actuate;

import dev.monitoring.core.Monitoring;
import dev.monitoring.core.StartupReport;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is watched and how it goes, as maps. */
final class OverviewView {
    private OverviewView() {}

    static Map<String, Object> notRunning() {
        return Map.of("running", false);
    }

    static Map<String, Object> of(Monitoring monitoring) {
        StartupReport report = monitoring.report();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("running", true);
        view.put("historySince", report.historySince().toString());
        view.put("retentionSeconds", report.retention().toSeconds());
        view.put("maxMemoryBytes", report.memoryBytes());
        view.put(
                "targets",
                monitoring.sources().stream().map(OverviewView::target).toList());
        view.put(
                "notWatched",
                report.notWatched().stream().map(OverviewView::notWatched).toList());
        return view;
    }

    /** A target, and its collector's health. */
    static Map<String, Object> target(Source source) {
        CollectorHealth health = source.health();
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("collector", source.collector());
        view.put("job", source.target().job());
        view.put("instance", source.target().instance());
        view.put("state", health.state().name());
        view.put("samples", health.samples());
        view.put("durationSeconds", health.lastDuration().toNanos() / 1e9);
        health.lastSuccess().ifPresent(time -> view.put("lastSuccess", time.toString()));
        if (health.state() != CollectorHealth.State.UP) {
            health.lastError().ifPresent(error -> view.put("error", error));
        }
        return view;
    }

    private static Map<String, Object> notWatched(StartupReport.NotWatched kind) {
        return Map.of("collector", kind.collector(), "watches", kind.watches(), "remedy", kind.remedy());
    }

    /** The targets whose collector does not work, by collector and instance, and why; so many at most. */
    static Map<String, Object> down(List<Source> sources, int limit) {
        Map<String, Object> down = new LinkedHashMap<>();
        for (Source source : sources) {
            CollectorHealth health = source.health();
            if (down.size() < limit && isDown(source)) {
                down.put(
                        source.collector() + " " + source.target().instance(),
                        health.lastError().orElse("no reason is known"));
            }
        }
        return down;
    }

    static boolean isDown(Source source) {
        return switch (source.health().state()) {
            case DOWN, BACKING_OFF -> true;
            case STARTING, UP, PARTIAL -> false;
        };
    }
}

package dev.monitoring.spring.actuate;

import dev.monitoring.core.registry.Source;
import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How the collectors are, for the health of the application: targets that are down are told, and change its status only where
 * the user wants that, for a monitored server's outage is not the application's. Thread-safe.
 */
final class CollectorsHealth {
    private static final int MAX_DOWN = 20;

    private final HostedMonitoring hosted;
    private final boolean affectsStatus;

    CollectorsHealth(HostedMonitoring hosted, boolean affectsStatus) {
        this.hosted = hosted;
        this.affectsStatus = affectsStatus;
    }

    /**
     * A status in the words of both generations of Spring Boot, with its details.
     *
     * @param status {@code UP}, {@code DOWN}, or {@code UNKNOWN} before the start and after the end
     */
    record Finding(String status, Map<String, Object> details) {}

    Finding now() {
        return hosted.running()
                .map(monitoring -> of(monitoring.sources()))
                .orElseGet(() -> new Finding("UNKNOWN", Map.of("running", false)));
    }

    private Finding of(List<Source> sources) {
        long down = sources.stream().filter(OverviewView::isDown).count();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("targets", sources.size());
        details.put("targetsDown", down);
        if (down > 0) {
            details.put("down", OverviewView.down(sources, MAX_DOWN));
        }
        return new Finding(down > 0 && affectsStatus ? "DOWN" : "UP", details);
    }
}

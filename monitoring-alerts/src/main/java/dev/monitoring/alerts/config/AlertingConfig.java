package dev.monitoring.alerts.config;

import dev.monitoring.alerts.mute.InhibitRule;
import dev.monitoring.alerts.mute.TimeInterval;
import dev.monitoring.alerts.route.RouteTree;
import dev.monitoring.alerts.yaml.YamlMap;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an Alertmanager configuration file says.
 *
 * @param routes where alerts go
 * @param receivers whom to tell, by name
 * @param inhibitRules which alerts keep others quiet
 * @param timeIntervals the intervals that routes name; those of one name are alternatives
 * @param templates the files with templates, as patterns such as {@code templates/*.tmpl}
 * @param resolveTimeout after which an alert from outside that says no end counts as resolved; 5 minutes unless set
 * @param global what holds for all receivers, for the packages of their kinds; empty where nothing stands there
 */
public record AlertingConfig(
        RouteTree routes,
        Map<String, ReceiverConfig> receivers,
        List<InhibitRule> inhibitRules,
        Map<String, List<TimeInterval>> timeIntervals,
        List<String> templates,
        Duration resolveTimeout,
        Optional<YamlMap> global) {
    public AlertingConfig {
        receivers = Collections.unmodifiableMap(new LinkedHashMap<>(receivers)); // in the order of the file
        inhibitRules = List.copyOf(inhibitRules);
        timeIntervals = Map.copyOf(timeIntervals);
        templates = List.copyOf(templates);
    }
}

package dev.monitoring.alerts.config;

import dev.monitoring.alerts.yaml.YamlMap;
import java.util.List;

/**
 * Whom to tell, by which ways. What each way is told stays unread here; the package of its kind reads it, and the faults in it
 * join the others.
 *
 * @param name what routes call it
 * @param integrations the ways, in the order of the file, of one kind after the other
 */
public record ReceiverConfig(String name, List<Integration> integrations) {
    public ReceiverConfig {
        integrations = List.copyOf(integrations);
    }

    /**
     * One way of telling.
     *
     * @param kind {@code webhook}, {@code email}, {@code slack}, …
     * @param index its place among those of its kind in the receiver, from 0
     * @param sendResolved whether it is told of resolved alerts
     * @param settings what else stands there; {@code send_resolved} is taken as read
     */
    public record Integration(String kind, int index, boolean sendResolved, YamlMap settings) {}
}

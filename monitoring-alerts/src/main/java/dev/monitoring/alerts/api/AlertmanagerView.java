package dev.monitoring.alerts.api;

import dev.monitoring.alerts.notify.AlertBook;
import dev.monitoring.alerts.notify.Mutes;
import dev.monitoring.alerts.route.GroupSnapshot;
import dev.monitoring.alerts.route.RouteTree;
import java.util.List;
import java.util.function.Supplier;

/**
 * What Alertmanager's API shows and changes. Immutable; what it leads to is thread-safe.
 *
 * @param alerts all that are known
 * @param mutes what keeps alerts quiet
 * @param routes where alerts go
 * @param receivers the names of all receivers, in the order of the configuration
 * @param groups the groups of alerts as they are now
 * @param configuration the configuration as a text, without secrets
 */
public record AlertmanagerView(
        AlertBook alerts,
        Mutes mutes,
        RouteTree routes,
        List<String> receivers,
        Supplier<List<GroupSnapshot>> groups,
        String configuration) {
    public AlertmanagerView {
        receivers = List.copyOf(receivers);
    }
}

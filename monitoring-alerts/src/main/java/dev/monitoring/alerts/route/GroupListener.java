package dev.monitoring.alerts.route;

/** Is told which groups are due. Called on the dispatcher's event loop, and must not block. */
@FunctionalInterface
public interface GroupListener {
    void due(DueGroup group);
}

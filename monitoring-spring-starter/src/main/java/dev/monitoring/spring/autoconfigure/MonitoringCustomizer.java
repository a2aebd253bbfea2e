package dev.monitoring.spring.autoconfigure;

import dev.monitoring.core.MonitoringBuilder;

/**
 * A bean that changes the builder before the start: what it does in code wins over the environment. Called once, in the order
 * of the beans, on the thread that starts the library, after the application is ready; where it throws, the rest goes on, and
 * the log says so.
 */
@FunctionalInterface
public interface MonitoringCustomizer {
    void customize(MonitoringBuilder builder);
}

package dev.monitoring.spring.web;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.PriorityOrdered;

/**
 * Closes the gateway when its own context closes: before the library stops, which listens to the same event, and while the web
 * server still carries farewells. Thread-safe.
 */
final class WebClosing implements ApplicationListener<ContextClosedEvent>, PriorityOrdered {
    private final WebGateway gateway;
    private final ApplicationContext context;

    WebClosing(WebGateway gateway, ApplicationContext context) {
        this.gateway = gateway;
        this.context = context;
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** Events of child contexts come by as well. */
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        if (event.getApplicationContext() == context) {
            gateway.close();
        }
    }
}

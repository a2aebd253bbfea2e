package dev.monitoring.spring.web;

import java.util.Locale;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/** Whether a host takes what proxies say of callers for true, so that a caller's address proves nothing. */
final class ForwardedHeaders {
    private ForwardedHeaders() {}

    /** As Spring Boot decides it, and besides where a bean does it. */
    static boolean areTrusted(Environment environment, ApplicationContext context) {
        String strategy =
                environment.getProperty("server.forward-headers-strategy", "").toLowerCase(Locale.ROOT);
        CloudPlatform platform = CloudPlatform.getActive(environment);
        boolean configured =
                strategy.isEmpty() ? platform != null && platform.isUsingForwardHeaders() : !strategy.equals("none");
        return configured
                || context.containsBean("forwardedHeaderFilter")
                || context.containsBean("forwardedHeaderTransformer");
    }
}

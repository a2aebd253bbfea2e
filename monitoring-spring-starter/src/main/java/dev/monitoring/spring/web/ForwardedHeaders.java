package dev.monitoring.spring.web;

import java.util.List;
import java.util.Locale;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;

/** Whether a host takes what proxies say of callers for true, so that a caller's address proves nothing. */
final class ForwardedHeaders {
    /** Either of them switches Tomcat's valve on, whatever the strategy says. */
    private static final List<String> TOMCATS_OWN =
            List.of("server.tomcat.remoteip.remote-ip-header", "server.tomcat.remoteip.protocol-header");

    private ForwardedHeaders() {}

    /** As Spring Boot decides it, and besides where a bean does it. */
    static boolean areTrusted(Environment environment, ApplicationContext context) {
        String strategy =
                environment.getProperty("server.forward-headers-strategy", "").toLowerCase(Locale.ROOT);
        CloudPlatform platform = CloudPlatform.getActive(environment);
        boolean configured =
                strategy.isEmpty() ? platform != null && platform.isUsingForwardHeaders() : !strategy.equals("none");
        return configured
                || TOMCATS_OWN.stream()
                        .anyMatch(key -> !environment.getProperty(key, "").isEmpty())
                || context.containsBean("forwardedHeaderFilter")
                || context.containsBean("forwardedHeaderTransformer");
    }
}

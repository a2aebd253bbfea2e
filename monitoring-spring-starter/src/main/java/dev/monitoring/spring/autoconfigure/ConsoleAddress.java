package dev.monitoring.spring.autoconfigure;

import java.util.Optional;

/** A bean that knows where the application serves the console. Asked once the application is ready. */
@FunctionalInterface
public interface ConsoleAddress {
    /** The address as people open it; empty where it is not served. */
    Optional<String> url();
}

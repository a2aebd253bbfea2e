/**
 * Runs the library within a Spring Boot application: reads its settings from the application's environment, starts it when the
 * application is ready, stops it when the context closes.
 *
 * <p>Knows neither servlets nor WebFlux nor Actuator, and names no class of Spring Boot that has moved between 3.5 and 4. Other
 * parts of the starter reach the running library through {@link dev.monitoring.spring.autoconfigure.HostedMonitoring}, and give it
 * settings through {@link dev.monitoring.spring.autoconfigure.SettingContributor}.
 */
@NullMarked
package dev.monitoring.spring.autoconfigure;

import org.jspecify.annotations.NullMarked;

/**
 * Will hold the Spring Boot auto-configuration, the actuator endpoints and the MVC and WebFlux adapters. Nothing of it
 * is built yet.
 */
@NullMarked
package dev.monitoring.spring;

import org.jspecify.annotations.NullMarked;

/**
 * The routes in a WebFlux server: a handler below one path, its requests answered off the event loop, and WebSockets on
 * Reactor Netty; and a filter that counts the application's own requests where nothing else does.
 *
 * <p>Knows nothing of servlets. What is only there with Spring Security or Reactor Netty stands in classes of its own, which are
 * not loaded without them.
 */
@NullMarked
package dev.monitoring.spring.web.reactive;

import org.jspecify.annotations.NullMarked;

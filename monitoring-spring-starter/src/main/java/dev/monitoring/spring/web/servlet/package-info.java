/**
 * The routes in a servlet container: a servlet below one path, its requests answered without a thread of the container's, and
 * WebSockets where the container has them; and a filter that counts the application's own requests where nothing else does.
 *
 * <p>Knows nothing of WebFlux. What is only there with Spring Security or Jakarta WebSocket stands in classes of its own, which
 * are not loaded without them.
 */
@NullMarked
package dev.monitoring.spring.web.servlet;

import org.jspecify.annotations.NullMarked;

/**
 * The routes on an embedded Jetty, WebSocket included. Knows HTTP as values and nothing else of the library; Jetty itself is
 * an optional dependency, so only those who serve from a port of our own touch this package. The way in is
 * {@link dev.monitoring.core.http.jetty.JettyServer}.
 */
@NullMarked
package dev.monitoring.core.http.jetty;

import org.jspecify.annotations.NullMarked;

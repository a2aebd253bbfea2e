/**
 * HTTP as values: requests, responses, routes with the access they need, live channels. Knows no server: adapters (Jetty
 * here, MVC and WebFlux in the Spring starter) give each request to {@link dev.monitoring.core.http.HttpDispatcher} and
 * write what comes back, and one contract test holds them all to the same behaviour. The way in for those who answer
 * requests is {@link dev.monitoring.core.http.Route}.
 *
 * <p>Its types are many and small because the rules that keep a caller out stand here together, each where it can be read on
 * its own: what a path may look like, which names we answer to, who may do what, how much may be sent.
 */
@NullMarked
package dev.monitoring.core.http;

import org.jspecify.annotations.NullMarked;

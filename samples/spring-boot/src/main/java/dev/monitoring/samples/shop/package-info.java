/**
 * A small shop, there to have something to watch: a database, a cache and a queue where they run, an endpoint that is slow, one
 * that fails, background jobs, and customers who use all of it. Knows nothing of the stack it is served by, MVC or WebFlux.
 */
package dev.monitoring.samples.shop;

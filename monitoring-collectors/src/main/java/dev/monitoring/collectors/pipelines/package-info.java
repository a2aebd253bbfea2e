/**
 * What comes out of a service's pipelines, from the results they publish in RabbitMQ: how many, with which status, how long
 * after they were asked for, what waits; and which of its gateways are alive, from their heartbeats.
 *
 * <p>Knows nothing of the connection. Takes nothing from anybody's queue, but where told to.
 */
@NullMarked
package dev.monitoring.collectors.pipelines;

import org.jspecify.annotations.NullMarked;

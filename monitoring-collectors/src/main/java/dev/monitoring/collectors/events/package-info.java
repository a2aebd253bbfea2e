/**
 * Events that services publish in RabbitMQ as JSON, listened to without taking them from anybody: from which exchanges, with
 * which limits, what the members are called, and what came of it as series.
 *
 * <p>Knows nothing of what the events mean. {@link dev.monitoring.collectors.events.EventStreams} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.events;

import org.jspecify.annotations.NullMarked;

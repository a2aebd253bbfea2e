/**
 * Celery as its own events tell of it: tasks and workers under the names of celery-exporter and of Flower, and how much waits
 * in the queues. Listens on a queue of its own (RabbitMQ) or on pub/sub (Redis); broadcasts nothing, asks no worker, and takes
 * no message that is somebody's.
 *
 * <p>Three parts that know little of each other: {@link dev.monitoring.collectors.celery.EventSource} brings messages,
 * {@link dev.monitoring.collectors.celery.EventReader} reads them, {@link dev.monitoring.collectors.celery.CeleryState} keeps
 * what follows from them. The last needs no broker. {@link dev.monitoring.collectors.celery.CeleryCollectorFactory} is the way
 * in.
 */
@NullMarked
package dev.monitoring.collectors.celery;

import org.jspecify.annotations.NullMarked;

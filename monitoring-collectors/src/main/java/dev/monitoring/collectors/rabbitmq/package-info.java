/**
 * RabbitMQ by its management API, under the names of its own Prometheus plugin, with that plugin's page for what the API does
 * not tell, and with passive declares in AMQP for named queues where the API cannot be reached. Knows nothing of messages: it
 * takes none. {@link dev.monitoring.collectors.rabbitmq.RabbitCollectorFactory} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.rabbitmq;

import org.jspecify.annotations.NullMarked;

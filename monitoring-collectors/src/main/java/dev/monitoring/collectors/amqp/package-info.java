/**
 * AMQP 0-9-1 as collectors need it: one connection per target with a deadline over all that is done on it, an own queue that
 * gets copies of what is published, and the depth of queues by name. Never takes a message from a queue that is somebody's,
 * but where its name was given for just that.
 *
 * <p>Knows nothing of what the messages say. {@link dev.monitoring.collectors.amqp.AmqpSettings} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.amqp;

import org.jspecify.annotations.NullMarked;

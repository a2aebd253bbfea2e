/**
 * Which servers the host's beans talk to: connection factories of Redis and RabbitMQ, data sources of PostgreSQL, clients of
 * MinIO. They become targets of the collectors, which open connections of their own; nothing is borrowed from the host, and
 * no bean is made that the host has not made.
 *
 * <p>Knows nothing of the life cycle, and changes no bean. A reader is loaded only where the client it reads is on the class
 * path. {@link dev.monitoring.spring.connection.HostConnections} is the way in.
 */
@NullMarked
package dev.monitoring.spring.connection;

import org.jspecify.annotations.NullMarked;

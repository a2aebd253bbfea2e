/**
 * The clients of a service whose states stand in Redis: counted by state, and by id where that is wanted. What the keys hold is
 * read through {@code redis.connection}; nothing else of Redis is known here.
 * {@link dev.monitoring.collectors.clients.ClientStatesCollectorFactory} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.clients;

import org.jspecify.annotations.NullMarked;

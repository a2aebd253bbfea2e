/**
 * Talking to Redis: one connection per target, batches of commands with one deadline, replies as values. All that is known
 * of the client library is in here, behind {@link dev.monitoring.collectors.redis.connection.RedisLink}, so that its absence
 * harms nobody. Knows no metric; what to ask and what the answers mean is its users' business.
 */
@NullMarked
package dev.monitoring.collectors.redis.connection;

import org.jspecify.annotations.NullMarked;

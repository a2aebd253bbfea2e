/**
 * Redis servers, under the names that redis_exporter gives their figures: standalone, behind sentinels, as nodes of a
 * cluster, and sentinels themselves. What a server answers is read by {@code redis.connection} and turned into families
 * here, where no connection is known. {@link dev.monitoring.collectors.redis.RedisCollectorFactory} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.redis;

import org.jspecify.annotations.NullMarked;

/** Tests of the line to a Redis server, and a server of a test's own. */
package dev.monitoring.collectors.redis.connection;

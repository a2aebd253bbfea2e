/**
 * HTTP as collectors need it: one connection and one request in flight per target, a deadline over connecting, headers and
 * body together, limits on what is read, no thread. {@link dev.monitoring.collectors.endpoint.HttpEndpoint} is the way in;
 * {@link dev.monitoring.collectors.endpoint.Connection} and {@link dev.monitoring.collectors.endpoint.HttpWire} lie under it,
 * for those who must see each step. Knows nothing of what is asked for.
 */
@NullMarked
package dev.monitoring.collectors.endpoint;

import org.jspecify.annotations.NullMarked;

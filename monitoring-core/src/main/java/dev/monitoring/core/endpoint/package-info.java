/**
 * HTTP servers that are asked or told something again and again: one connection and one request in flight per target, a deadline over connecting, headers and
 * body together, limits on what is read, no thread. {@link dev.monitoring.core.endpoint.HttpEndpoint} is the way in;
 * {@link dev.monitoring.core.endpoint.Connection} and {@link dev.monitoring.core.endpoint.HttpWire} lie under it,
 * for those who must see each step. Knows nothing of what is asked for.
 */
@NullMarked
package dev.monitoring.core.endpoint;

import org.jspecify.annotations.NullMarked;

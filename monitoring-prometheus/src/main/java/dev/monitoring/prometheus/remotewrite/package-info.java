/**
 * Remote write: how samples that others measured get in. {@link dev.monitoring.prometheus.remotewrite.RemoteWriteReceiver}
 * takes requests of protocol 1.0 and appends to the store; snappy and protobuf are read here, by hand and within limits.
 */
@NullMarked
package dev.monitoring.prometheus.remotewrite;

import org.jspecify.annotations.NullMarked;

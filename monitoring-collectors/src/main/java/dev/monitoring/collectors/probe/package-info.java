/**
 * Servers looked at from outside, over HTTP, TCP and TLS, under the names of blackbox_exporter. A probe that finds its target
 * broken is a result, not a failure of the collector. Knows nothing of what the target does, and never connects to addresses
 * of link-local, metadata and other special kinds unless the settings allow them.
 * {@link dev.monitoring.collectors.probe.ProbeCollectorFactory} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.probe;

import org.jspecify.annotations.NullMarked;

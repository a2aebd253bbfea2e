/** How fast requests are taken in. */
@NullMarked
package dev.monitoring.prometheus.remotewrite.bench;

import org.jspecify.annotations.NullMarked;

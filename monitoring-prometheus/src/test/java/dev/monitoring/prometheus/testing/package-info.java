/** Real Prometheus programs started for tests, where they are installed. */
@NullMarked
package dev.monitoring.prometheus.testing;

import org.jspecify.annotations.NullMarked;

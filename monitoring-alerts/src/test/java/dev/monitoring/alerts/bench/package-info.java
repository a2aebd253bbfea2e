/** What rules cost at each tick, by itself and beside a Prometheus; not run by the build. */
@NullMarked
package dev.monitoring.alerts.bench;

import org.jspecify.annotations.NullMarked;

/**
 * Both ways between this library and Micrometer: {@link dev.monitoring.core.micrometer.MicrometerCollector} samples the
 * host's meters under the names that Micrometer's Prometheus registry gives them;
 * {@link dev.monitoring.core.micrometer.MeterOffer} offers collected samples to a registry as meters. Knows Micrometer Core
 * and no registry's own artifact, neither stores nor HTTP.
 */
@NullMarked
package dev.monitoring.core.micrometer;

import org.jspecify.annotations.NullMarked;

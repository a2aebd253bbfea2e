/**
 * Typed, positioned configuration: keys with types and defaults, values with their origins, and all faults at once. Knows
 * no file format; the runner reads YAML, the Spring starter reads properties, and both end here. The way in is
 * {@link dev.monitoring.core.settings.Setting}.
 */
@NullMarked
package dev.monitoring.core.settings;

import org.jspecify.annotations.NullMarked;

/**
 * YAML texts as values that know where they stand, so that every fault can be named with file, line and column. Knows nothing
 * of what the values mean. The way in is {@link dev.monitoring.alerts.yaml.YamlReader}.
 */
@NullMarked
package dev.monitoring.alerts.yaml;

import org.jspecify.annotations.NullMarked;

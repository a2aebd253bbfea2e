/**
 * Rule and routing files to values, every fault with file, line and column. Runs nothing. The way in is
 * {@link dev.monitoring.alerts.config.RuleFileReader}.
 */
@NullMarked
package dev.monitoring.alerts.config;

import org.jspecify.annotations.NullMarked;

/**
 * Rule and routing files to values, every fault with file, line and column. Runs nothing. The ways in are
 * {@link dev.monitoring.alerts.config.RuleFileReader} and {@link dev.monitoring.alerts.config.AlertmanagerFileReader}.
 */
@NullMarked
package dev.monitoring.alerts.config;

import org.jspecify.annotations.NullMarked;

/**
 * Routes to see rules and alerts, as Prometheus' API has them. The way in is {@link dev.monitoring.alerts.api.RuleRoutes}.
 */
@NullMarked
package dev.monitoring.alerts.api;

import org.jspecify.annotations.NullMarked;

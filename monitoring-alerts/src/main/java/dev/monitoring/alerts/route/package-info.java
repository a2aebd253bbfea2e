/**
 * Groups alerts by the routing tree and decides when each group is due. Knows neither how anybody is told nor which alerts are
 * silenced. The way in is {@link dev.monitoring.alerts.route.RouteTree}.
 */
@NullMarked
package dev.monitoring.alerts.route;

import org.jspecify.annotations.NullMarked;

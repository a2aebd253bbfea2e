/**
 * Conditions on the labels of alerts, in Alertmanager's two notations. Knows neither what is done with alerts that fit nor
 * where the text stood. The way in is {@link dev.monitoring.alerts.matcher.Matchers}.
 */
@NullMarked
package dev.monitoring.alerts.matcher;

import org.jspecify.annotations.NullMarked;

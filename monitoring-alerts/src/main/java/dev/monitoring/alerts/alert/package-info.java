/**
 * An alert: who it is, which state it is in, and which states may follow. Knows neither where conditions come from nor who is
 * told. The way in is {@link dev.monitoring.alerts.alert.Alert}.
 */
@NullMarked
package dev.monitoring.alerts.alert;

import org.jspecify.annotations.NullMarked;

/**
 * Will hold alert rules, alert states, routing, silences, templates, notifiers and service level objectives. Nothing
 * of it is built yet.
 */
@NullMarked
package dev.monitoring.alerts;

import org.jspecify.annotations.NullMarked;

/**
 * Alert rules and what follows from them. There are rule files, their evaluation, scenarios to try them, and the templates of
 * rules and notifications; a running library does not evaluate rules yet, and routing, silences, notifiers and service level
 * objectives are not built.
 */
@NullMarked
package dev.monitoring.alerts;

import org.jspecify.annotations.NullMarked;

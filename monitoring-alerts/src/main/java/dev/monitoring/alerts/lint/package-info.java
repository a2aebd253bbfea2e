/**
 * What is allowed in rules and routes, and probably not meant so: each with its place and what to write instead.
 *
 * <p>Knows rules and routes as they were read, the types of families and the names of series; evaluates nothing. Begin at {@link
 * dev.monitoring.alerts.lint.RuleLint}.
 */
@NullMarked
package dev.monitoring.alerts.lint;

import org.jspecify.annotations.NullMarked;

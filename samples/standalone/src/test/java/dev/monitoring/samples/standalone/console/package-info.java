/**
 * The console as a viewer meets it: a real browser before a running service, each page looked at by eye, by keyboard and by
 * rule, and each definition of a chart asked of live collectors. Needs Chromium and its driver; says so where they are not.
 */
@NullMarked
package dev.monitoring.samples.standalone.console;

import org.jspecify.annotations.NullMarked;

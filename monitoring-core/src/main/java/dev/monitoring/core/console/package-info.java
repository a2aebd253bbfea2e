/**
 * The web console's static files, with caching and the headers that confine it: no script or style from elsewhere, none
 * inline, no markup made of strings. What the console shows it asks of the public HTTP interface, in the browser; this
 * package knows no figure, no target and no other route than its own. The way in is
 * {@link dev.monitoring.core.console.Console}.
 */
@NullMarked
package dev.monitoring.core.console;

import org.jspecify.annotations.NullMarked;

/**
 * The standalone runner: the whole library in a process of its own, configured by file, environment and flags.
 */
@NullMarked
package dev.monitoring.samples.standalone;

import org.jspecify.annotations.NullMarked;

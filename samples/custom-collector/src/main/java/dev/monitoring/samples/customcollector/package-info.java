/**
 * Shows how a collector of one's own is written and found: one class, one factory, one services file.
 */
@NullMarked
package dev.monitoring.samples.customcollector;

import org.jspecify.annotations.NullMarked;

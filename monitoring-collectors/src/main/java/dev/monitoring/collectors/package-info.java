/**
 * One leaf package per watched system, each found through {@link java.util.ServiceLoader}. A leaf knows
 * {@code dev.monitoring.core} and the client library of its system, never another leaf.
 */
@NullMarked
package dev.monitoring.collectors;

import org.jspecify.annotations.NullMarked;

/**
 * Composes and runs the whole: the builder, the life cycle, and the contract of an extension.
 */
@NullMarked
package dev.monitoring.core;

import org.jspecify.annotations.NullMarked;

/**
 * The latest snapshot of every source, told to observers as it comes in, and the health of every collector. Knows neither
 * how samples are collected nor what becomes of them.
 */
@NullMarked
package dev.monitoring.core.registry;

import org.jspecify.annotations.NullMarked;

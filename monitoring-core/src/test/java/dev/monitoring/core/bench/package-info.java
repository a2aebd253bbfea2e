/** Runs the benchmarks of every module, which live in {@code bench} packages beside what they measure. */
@NullMarked
package dev.monitoring.core.bench;

import org.jspecify.annotations.NullMarked;

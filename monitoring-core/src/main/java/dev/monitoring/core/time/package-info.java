/**
 * Where time comes from. {@link dev.monitoring.core.time.Clock} is the one place that reads the machine's clock; tests
 * put a {@link dev.monitoring.core.time.ManualClock} in its place and never sleep. {@link dev.monitoring.core.time.EventLoop}
 * runs tasks at moments of such a clock. Knows nothing else of the library.
 */
@NullMarked
package dev.monitoring.core.time;

import org.jspecify.annotations.NullMarked;

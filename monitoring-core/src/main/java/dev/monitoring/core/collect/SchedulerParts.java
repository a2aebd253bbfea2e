package dev.monitoring.core.collect;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.time.Duration;

/** What every task of a scheduler uses. Immutable. */
record SchedulerParts(Clock clock, EventLoop loop, Redactor redactor, Duration maxBackOff, Duration firstTimeout) {}

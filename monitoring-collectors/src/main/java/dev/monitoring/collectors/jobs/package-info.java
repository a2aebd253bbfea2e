/**
 * Background jobs of the host application, counted and timed where they run: an instrumentation API over Micrometer, so that
 * the figures go wherever the host's meters go. Starts nothing, schedules nothing and knows no scheduler.
 * {@link dev.monitoring.collectors.jobs.Jobs#of} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.jobs;

import org.jspecify.annotations.NullMarked;

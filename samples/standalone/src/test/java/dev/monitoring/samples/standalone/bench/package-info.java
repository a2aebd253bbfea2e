/** What the runner costs, measured in processes of its own; not run by the build. */
@NullMarked
package dev.monitoring.samples.standalone.bench;

import org.jspecify.annotations.NullMarked;

/**
 * Text files of the Linux kernel, read line by line without making garbage, within bounds. What the files mean is known to
 * those who read them: the collectors of the host, of the container and of the JVM. Knows nothing of the library. The way in
 * is {@link dev.monitoring.collectors.kernel.KernelText}.
 */
@NullMarked
package dev.monitoring.collectors.kernel;

import org.jspecify.annotations.NullMarked;

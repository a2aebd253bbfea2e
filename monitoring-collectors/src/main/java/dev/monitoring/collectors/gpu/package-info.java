/**
 * NVIDIA GPUs by their management library (NVML), under the names of NVIDIA's dcgm-exporter. Knows nothing of CUDA, of
 * {@code nvidia-smi} and of other makers' devices; settings and limits of a device are read, never set.
 * {@link dev.monitoring.collectors.gpu.GpuCollectorFactory} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.gpu;

import org.jspecify.annotations.NullMarked;

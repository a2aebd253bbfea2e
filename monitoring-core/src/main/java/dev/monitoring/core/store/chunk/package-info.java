/**
 * One series' samples as bits: a {@linkplain dev.monitoring.core.store.chunk.SampleRing ring} of an open block that takes the
 * newest as they are, and of {@linkplain dev.monitoring.core.store.chunk.SealedBlock sealed blocks}, compressed without loss by the
 * {@linkplain dev.monitoring.core.store.chunk.BlockEncoder encoder}. Knows neither labels nor clocks. The format is drawn
 * in {@code docs/chunk-format.md}.
 */
@NullMarked
package dev.monitoring.core.store.chunk;

import org.jspecify.annotations.NullMarked;

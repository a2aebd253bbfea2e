/**
 * Prometheus text and OpenMetrics 1.0 read into families, with positions in errors.
 * {@link dev.monitoring.core.textformat.TextFormatParser} is the way in. Knows no HTTP: it reads bytes, wherever they come
 * from, and trusts none of them.
 */
@NullMarked
package dev.monitoring.core.textformat;

import org.jspecify.annotations.NullMarked;

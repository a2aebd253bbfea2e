/**
 * The nouns: labels, matchers, metric families with their types, targets. Immutable values that know neither clocks nor
 * stores nor text formats. The way in is {@link dev.monitoring.core.model.Labels}.
 */
@NullMarked
package dev.monitoring.core.model;

import org.jspecify.annotations.NullMarked;

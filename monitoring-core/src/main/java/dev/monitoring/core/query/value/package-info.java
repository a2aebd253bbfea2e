/**
 * What every stage of a query shares: the values it yields, the limits it runs under, its warnings and its errors. Knows
 * labels, and neither the language nor how anything is computed. The way in is
 * {@link dev.monitoring.core.query.value.QueryValue}.
 */
@NullMarked
package dev.monitoring.core.query.value;

import org.jspecify.annotations.NullMarked;

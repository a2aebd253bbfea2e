/** What queries cost; not part of the tests. */
@NullMarked
package dev.monitoring.core.query.bench;

import org.jspecify.annotations.NullMarked;

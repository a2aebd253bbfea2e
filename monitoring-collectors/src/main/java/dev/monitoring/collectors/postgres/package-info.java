/**
 * PostgreSQL servers under the names of postgres_exporter, by questions to the server's statistics views. Knows nothing of
 * the tables' contents, and of the driver only its class names.
 * {@link dev.monitoring.collectors.postgres.PostgresCollectorFactory} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.postgres;

import org.jspecify.annotations.NullMarked;

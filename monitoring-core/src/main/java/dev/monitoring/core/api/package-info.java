/**
 * What people and programs ask over HTTP besides PromQL: health, readiness, one JSON view per concern. Reads
 * the registry and asks the query engine; knows no server, no store and no collector. The way in is
 * {@link dev.monitoring.core.api.ApiRoutes}.
 */
@NullMarked
package dev.monitoring.core.api;

import org.jspecify.annotations.NullMarked;

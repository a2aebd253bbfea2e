/**
 * What the two web adapters of the starter share: threads and limits beside those of the host's server, who may do what, the
 * order of calls on live channels, and the host's HTTP requests as metrics.
 *
 * <p>Knows neither servlets nor WebFlux. The adapters in {@code servlet} and {@code reactive} both use it and never see each
 * other. The way in is {@link dev.monitoring.spring.web.WebGateway}.
 */
@NullMarked
package dev.monitoring.spring.web;

import org.jspecify.annotations.NullMarked;

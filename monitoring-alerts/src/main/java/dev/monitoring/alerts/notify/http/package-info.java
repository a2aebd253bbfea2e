/**
 * What channels share that speak HTTP: how they are set up, how a text becomes part of a message, how a message is sent and
 * what its answer means. Knows no service. {@link dev.monitoring.alerts.notify.http.ChannelReader} is the way in.
 */
@NullMarked
package dev.monitoring.alerts.notify.http;

import org.jspecify.annotations.NullMarked;

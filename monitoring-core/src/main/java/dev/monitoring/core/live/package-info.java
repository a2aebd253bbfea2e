/**
 * The live feed: what changed, pushed to clients over WebSockets in the form that {@code LIVE.md} beside this module's POM
 * promises. Asks the query engine whenever collectors have delivered, each distinct expression once for all clients; knows no
 * server, no store and no collector. The way in is {@link dev.monitoring.core.live.LiveFeed}.
 */
@NullMarked
package dev.monitoring.core.live;

import org.jspecify.annotations.NullMarked;

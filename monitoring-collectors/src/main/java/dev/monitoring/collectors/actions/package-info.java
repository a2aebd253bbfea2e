/**
 * The actions that a service saves and announces in RabbitMQ: how many of which kind with which outcome, and the last of
 * them.
 *
 * <p>Knows nothing of the connection. Takes nothing from anybody's queue, but where told to, and keeps nothing of an action
 * but its time, kind, outcome and the members it was told to show.
 */
@NullMarked
package dev.monitoring.collectors.actions;

import org.jspecify.annotations.NullMarked;

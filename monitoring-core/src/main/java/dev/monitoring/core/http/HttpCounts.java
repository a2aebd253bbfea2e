package dev.monitoring.core.http;

/**
 * What a dispatcher has done so far. Immutable.
 *
 * @param requests all requests
 * @param refused those without permission: wrong host, foreign page, missing credentials
 * @param failed those whose handler failed unexpectedly
 * @param late those whose handler was stopped after its time
 * @param liveConnections the number of live channels open now
 */
public record HttpCounts(long requests, long refused, long failed, long late, int liveConnections) {}

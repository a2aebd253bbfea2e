package dev.monitoring.prometheus.remotewrite;

import java.util.Map;

/**
 * What a receiver did since it was made. Immutable.
 *
 * @param requests requests that came in
 * @param rejectedRequests those of them of which nothing was stored, by reason; reasons that did not occur are left out
 * @param storedSamples samples stored
 * @param refusedSamples samples received and not stored, by reason; those of a body that cannot be read are not among them
 */
public record ReceiverCounts(
        long requests, Map<String, Long> rejectedRequests, long storedSamples, Map<String, Long> refusedSamples) {
    public ReceiverCounts {
        rejectedRequests = Map.copyOf(rejectedRequests);
        refusedSamples = Map.copyOf(refusedSamples);
    }
}

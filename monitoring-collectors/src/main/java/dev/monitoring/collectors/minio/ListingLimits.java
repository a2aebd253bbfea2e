package dev.monitoring.collectors.minio;

import java.time.Duration;
import java.util.List;

/**
 * Which buckets are listed to count their objects, and how much of that a server is asked for. Immutable.
 *
 * @param names the buckets; empty for all that the server names
 * @param buckets how many buckets at most
 * @param objectsPerBucket a bucket with more objects is not counted
 * @param objectsPerRun how many objects are listed in one run at most; the next run goes on from there
 * @param interval how long after the begin of a round of all buckets the next one begins
 */
record ListingLimits(List<String> names, int buckets, int objectsPerBucket, int objectsPerRun, Duration interval) {
    ListingLimits {
        names = List.copyOf(names);
    }
}

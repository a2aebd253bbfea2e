package dev.monitoring.collectors.minio;

import dev.monitoring.collectors.minio.ObjectStore.RefusedException;
import dev.monitoring.core.collect.MetricSink;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The number and size of the objects in buckets, counted by listing them. A round goes through all buckets, in the order of
 * their names, over as many runs as the limits make of it; what is given is what each bucket had when it was last counted as a
 * whole. Confined to one thread at a time.
 */
final class BucketListing {
    /** What one answer of the S3 API holds at most. */
    private static final int PAGE = 1_000;

    private final ListingLimits limits;
    private final Clock clock;

    private final Map<String, Usage> counted = new TreeMap<>();
    private final Map<String, IOException> refused = new TreeMap<>();
    private final Deque<String> left = new ArrayDeque<>();
    private @Nullable Count current;
    private boolean begun;
    private long roundNanos;

    /** What a bucket had when it was last counted as a whole. */
    private record Usage(Labels labels, long objects, long bytes) {}

    /** A bucket that is being counted. */
    private static final class Count {
        private final String bucket;
        private Optional<String> next = Optional.empty();
        private long objects;
        private long bytes;

        private Count(String bucket) {
            this.bucket = bucket;
        }
    }

    BucketListing(ListingLimits limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** Which of the server's buckets are counted; those beyond the limit are a missing part. */
    List<String> chosen(List<String> all, MetricSink sink) {
        List<String> sorted = all.stream()
                .filter(name -> limits.names().isEmpty() || limits.names().contains(name))
                .sorted()
                .toList();
        if (sorted.size() <= limits.buckets()) {
            return sorted;
        }
        sink.missing(
                "buckets",
                new IOException("there are " + sorted.size() + " buckets, and only the first " + limits.buckets()
                        + " are listed; name those of interest in buckets.names, or raise buckets.max"));
        return sorted.subList(0, limits.buckets());
    }

    /**
     * Goes on counting, within the limits.
     *
     * @throws IOException the server does not answer; what has been counted is kept
     */
    void run(List<String> buckets, ObjectStore store, Deadline deadline) throws IOException {
        beginRound(buckets);
        int budget = limits.objectsPerRun();
        while (budget > 0 && !deadline.hasPassed()) {
            if (current == null) {
                String bucket = left.poll();
                if (bucket == null) {
                    return;
                }
                current = new Count(bucket);
            }
            budget -= Math.max(1, step(current, store, Math.min(PAGE, budget), deadline));
        }
    }

    private void beginRound(List<String> buckets) {
        Set<String> there = new HashSet<>(buckets);
        counted.keySet().retainAll(there);
        refused.keySet().retainAll(there);
        left.retainAll(there);
        if (current != null && !there.contains(current.bucket)) {
            current = null;
        }
        boolean due =
                !begun || clock.nanoTime() - roundNanos >= limits.interval().toNanos();
        if (current == null && left.isEmpty() && due) {
            begun = true;
            roundNanos = clock.nanoTime();
            left.addAll(buckets);
        }
    }

    /** Asks for one page of a bucket; how many objects it had. */
    private int step(Count count, ObjectStore store, int limit, Deadline deadline) throws IOException {
        ObjectStore.Page page;
        try {
            page = store.objects(count.bucket, count.next, limit, deadline);
        } catch (RefusedException e) {
            giveUp(count, e);
            return 0;
        }
        count.objects += page.objects();
        count.bytes += page.bytes();
        count.next = page.next();
        if (count.objects > limits.objectsPerBucket()) {
            giveUp(
                    count,
                    new IOException(
                            "bucket " + count.bucket + " has more than " + limits.objectsPerBucket()
                                    + " objects and is not counted; raise buckets.max-objects, or let MinIO's own figures be read"));
        } else if (page.next().isEmpty()) {
            counted.put(count.bucket, new Usage(Labels.of("bucket", count.bucket), count.objects, count.bytes));
            refused.remove(count.bucket);
            current = null;
        }
        return page.objects();
    }

    private void giveUp(Count count, IOException reason) {
        counted.remove(count.bucket);
        refused.put(count.bucket, reason);
        current = null;
    }

    /** Gives what is known, and the sum over all buckets where all of them are. */
    void emit(List<String> buckets, boolean all, MetricSink sink) {
        long objects = 0;
        long bytes = 0;
        for (Usage usage : counted.values()) {
            sink.add(MinioFamilies.BUCKET_OBJECTS, usage.labels, usage.objects);
            sink.add(MinioFamilies.BUCKET_BYTES, usage.labels, usage.bytes);
            objects += usage.objects;
            bytes += usage.bytes;
        }
        if (all && counted.size() == buckets.size()) {
            sink.add(MinioFamilies.CLUSTER_OBJECTS, Labels.EMPTY, objects);
            sink.add(MinioFamilies.CLUSTER_BYTES, Labels.EMPTY, bytes);
        }
        refused.forEach((bucket, reason) -> sink.missing("bucket " + bucket, reason));
    }
}

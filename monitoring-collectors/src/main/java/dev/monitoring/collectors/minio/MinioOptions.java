package dev.monitoring.collectors.minio;

import java.util.List;
import java.util.Optional;

/**
 * What is read of a target. Immutable.
 *
 * @param kind what it is
 * @param pages the paths of MinIO's pages of metrics
 * @param hasToken whether the settings name who asks for them
 * @param keys who asks the S3 API; nobody to leave it alone
 * @param region where the buckets are; nothing to ask for each
 * @param listing how buckets are listed; nothing to list none
 */
record MinioOptions(
        ServerKind kind,
        List<String> pages,
        boolean hasToken,
        Optional<S3Keys> keys,
        Optional<String> region,
        Optional<ListingLimits> listing) {
    MinioOptions {
        pages = List.copyOf(pages);
    }
}

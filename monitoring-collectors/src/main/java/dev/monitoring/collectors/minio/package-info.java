/**
 * MinIO by its health pages, its own pages of metrics and the S3 API, under MinIO's names; of any other S3 server what that API
 * tells. The SDK signs and understands the calls of the API; what goes over the line goes through {@code endpoint}. Knows
 * nothing of the objects beyond their number and size, and changes nothing.
 * {@link dev.monitoring.collectors.minio.MinioCollectorFactory} is the way in.
 */
@NullMarked
package dev.monitoring.collectors.minio;

import org.jspecify.annotations.NullMarked;

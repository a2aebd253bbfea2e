package dev.monitoring.collectors.minio;

import dev.monitoring.core.model.Family;

/** The families that are not read from a page of MinIO; where MinIO has a name for one of them, it is that. */
final class MinioFamilies {
    static final Family UP = Family.gauge("minio_up", "Whether the last run reached the server.");
    static final Family CHECK = Family.gauge(
            "minio_health_check_status",
            "Whether a check passed: 1, or 0 where it did not, or not in time; s3 is that the API takes the access key.");
    static final Family HEALING =
            Family.gauge("minio_health_healing_drives", "Drives that are being healed, by the cluster's health page.");
    static final Family READ_QUORUM =
            Family.gauge("minio_health_read_quorum", "Drives it takes to read, by the cluster's health page.");
    static final Family WRITE_QUORUM =
            Family.gauge("minio_cluster_write_quorum", "Maximum write quorum across all pools and sets.");
    static final Family HEALTH = Family.gauge("minio_cluster_health_status", "Get current cluster health status.");
    static final Family BUCKETS = Family.gauge("minio_cluster_bucket_total", "Total number of buckets in the cluster.");
    static final Family CLUSTER_OBJECTS =
            Family.gauge("minio_cluster_usage_object_total", "Total number of objects in a cluster.");
    static final Family CLUSTER_BYTES =
            Family.gauge("minio_cluster_usage_total_bytes", "Total cluster usage in bytes.");
    static final Family BUCKET_OBJECTS = Family.gauge("minio_bucket_usage_object_total", "Total number of objects.");
    static final Family BUCKET_BYTES = Family.gauge("minio_bucket_usage_total_bytes", "Total bucket size in bytes.");

    private MinioFamilies() {}
}

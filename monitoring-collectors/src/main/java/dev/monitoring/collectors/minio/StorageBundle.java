package dev.monitoring.collectors.minio;

import dev.monitoring.core.collect.Bundle;
import java.util.List;

/**
 * What {@code /metrics/storage} shows. Sums are over clusters, of which one target each is to be watched; names of the pages of
 * version 3 stand in where those of version 2 are not read.
 */
final class StorageBundle {
    private static final Figure BUCKETS =
            new Figure("minio_cluster_bucket_total", "minio_cluster_usage_objects_buckets_count");
    private static final Figure OBJECTS =
            new Figure("minio_cluster_usage_object_total", "minio_cluster_usage_objects_count");
    private static final Figure USED =
            new Figure("minio_cluster_usage_total_bytes", "minio_cluster_usage_objects_total_bytes");
    private static final Figure CAPACITY =
            new Figure("minio_cluster_capacity_usable_total_bytes", "minio_cluster_health_capacity_usable_total_bytes");
    private static final Figure FREE =
            new Figure("minio_cluster_capacity_usable_free_bytes", "minio_cluster_health_capacity_usable_free_bytes");
    private static final Figure DRIVES_ONLINE =
            new Figure("minio_cluster_drive_online_total", "minio_cluster_health_drives_online_count");
    private static final Figure DRIVES_OFFLINE =
            new Figure("minio_cluster_drive_offline_total", "minio_cluster_health_drives_offline_count");
    private static final Figure NODES_ONLINE =
            new Figure("minio_cluster_nodes_online_total", "minio_cluster_health_nodes_online_count");
    private static final Figure NODES_OFFLINE =
            new Figure("minio_cluster_nodes_offline_total", "minio_cluster_health_nodes_offline_count");

    private StorageBundle() {}

    /** A gauge of a cluster by its names of both versions; whichever node answers for it, it is one number. */
    private record Figure(String name, String nameOfVersion3) {
        String ofTarget() {
            return "(max by (instance) (" + name + ") or max by (instance) (" + nameOfVersion3 + "))";
        }

        String ofAll() {
            return "sum(" + ofTarget() + ")";
        }

        Bundle.Value column(String column) {
            return new Bundle.Value(column, ofTarget());
        }

        Bundle.Value value(String entry) {
            return new Bundle.Value(entry, ofAll());
        }
    }

    static Bundle bundle() {
        return new Bundle(
                "storage",
                "object storage",
                List.of(
                        new Bundle.Value("up", "min(minio_up)"),
                        new Bundle.Value("healthy", "min(minio_cluster_health_status)"),
                        BUCKETS.value("bucket_count"),
                        OBJECTS.value("object_count"),
                        USED.value("used_bytes"),
                        CAPACITY.value("capacity_bytes"),
                        FREE.value("free_bytes"),
                        new Bundle.Value("used_percent", "100 * (1 - " + FREE.ofAll() + " / " + CAPACITY.ofAll() + ")"),
                        DRIVES_OFFLINE.value("drives_offline"),
                        NODES_OFFLINE.value("nodes_offline"),
                        servers(),
                        buckets()));
    }

    private static Bundle.Table servers() {
        return new Bundle.Table(
                "servers",
                "instance",
                List.of(
                        new Bundle.Value("up", "minio_up"),
                        check("live"),
                        check("ready"),
                        new Bundle.Value("writable", "max by (instance) (minio_cluster_health_status)"),
                        check("readable", "cluster_read"),
                        check("s3"),
                        BUCKETS.column("buckets"),
                        OBJECTS.column("objects"),
                        USED.column("used_bytes"),
                        CAPACITY.column("capacity_bytes"),
                        FREE.column("free_bytes"),
                        new Bundle.Value(
                                "used_percent", "100 * (1 - " + FREE.ofTarget() + " / " + CAPACITY.ofTarget() + ")"),
                        DRIVES_ONLINE.column("drives_online"),
                        DRIVES_OFFLINE.column("drives_offline"),
                        new Bundle.Value("drives_healing", "minio_health_healing_drives"),
                        NODES_ONLINE.column("nodes_online"),
                        NODES_OFFLINE.column("nodes_offline"),
                        new Bundle.Value(
                                "requests_per_second", "sum by (instance) (rate(minio_s3_requests_total[5m]))")));
    }

    private static Bundle.Value check(String name) {
        return check(name, name);
    }

    private static Bundle.Value check(String column, String check) {
        return new Bundle.Value(column, "minio_health_check_status{check=\"" + check + "\"}");
    }

    private static Bundle.Table buckets() {
        return new Bundle.Table(
                "buckets",
                "bucket",
                List.of(
                        bucket(
                                "objects",
                                "minio_bucket_usage_object_total",
                                "minio_cluster_usage_buckets_objects_count"),
                        bucket("bytes", "minio_bucket_usage_total_bytes", "minio_cluster_usage_buckets_total_bytes"),
                        bucket(
                                "quota_bytes",
                                "minio_bucket_quota_total_bytes",
                                "minio_cluster_usage_buckets_quota_total_bytes"),
                        new Bundle.Value(
                                "requests_per_second", "sum by (bucket) (rate(minio_bucket_requests_total[5m]))")));
    }

    /** A gauge of the buckets of a name, whichever node answers for them; two clusters may have one each. */
    private static Bundle.Value bucket(String column, String name, String nameOfVersion3) {
        return new Bundle.Value(
                column,
                "sum by (bucket) (max by (bucket, instance) (" + name + ") or max by (bucket, instance) ("
                        + nameOfVersion3 + "))");
    }
}

package dev.monitoring.collectors.minio;

import java.util.Locale;

/**
 * A health page of MinIO, open to everyone.
 *
 * @see <a href="https://github.com/minio/minio/blob/master/docs/metrics/healthcheck/README.md">Healthcheck</a>
 */
enum HealthCheck {
    LIVE("/minio/health/live"),
    READY("/minio/health/ready"),
    /** Whether enough drives are there to write. */
    CLUSTER("/minio/health/cluster"),
    /** Whether enough drives are there to read. */
    CLUSTER_READ("/minio/health/cluster/read");

    private final String path;

    HealthCheck(String path) {
        this.path = path;
    }

    /** The page's path. */
    String path() {
        return path;
    }

    /** Its name in labels. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}

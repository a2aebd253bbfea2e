package dev.monitoring.collectors.minio;

/** What a target is. */
enum ServerKind {
    /** Whatever its health page says. */
    AUTO,
    /** MinIO: what it does not answer is missing. */
    MINIO,
    /** Any other server of the S3 API: it is asked for nothing else. */
    S3
}

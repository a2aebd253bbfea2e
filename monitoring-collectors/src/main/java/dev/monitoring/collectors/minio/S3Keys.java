package dev.monitoring.collectors.minio;

/**
 * Who asks the S3 API. Immutable; the secret shows nowhere.
 *
 * @param accessKey the name
 * @param secretKey the password
 */
record S3Keys(String accessKey, String secretKey) {
    @Override
    public String toString() {
        return "S3Keys";
    }
}

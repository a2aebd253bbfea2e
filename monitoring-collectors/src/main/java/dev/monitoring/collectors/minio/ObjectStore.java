package dev.monitoring.collectors.minio;

import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What is read through the S3 API of one server. Confined to one thread at a time. */
interface ObjectStore {
    /** What is missing on the class path, as a remedy for people; nothing where all is there. */
    static Optional<String> unavailable() {
        for (String needed : List.of("io.minio.MinioAsyncClient", "okhttp3.OkHttpClient")) {
            try {
                Class.forName(needed, false, ObjectStore.class.getClassLoader());
            } catch (ClassNotFoundException | LinkageError e) {
                return Optional.of("add io.minio:minio and com.squareup.okhttp3:okhttp-jvm to the class path");
            }
        }
        return Optional.empty();
    }

    /**
     * The names of the buckets that the caller may see, in the server's order.
     *
     * @throws RefusedException the server answered, but not with that
     * @throws IOException there is no answer by the deadline
     */
    List<String> buckets(Deadline deadline) throws IOException;

    /**
     * Some objects of a bucket, one request's worth.
     *
     * @param from where the page before ended; nothing for the beginning
     * @param limit how many at most, from 1 to 1000
     * @throws RefusedException the server answered, but not with that
     * @throws IOException there is no answer by the deadline
     */
    Page objects(String bucket, Optional<String> from, int limit, Deadline deadline) throws IOException;

    /**
     * Some objects of a bucket.
     *
     * @param objects how many
     * @param bytes their sizes together
     * @param next where the next page begins; nothing where there is no more
     */
    record Page(int objects, long bytes, Optional<String> next) {}

    /** The server understood who asks for what, or was at fault itself, and says no. The message has a remedy. */
    final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        private final boolean permission;

        /** @param permission whether the caller is known, and only lacks a permission */
        RefusedException(String message, boolean permission) {
            super(message);
            this.permission = permission;
        }

        /** Whether the caller is known to the server, and only lacks a permission. */
        boolean isForWantOfPermission() {
            return permission;
        }
    }
}

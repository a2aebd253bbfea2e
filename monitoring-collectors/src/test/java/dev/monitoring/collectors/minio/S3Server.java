package dev.monitoring.collectors.minio;

import java.io.ByteArrayInputStream;
import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.blobstore.BlobStore;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** A real server of the S3 API, S3Proxy, that keeps objects in memory and knows one access key. Thread-safe. */
final class S3Server implements AutoCloseable {
    static final String ACCESS_KEY = "monitor";
    static final String SECRET_KEY = "canary-secret";

    private final S3Proxy proxy;
    private final BlobStore store;

    private S3Server(S3Proxy proxy, BlobStore store) {
        this.proxy = proxy;
        this.store = store;
    }

    /** One without buckets, on a free port. */
    static S3Server start() throws Exception {
        return start(0);
    }

    private static S3Server start(int port) throws Exception {
        BlobStore store = new TransientNio2BlobStore();
        S3Proxy proxy = S3Proxy.builder()
                .blobStore(store)
                .endpoint(URI.create("http://127.0.0.1:" + port))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, ACCESS_KEY, SECRET_KEY)
                .build();
        proxy.start();
        return new S3Server(proxy, store);
    }

    /** In a process of its own, with the buckets that the tests of processes expect. */
    public static void main(String[] arguments) throws Exception {
        S3Server server = start(Integer.parseInt(arguments[0]));
        server.bucket("logs", 3, 10);
        Thread.currentThread().join();
    }

    /** Makes a bucket with that many objects of the same size. */
    S3Server bucket(String name, int objects, int bytes) {
        store.createContainer(name);
        put(name, 0, objects, bytes);
        return this;
    }

    /** Adds objects to a bucket, numbered from {@code first}. */
    void put(String bucket, int first, int objects, int bytes) {
        for (int i = first; i < first + objects; i++) {
            PutObjectRequest request = PutObjectRequest.builder()
                    .bucket(bucket)
                    .key(String.format("folder %d/ö+%05d", i % 3, i))
                    .contentLength((long) bytes)
                    .build();
            store.putBlob(request, new ByteArrayInputStream(new byte[bytes]));
        }
    }

    /** Removes a bucket and what is in it. */
    void remove(String bucket) {
        store.deleteContainer(bucket);
    }

    int port() {
        return proxy.getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() throws Exception {
        proxy.stop();
    }
}

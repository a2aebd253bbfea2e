package dev.monitoring.collectors.minio;

import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.endpoint.HttpReply;
import dev.monitoring.core.time.Deadline;
import io.minio.ListBucketsArgs;
import io.minio.ListObjectsV2Args;
import io.minio.MinioAsyncClient;
import io.minio.errors.ErrorResponseException;
import io.minio.errors.InvalidResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.XmlParserException;
import io.minio.messages.Contents;
import io.minio.messages.ListAllMyBucketsResult;
import io.minio.messages.ListBucketResultV2;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import okhttp3.ConnectionSpec;
import okhttp3.Dispatcher;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;

/**
 * The S3 API through MinIO's SDK, io.minio:minio 9. Confined to one thread at a time, that of the run.
 *
 * <h2>Bounds</h2>
 *
 * The SDK makes and signs requests and understands answers; it never gets a socket or a thread. Its HTTP client hands each
 * call to {@link #exchange} on the caller's own thread, which sends it through the target's {@link HttpEndpoint}: the one
 * connection of the target, under the run's deadline, with its TLS and its limits. So OkHttp's dispatcher, pool and watchdog
 * have nothing to do, and closing the endpoint ends all. The SDK is given no retries.
 *
 * <p>Whatever the SDK is asked for, nothing but GET leaves here.
 */
final class SdkStore implements ObjectStore {
    /** A thousand keys of 1024 bytes, each of them written as three, with what stands around them. */
    private static final int MAX_ANSWER_BYTES = 8 << 20;

    /** Servers give up to ten thousand buckets at a time. */
    private static final int MAX_BUCKET_PAGES = 10;

    /** Headers that are ours to say; none of them is signed. */
    private static final Set<String> OURS = Set.of("user-agent", "accept-encoding", "connection", "content-length");

    private final HttpEndpoint endpoint;
    private final MinioAsyncClient client;
    private Deadline deadline; // of the call in flight

    /**
     * A store that has asked for nothing yet. Needs the SDK, see {@link ObjectStore#unavailable}.
     *
     * @param region where the buckets are; nothing to ask the server for each
     * @param deadline of the run that makes it
     */
    SdkStore(HttpEndpoint endpoint, S3Keys keys, Optional<String> region, Deadline deadline) {
        this.endpoint = endpoint;
        this.deadline = deadline;
        OkHttpClient http = new OkHttpClient.Builder()
                .dispatcher(new Dispatcher(new CallersThread()))
                .connectionSpecs(
                        List.of(ConnectionSpec.CLEARTEXT)) // else it loads Java's trusted authorities for nothing
                .addInterceptor(chain -> exchange(chain.request()))
                .build();
        URI address = endpoint.address();
        MinioAsyncClient.Builder builder = MinioAsyncClient.builder()
                .endpoint(HttpUrl.get(address.getScheme() + "://" + address.getRawAuthority()))
                .credentials(keys.accessKey(), keys.secretKey())
                .httpClient(http);
        region.ifPresent(builder::region);
        this.client = builder.build();
    }

    @Override
    public List<String> buckets(Deadline until) throws IOException {
        deadline = until;
        List<String> names = new ArrayList<>();
        @Nullable String token = null;
        for (int page = 0; page < MAX_BUCKET_PAGES; page++) {
            ListBucketsArgs.Builder args = ListBucketsArgs.builder();
            if (token != null) {
                args.continuationToken(token);
            }
            ListAllMyBucketsResult result = answer("the list of buckets", () -> client.listBucketsAPI(args.build()))
                    .result();
            result.buckets().forEach(bucket -> names.add(bucket.name()));
            token = result.continuationToken();
            if (token == null || token.isEmpty()) {
                break;
            }
        }
        return names;
    }

    @Override
    public Page objects(String bucket, Optional<String> from, int limit, Deadline until) throws IOException {
        deadline = until;
        ListObjectsV2Args.Builder args =
                ListObjectsV2Args.builder().encodingType("url").maxKeys(limit);
        from.ifPresent(args::continuationToken);
        ListBucketResultV2 result = answer(
                        "bucket " + bucket,
                        () -> client.listObjectsV2(args.bucket(bucket).build()))
                .result();
        long bytes = 0;
        for (Contents object : result.contents()) {
            bytes += object.size();
        }
        Optional<String> next =
                Optional.ofNullable(result.nextContinuationToken()).filter(token -> result.isTruncated());
        if (result.isTruncated() && next.isEmpty()) {
            throw new RefusedException(
                    "the server says that bucket " + bucket
                            + " has more objects, but not where they begin; leave it out",
                    false);
        }
        return new Page(result.contents().size(), bytes, next);
    }

    /** What a call brings; its work is done when it comes back, unless this SDK does it elsewhere. */
    private <T> T answer(String asked, Supplier<CompletableFuture<T>> call) throws IOException {
        try {
            return call.get().get(deadline.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException e) {
            throw new RefusedException("the SDK refuses " + asked + ": " + e.getMessage(), false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while it asked for " + asked, e);
        } catch (TimeoutException e) {
            throw new IOException("there was no answer in time about " + asked, e);
        } catch (ExecutionException e) {
            Throwable cause = e;
            while (cause.getCause() != null
                    && (cause instanceof ExecutionException || cause instanceof CompletionException)) {
                cause = cause.getCause();
            }
            throw explained(asked, cause);
        }
    }

    private static IOException explained(String asked, Throwable cause) {
        if (cause instanceof IOException failure) {
            return failure;
        }
        if (cause instanceof ErrorResponseException refused) {
            String code = String.valueOf(refused.errorResponse().code());
            return new RefusedException(
                    "the S3 API refuses " + asked + " with " + shown(code) + ": " + remedy(code),
                    code.equals("AccessDenied"));
        }
        if (cause instanceof InvalidResponseException || cause instanceof XmlParserException) {
            return new RefusedException(
                    "what is answered about " + asked
                            + " is not of the S3 API; check that url is that of the API, not of"
                            + " a console or a proxy",
                    false);
        }
        if (cause instanceof MinioException failure) {
            return new RefusedException(
                    "the S3 API fails at " + asked + ": " + failure.getClass().getSimpleName(), false);
        }
        return new IOException("the SDK fails at " + asked + ": " + cause, cause);
    }

    private static String remedy(String code) {
        return switch (code) {
            case "AccessDenied", "AllAccessDisabled" ->
                "allow the access key s3:ListAllMyBuckets and, of the buckets to list, s3:GetBucketLocation and"
                        + " s3:ListBucket";
            case "InvalidAccessKeyId" -> "the server does not know it; correct access-key";
            case "SignatureDoesNotMatch" -> "correct secret-key";
            case "RequestTimeTooSkewed" -> "the clocks of the server and of this host differ; set them right";
            case "AuthorizationHeaderMalformed", "InvalidRegion", "PermanentRedirect" -> "set or correct region";
            case "NoSuchBucket" -> "it is gone; correct buckets.names";
            case "SlowDown", "SlowDownRead", "ServiceUnavailable", "XMinioServerNotInitialized" ->
                "the server is overloaded, or not ready";
            default -> "the server's own log tells why";
        };
    }

    private static String shown(String text) {
        return text.substring(0, Math.min(60, text.length())).replaceAll("[^ -~]", "?");
    }

    /** Sends what the SDK made, and gives it the answer, all of it. */
    private Response exchange(Request request) throws IOException {
        if (!request.method().equals("GET")) {
            throw new IOException("a " + request.method() + " is not sent: what is watched is only read");
        }
        Map<String, String> headers = new LinkedHashMap<>();
        Headers made = request.headers();
        for (int i = 0; i < made.size(); i++) {
            if (!OURS.contains(made.name(i).toLowerCase(Locale.ROOT))) {
                headers.put(made.name(i), made.value(i));
            }
        }
        try (HttpReply reply = endpoint.get(request.url().toString(), headers, deadline)) {
            byte[] body = reply.body().readNBytes(MAX_ANSWER_BYTES + 1);
            if (body.length > MAX_ANSWER_BYTES) {
                throw new IOException("an answer of the S3 API has more than " + MAX_ANSWER_BYTES + " bytes");
            }
            Response.Builder answer = new Response.Builder()
                    .request(request)
                    .protocol(Protocol.HTTP_1_1)
                    .code(reply.status())
                    .message("")
                    .body(ResponseBody.create(body, MediaType.parse(reply.contentType())));
            reply.header("Content-Type").ifPresent(type -> answer.header("Content-Type", type));
            reply.header("x-amz-bucket-region").ifPresent(name -> answer.header("x-amz-bucket-region", name));
            return answer.build();
        }
    }

    /** Runs what it is given at once, on the thread that gives it. */
    private static final class CallersThread extends AbstractExecutorService {
        private volatile boolean shutdown;

        @Override
        public void execute(Runnable work) {
            work.run();
        }

        @Override
        public void shutdown() {
            shutdown = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            shutdown = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return shutdown;
        }

        @Override
        public boolean isTerminated() {
            return shutdown;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}

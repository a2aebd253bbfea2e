package dev.monitoring.collectors.minio;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What MinIO answers for its health and metrics pages, after its documentation and sources, and a list of buckets; the pages
 * are for who shows a token as MinIO checks it. Thread-safe.
 */
public final class MinioStub implements AutoCloseable {
    public static final String ACCESS_KEY = "monitor";
    public static final String SECRET_KEY = "canary-secret";
    static final String TOKEN = "canary-token";

    private static final String BUCKETS = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ListAllMyBucketsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Owner><ID>02d6</ID>\
            <DisplayName>minio</DisplayName></Owner><Buckets>\
            <Bucket><Name>logs</Name><CreationDate>2026-01-02T03:04:05.678Z</CreationDate></Bucket>\
            <Bucket><Name>photos</Name><CreationDate>2026-01-02T03:04:05.678Z</CreationDate></Bucket>\
            </Buckets></ListAllMyBucketsResult>""";

    private record Page(int status, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "minio-stub");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, Page> pages = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> authorization = new AtomicReference<>("");

    private MinioStub(HttpServer server) {
        this.server = server;
    }

    /** A healthy one with the pages of both versions. */
    public static MinioStub start() throws IOException {
        MinioStub stub =
                new MinioStub(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        stub.server.setExecutor(stub.threads);
        stub.server.createContext("/", stub::handle);
        stub.health("live", 200).health("ready", 200);
        stub.health("cluster", 200, "X-Minio-Write-Quorum", "3", "X-Minio-Storage-Class-Defaults", "true");
        stub.health("cluster/read", 200, "X-Minio-Read-Quorum", "2", "X-Minio-Storage-Class-Defaults", "true");
        stub.metrics("/minio/v2/metrics/cluster", "cluster.prom");
        stub.metrics("/minio/v2/metrics/bucket", "bucket.prom");
        stub.metrics("/minio/metrics/v3/cluster", "v3-cluster.prom");
        stub.pages.put("/", new Page(200, Map.of("Content-Type", "application/xml"), BUCKETS));
        stub.server.start();
        return stub;
    }

    /** Changes what a health page answers; headers are names and values in turn. */
    MinioStub health(String page, int status, String... headers) {
        Map<String, String> all = new ConcurrentHashMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            all.put(headers[i], headers[i + 1]);
        }
        pages.put("/minio/health/" + page, new Page(status, all, ""));
        return this;
    }

    private void metrics(String path, String fixture) throws IOException {
        try (InputStream in = Objects.requireNonNull(MinioStub.class.getResourceAsStream(fixture), fixture)) {
            page(path, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Changes a page of metrics. */
    MinioStub page(String path, String text) {
        pages.put(path, new Page(200, Map.of("Content-Type", "text/plain; version=0.0.4; charset=utf-8"), text));
        return this;
    }

    /** Lets the S3 API answer with an error. */
    MinioStub refuse(int status, String code) {
        String body = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + code + "</Code><Message>no</Message>"
                + "<RequestId>1</RequestId><HostId>2</HostId></Error>";
        pages.put("/", new Page(status, Map.of("Content-Type", "application/xml"), body));
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + path);
        String shown = Objects.requireNonNullElse(exchange.getRequestHeaders().getFirst("Authorization"), "");
        Page page = pages.getOrDefault(path, new Page(404, Map.of(), ""));
        if (path.contains("/metrics/")) {
            authorization.set(shown);
            if (!mayRead(shown)) {
                page = new Page(403, Map.of(), "");
            }
        } else if (path.equals("/") && !shown.startsWith("AWS4-HMAC-SHA256 Credential=" + ACCESS_KEY + "/")) {
            page = new Page(403, Map.of("Content-Type", "application/xml"), "<Error><Code>AccessDenied</Code></Error>");
        }
        exchange.getResponseHeaders().set("Server", "MinIO");
        page.headers.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        byte[] body = page.body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(page.status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    /** As MinIO's metricsRequestAuthenticate and its issuer check have it. */
    private static boolean mayRead(String shown) {
        if (shown.equals("Bearer " + TOKEN)) {
            return true;
        }
        String[] parts = shown.replaceFirst("^Bearer ", "").split("\\.", -1);
        if (!shown.startsWith("Bearer ") || parts.length != 3) {
            return false;
        }
        try {
            Mac mac = Mac.getInstance("HmacSHA512");
            mac.init(new SecretKeySpec(SECRET_KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
            byte[] signature = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
            String header = decoded(parts[0]);
            String claims = decoded(parts[1]);
            long expiry = Long.parseLong(claims.replaceAll(".*\"exp\":(\\d+).*", "$1"));
            return Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(signature)
                            .equals(parts[2])
                    && header.contains("\"alg\":\"HS512\"")
                    && claims.contains("\"iss\":\"prometheus\"")
                    && claims.contains("\"sub\":\"" + ACCESS_KEY + "\"")
                    && expiry > Clock.system().epochMillis() / 1000;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    /** Method and path of all requests so far. */
    List<String> requests() {
        return requests;
    }

    /** What the last request for metrics showed. */
    String authorization() {
        return authorization.get();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

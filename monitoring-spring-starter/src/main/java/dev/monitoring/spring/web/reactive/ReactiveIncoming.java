package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.IncomingRequest;
import dev.monitoring.core.http.WebAccess.Grant;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** A request as WebFlux has it. Confined to the handling thread, but for {@link #lost}. */
final class ReactiveIncoming implements IncomingRequest {
    private final ServerHttpRequest request;
    private final String rawPath;
    private final Optional<Grant> proven;
    private final ReactiveBodyInput body;
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private volatile boolean gone;

    ReactiveIncoming(ServerHttpRequest request, String rawPath, Optional<Grant> proven, ReactiveBodyInput body) {
        this.request = request;
        this.rawPath = rawPath;
        this.proven = proven;
        this.body = body;
        // One of the few ways to read them that Spring 6 and 7 have in common.
        request.getHeaders().forEach((name, values) -> headers.put(name, List.copyOf(values)));
    }

    boolean hasBody() {
        return contentLength() > 0 || headers.containsKey("Transfer-Encoding");
    }

    /** The caller has gone away. */
    void lost() {
        gone = true;
        body.lost();
    }

    @Override
    public String method() {
        return request.getMethod().name();
    }

    @Override
    public String rawPath() {
        return rawPath;
    }

    @Override
    public @Nullable String rawQuery() {
        return request.getURI().getRawQuery();
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public int headerCount() {
        return headers.values().stream().mapToInt(List::size).sum();
    }

    @Override
    public String protocol() {
        return NettyPeer.protocol(request);
    }

    @Override
    public @Nullable InetAddress remoteAddress() {
        InetSocketAddress remote = request.getRemoteAddress();
        return remote == null ? null : remote.getAddress();
    }

    @Override
    public long contentLength() {
        return request.getHeaders().getContentLength();
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public Optional<Grant> proven() {
        return proven;
    }

    @Override
    public boolean isGone() {
        return gone;
    }
}

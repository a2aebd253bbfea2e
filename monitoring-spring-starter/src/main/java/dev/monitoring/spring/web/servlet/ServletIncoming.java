package dev.monitoring.spring.web.servlet;

import dev.monitoring.core.http.IncomingRequest;
import dev.monitoring.core.http.WebAccess.Grant;
import dev.monitoring.spring.web.PeerAddress;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.net.InetAddress;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request as the container has it. Made on the container's thread, because only there the host knows who is calling;
 * confined to the handling thread afterwards.
 */
final class ServletIncoming implements IncomingRequest {
    /** Set by Tomcat's valve and filter for remote addresses. */
    private static final String FORWARDED = "org.apache.tomcat.request.forwarded";

    private final HttpServletRequest request;
    private final HttpServletRequest received;
    private final String rawPath;
    private final Optional<Grant> proven;
    private InputStream body = InputStream.nullInputStream();
    private volatile boolean gone;

    /**
     * A request.
     *
     * @param rawPath what follows the base path
     * @param grants what a user that the host has authenticated may do
     */
    ServletIncoming(HttpServletRequest request, String rawPath, Grants grants) {
        this.request = request;
        this.received = unwrapped(request);
        this.rawPath = rawPath;
        Principal user = request.getUserPrincipal();
        this.proven = user == null ? Optional.empty() : Optional.of(grants.of(user, request));
    }

    /** What a user may do. */
    @FunctionalInterface
    interface Grants {
        Grant of(Principal user, HttpServletRequest request);
    }

    /** The request as it came in, not as a filter of the host's would have it seen: filters hide forwarded headers. */
    private static HttpServletRequest unwrapped(HttpServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner instanceof HttpServletRequest http ? http : request;
    }

    void readFrom(InputStream newBody) {
        body = newBody;
    }

    void lost() {
        gone = true;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String rawPath() {
        return rawPath;
    }

    @Override
    public @Nullable String rawQuery() {
        return request.getQueryString();
    }

    @Override
    public List<String> headers(String name) {
        return Collections.list(received.getHeaders(name));
    }

    @Override
    public int headerCount() {
        int count = 0;
        for (String name : Collections.list(received.getHeaderNames())) {
            count += Collections.list(received.getHeaders(name)).size();
        }
        return count;
    }

    @Override
    public String protocol() {
        return received.getProtocol();
    }

    /** Nobody's where the container itself has put in what a header says of the caller, and taken the header away. */
    @Override
    public @Nullable InetAddress remoteAddress() {
        return Boolean.TRUE.equals(received.getAttribute(FORWARDED))
                ? null
                : PeerAddress.parse(received.getRemoteAddr());
    }

    @Override
    public long contentLength() {
        return request.getContentLengthLong();
    }

    @Override
    public InputStream body() {
        return body;
    }

    @Override
    public Optional<Grant> proven() {
        return proven;
    }

    /** A container only says so once something is read or written. */
    @Override
    public boolean isGone() {
        return gone;
    }
}

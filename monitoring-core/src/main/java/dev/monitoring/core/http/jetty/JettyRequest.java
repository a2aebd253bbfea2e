package dev.monitoring.core.http.jetty;

import dev.monitoring.core.http.IncomingRequest;
import dev.monitoring.core.http.PeerWaits;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.BufferUtil;
import org.jspecify.annotations.Nullable;

/** A request as Jetty has it. Confined to the handling thread. */
final class JettyRequest implements IncomingRequest {
    private final Request request;
    private final JettyBodyInput body;
    private boolean nextRequestWaits;

    JettyRequest(Request request, PeerWaits waits) {
        this.request = request;
        this.body = new JettyBodyInput(request, waits);
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String rawPath() {
        String path = request.getHttpURI().getPath();
        return path == null ? "" : path;
    }

    @Override
    public @Nullable String rawQuery() {
        return request.getHttpURI().getQuery();
    }

    @Override
    public List<String> headers(String name) {
        return request.getHeaders().getValuesList(name);
    }

    @Override
    public int headerCount() {
        return request.getHeaders().size();
    }

    @Override
    public String protocol() {
        return request.getConnectionMetaData().getHttpVersion().asString();
    }

    @Override
    public @Nullable InetAddress remoteAddress() {
        return request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote
                ? remote.getAddress()
                : null;
    }

    @Override
    public long contentLength() {
        return request.getLength();
    }

    @Override
    public InputStream body() {
        return body;
    }

    /**
     * Looks whether the caller has closed its end, by trying to read a byte, which costs one system call. A byte that is
     * there belongs to the next request, sent ahead of our answer, and is given back to the connection; from then on nobody
     * can tell. A caller that only closed its sending half counts as gone: no browser, scraper or library does that.
     */
    @Override
    public boolean isGone() {
        Connection connection = request.getConnectionMetaData().getConnection();
        EndPoint endPoint = connection.getEndPoint();
        if (!endPoint.isOpen() || endPoint.isInputShutdown()) {
            return true;
        }
        if (nextRequestWaits || !isBodyRead() || !(connection instanceof Connection.UpgradeTo buffered)) {
            return false;
        }
        try {
            ByteBuffer next = BufferUtil.allocate(1);
            int filled = endPoint.fill(next);
            if (filled > 0) {
                nextRequestWaits = true;
                buffered.onUpgradeTo(next);
                if (next.hasRemaining()) {
                    // The connection's buffer is full of requests sent ahead. Nobody we serve does that.
                    endPoint.close();
                }
            }
            return filled < 0;
        } catch (IOException e) {
            return true;
        }
    }

    private boolean isBodyRead() {
        return body.isEnded()
                || request.getLength() <= 0 && !request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }
}

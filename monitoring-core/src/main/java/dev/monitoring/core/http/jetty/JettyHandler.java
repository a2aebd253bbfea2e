package dev.monitoring.core.http.jetty;

import dev.monitoring.core.http.HttpDispatcher;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.HttpResponse.Bytes;
import dev.monitoring.core.http.HttpResponse.Writer;
import dev.monitoring.core.http.LiveUpgrade;
import dev.monitoring.core.http.PeerWaits;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.QuietException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps Jetty's requests to the dispatcher's and its answers back. Thread-safe. */
final class JettyHandler extends Handler.Abstract {
    private static final Logger LOG = LoggerFactory.getLogger(JettyHandler.class);

    private final HttpDispatcher dispatcher;
    private final ConnectionWatch connections;
    private final ServerWebSocketContainer webSockets;
    private final Scheduler timer;
    private final PeerWaits waits;
    private final Set<JettyLiveSocket> liveSockets = ConcurrentHashMap.newKeySet();

    JettyHandler(
            HttpDispatcher dispatcher,
            ConnectionWatch connections,
            ServerWebSocketContainer webSockets,
            Scheduler timer,
            PeerWaits waits) {
        this.dispatcher = dispatcher;
        this.connections = connections;
        this.webSockets = webSockets;
        this.timer = timer;
        this.waits = waits;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Connection connection = request.getConnectionMetaData().getConnection();
        connections.exchangeBegins(connection);
        Request.addCompletionListener(request, failure -> connections.exchangeEnds(connection));
        // A handler at work makes no progress on the connection; its time is limited by the dispatcher.
        request.addIdleTimeoutListener(timeout -> false);
        JettyRequest incoming = new JettyRequest(request, waits);
        if (asksForWebSocket(request)) {
            upgrade(incoming, request, response, callback);
        } else {
            send(dispatcher.dispatch(incoming), request, response, callback);
        }
        return true;
    }

    /** Says goodbye on all live channels at once, and waits for those who listen. */
    void closeLiveSockets(Duration most) throws InterruptedException {
        List<JettyLiveSocket> sockets = List.copyOf(liveSockets);
        CountDownLatch told = new CountDownLatch(sockets.size());
        sockets.forEach(socket -> socket.sayGoodbye(told::countDown));
        if (!told.await(most.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.debug("{} live callers do not read the goodbye", told.getCount());
        }
    }

    private static boolean asksForWebSocket(Request request) {
        return request.getHeaders().contains(HttpHeader.UPGRADE, "websocket");
    }

    private void upgrade(JettyRequest incoming, Request request, Response response, Callback callback) {
        LiveUpgrade decision = dispatcher.upgrade(incoming);
        if (decision instanceof LiveUpgrade.Refused refused) {
            send(refused.answer(), request, response, callback);
            return;
        }
        LiveUpgrade.Accepted accepted = (LiveUpgrade.Accepted) decision;
        boolean upgraded = webSockets.upgrade(
                (upgradeRequest, upgradeResponse, created) -> {
                    // Compression costs each caller's memory and is worth little on the short way to a console.
                    upgradeResponse.setExtensions(List.of());
                    return new JettyLiveSocket(
                            accepted.connection(), timer, dispatcher.limits().livePing(), liveSockets);
                },
                request,
                response,
                callback);
        if (!upgraded) {
            Response.writeError(request, response, callback, 400, "the request is no valid WebSocket handshake");
        }
    }

    private void send(HttpResponse answer, Request request, Response response, Callback callback) {
        response.setStatus(answer.status());
        answer.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        if (answer.body() instanceof Bytes bytes) {
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, bytes.bytes().length);
            new SlicedWrite(response, bytes.bytes(), callback).iterate();
        } else if (answer.body() instanceof Writer writer) {
            stream(writer, response, callback);
        } else if (HttpMethod.HEAD.is(request.getMethod()) && !answer.headers().containsKey("Content-Length")) {
            // Two writes, because Jetty takes what is said in one to be all, and its length to be 0.
            response.write(false, null, Callback.from(() -> response.write(true, null, callback), callback::failed));
        } else {
            response.write(true, null, callback);
        }
    }

    private void stream(Writer writer, Response response, Callback callback) {
        try {
            JettyBodyOutput out = new JettyBodyOutput(response, waits);
            writer.write(out);
            out.complete();
            callback.succeeded();
        } catch (IOException e) {
            // Quiet: a caller that went away is no event, and a writer that failed is in our log already.
            callback.failed(new QuietException.Exception(e));
        }
    }
}

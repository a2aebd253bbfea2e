package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.PeerWaits;
import dev.monitoring.core.http.PieceOutput;
import dev.monitoring.spring.web.WebGateway;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.core.publisher.Sinks;

/**
 * A body on its way to a WebFlux server, as groups of one piece each. Written by the handling thread, which waits until the
 * server asks for the piece. A server asks for a group when the one before it is out, so that two pieces at most are in
 * memory; Reactor Netty asks for 128 ahead, so there the thread waits besides until the connection has written the piece.
 */
final class ReactiveBodyOutput extends PieceOutput {
    private final ServerHttpRequest request;
    private final ServerHttpResponse response;
    private final MonoSink<Mono<Void>> started;
    private final WebGateway gateway;
    private final Runnable stalled;
    private final Runnable cancelled;
    private final Sinks.Many<Publisher<DataBuffer>> pieces =
            Sinks.many().unicast().onBackpressureBuffer(new ArrayBlockingQueue<>(2));
    private final AtomicReference<PeerWaits.@Nullable Pending> waiting = new AtomicReference<>();
    private volatile Runnable callOff = () -> {};
    private volatile boolean ended;
    private volatile boolean gone;
    private boolean begun;

    /**
     * The body of a response.
     *
     * @param started gets the answer as soon as there is something of it
     * @param cancelled told when the server wants no more of it
     */
    ReactiveBodyOutput(
            ServerWebExchange exchange, MonoSink<Mono<Void>> started, WebGateway gateway, Runnable cancelled) {
        this.cancelled = cancelled;
        this.request = exchange.getRequest();
        this.response = exchange.getResponse();
        this.started = started;
        this.gateway = gateway;
        this.stalled = () -> NettyPeer.cut(request);
    }

    /** Whether anything is with the server. */
    boolean isBegun() {
        return begun;
    }

    @Override
    protected void send(byte[] piece, int count, boolean last) throws IOException {
        if (last && !begun) {
            response.getHeaders().setContentLength(count);
        }
        PeerWaits.Pending asked = new PeerWaits.Pending();
        waiting.set(asked);
        DataBuffer buffer = response.bufferFactory().wrap(Arrays.copyOf(piece, count));
        pieces.tryEmitNext(Mono.fromSupplier(() -> {
            asked.succeeded();
            return buffer;
        }));
        if (last) {
            pieces.tryEmitComplete();
        }
        if (!begun) {
            begun = true;
            started.success(response.writeAndFlushWith(Flux.from(pieces.asFlux()))
                    .doOnCancel(cancelled)
                    .doFinally(signal -> end()));
        }
        if (last) {
            // No thread waits for the end; a caller that does not read it is let go.
            callOff = gateway.after(gateway.limits().stall(), stalled);
            if (ended) {
                callOff.run();
            }
        } else {
            await(asked);
            PeerWaits.Pending out = new PeerWaits.Pending();
            waiting.set(out);
            NettyPeer.whenOut(request, out);
            await(out);
        }
    }

    private void await(PeerWaits.Pending pending) throws IOException {
        if (gone) {
            throw new IOException("the caller is gone");
        }
        gateway.waits().await(pending);
    }

    /** The caller has gone away. */
    void lost() {
        gone = true;
        IOException failure = new IOException("the caller is gone");
        PeerWaits.Pending pending = waiting.get();
        if (pending != null) {
            pending.failed(failure);
        }
    }

    /** The server has no more to do with it. */
    private void end() {
        ended = true;
        callOff.run();
    }

    /** The body breaks off. */
    void breakOff(Exception cause) {
        pieces.tryEmitError(cause);
    }
}

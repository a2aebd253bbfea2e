package dev.monitoring.spring.web.reactive;

import dev.monitoring.core.http.HttpDispatcher;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.HttpResponse.Bytes;
import dev.monitoring.core.http.HttpResponse.Writer;
import dev.monitoring.core.http.WebAccess.Grant;
import dev.monitoring.spring.web.WebGateway;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/** A request and its answer, off the event loop. Begun on the event loop, run on a thread of ours. */
final class ReactiveExchange implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ReactiveExchange.class);

    private final HttpDispatcher dispatcher;
    private final ServerWebExchange exchange;
    private final MonoSink<Mono<Void>> started;
    private final ReactiveBodyInput input;
    private final ReactiveIncoming incoming;
    private final ReactiveBodyOutput output;

    private ReactiveExchange(
            ServerWebExchange exchange,
            String rawPath,
            Optional<Grant> proven,
            HttpDispatcher dispatcher,
            WebGateway gateway,
            MonoSink<Mono<Void>> started) {
        this.dispatcher = dispatcher;
        this.exchange = exchange;
        this.started = started;
        this.input = new ReactiveBodyInput(exchange.getRequest().getBody(), gateway.waits());
        this.incoming = new ReactiveIncoming(exchange.getRequest(), rawPath, proven, input);
        this.output = new ReactiveBodyOutput(exchange, started, gateway, this::lost);
    }

    /** Hands a request to a thread of ours; what is returned ends with the answer. */
    static Mono<Void> begin(
            ServerWebExchange exchange,
            String rawPath,
            Optional<Grant> proven,
            HttpDispatcher dispatcher,
            WebGateway gateway) {
        return Mono.<Mono<Void>>create(started -> {
                    ReactiveExchange work =
                            new ReactiveExchange(exchange, rawPath, proven, dispatcher, gateway, started);
                    started.onCancel(work::lost);
                    work.begin(gateway);
                })
                .flatMap(answer -> answer);
    }

    /** Takes a thread once there is something to work on: not for a caller that has announced a body and sends none. */
    private void begin(WebGateway gateway) {
        Runnable once =
                gateway.once(this, () -> started.success(Answers.write(gateway.busy(), exchange.getResponse())));
        if (incoming.hasBody() && incoming.contentLength() <= gateway.limits().bodyBytes()) {
            Runnable callOff = gateway.after(gateway.limits().stall(), once);
            input.prefetch(() -> {
                callOff.run();
                once.run();
            });
        } else {
            once.run();
        }
    }

    private void lost() {
        incoming.lost();
        output.lost();
    }

    @Override
    public void run() {
        try {
            send(dispatcher.dispatch(incoming));
        } catch (IOException | RuntimeException e) {
            breakOff(e);
        } finally {
            input.release();
        }
    }

    private void send(HttpResponse answer) throws IOException {
        ServerHttpResponse response = exchange.getResponse();
        Answers.writeHead(answer, response);
        if (incoming.hasBody() && !input.isEnded()) {
            // What is left of the body is not waited for.
            response.getHeaders().set("Connection", "close");
        }
        if (answer.body() instanceof Bytes bytes) {
            response.getHeaders().setContentLength(bytes.bytes().length);
            output.write(bytes.bytes());
            output.complete();
        } else if (answer.body() instanceof Writer writer) {
            writer.write(output);
            output.complete();
        } else {
            started.success(Answers.withoutBody(answer, exchange));
        }
    }

    /** An answer that cannot be given whole: another one where none of it is out, else the connection is cut. */
    private void breakOff(Exception cause) {
        log.debug("the answer to {} breaks off", incoming.rawPath(), cause);
        if (!output.isBegun()) {
            started.success(Answers.write(WebGateway.failed(), exchange.getResponse()));
        } else if (!NettyPeer.cut(exchange.getRequest())) {
            output.breakOff(cause);
        }
    }
}

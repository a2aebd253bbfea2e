package dev.monitoring.spring.web.servlet;

import dev.monitoring.core.http.HttpDispatcher;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.HttpResponse.Bytes;
import dev.monitoring.core.http.HttpResponse.Writer;
import dev.monitoring.spring.web.WebGateway;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A request and its answer, off the container's threads. Begun on the container's thread, run on one of ours. */
final class ServletExchange implements Runnable, AsyncListener {
    private static final Logger log = LoggerFactory.getLogger(ServletExchange.class);

    private final AsyncContext async;
    private final HttpDispatcher dispatcher;
    private final ServletIncoming incoming;
    private final ServletBodyInput input;
    private final ServletBodyOutput output;
    private final ServletTurn turn;

    private ServletExchange(
            AsyncContext async,
            HttpDispatcher dispatcher,
            ServletIncoming incoming,
            ServletBodyInput input,
            ServletBodyOutput output,
            ServletTurn turn) {
        this.async = async;
        this.dispatcher = dispatcher;
        this.incoming = incoming;
        this.input = input;
        this.output = output;
        this.turn = turn;
    }

    /** Lets go of the container's thread and hands the request to one of ours. */
    static void begin(
            HttpServletRequest request,
            HttpServletResponse response,
            ServletIncoming incoming,
            HttpDispatcher dispatcher,
            WebGateway gateway)
            throws IOException {
        AsyncContext async = request.startAsync(request, response);
        Duration most = gateway.limits()
                .handlerDeadline()
                .multipliedBy(2)
                .plus(gateway.limits().stall());
        async.setTimeout(most.toMillis());
        ServletTurn turn = new ServletTurn();
        ServletBodyInput input = new ServletBodyInput(request.getInputStream(), turn, gateway.waits());
        ServletBodyOutput output = new ServletBodyOutput(response, response.getOutputStream(), turn, gateway.waits());
        ServletExchange exchange = new ServletExchange(async, dispatcher, incoming, input, output, turn);
        async.addListener(exchange);
        response.getOutputStream().setWriteListener(output);
        exchange.begin(request, gateway, () -> exchange.refuse(gateway.busy(), response));
    }

    /** Takes a thread once there is something to work on: not for a caller that has announced a body and sends none. */
    private void begin(HttpServletRequest request, WebGateway gateway, Runnable busy) {
        Runnable once = gateway.once(this, busy);
        long length = request.getContentLengthLong();
        boolean hasBody = length > 0 || request.getHeader("Transfer-Encoding") != null;
        if (hasBody) {
            incoming.readFrom(input);
            Runnable callOff = gateway.after(gateway.limits().stall(), once);
            input.listen(() -> {
                callOff.run();
                once.run();
            });
        }
        if (!hasBody || length > gateway.limits().bodyBytes()) {
            once.run();
        }
    }

    private void refuse(HttpResponse answer, HttpServletResponse response) {
        turn.last(() -> {
            Answers.writeHead(answer, response);
            async.complete();
        });
    }

    @Override
    public void run() {
        if (incoming.isGone()) {
            return; // ended before it began
        }
        try {
            send(dispatcher.dispatch(incoming));
        } catch (IOException | RuntimeException e) {
            breakOff(e);
        }
    }

    private void send(HttpResponse answer) throws IOException {
        output.begin(answer);
        if (answer.body() instanceof Bytes bytes) {
            output.write(bytes.bytes());
            output.complete();
        } else if (answer.body() instanceof Writer writer) {
            writer.write(output);
            output.complete();
        } else {
            boolean silent = incoming.method().equals("HEAD") || answer.status() == 204 || answer.status() == 304;
            output.completeWithoutBody(silent ? -1 : 0);
        }
        turn.last(async::complete);
    }

    /** An answer that cannot be given whole: another one where none of it is out, else the connection is cut. */
    private void breakOff(Exception cause) {
        log.debug("the answer to {} breaks off", incoming.rawPath(), cause);
        try {
            if (output.isClean()) {
                send(WebGateway.failed());
            } else {
                // Only an exception out of the servlet makes a container cut the connection.
                turn.last(() -> {
                    async.getRequest().setAttribute(MonitoringServlet.BROKEN, true);
                    async.dispatch();
                });
            }
        } catch (IOException | RuntimeException e) {
            log.debug("the container has ended the request already", e);
        }
    }

    private void fail(String why) {
        incoming.lost();
        IOException failure = new IOException(why);
        input.onError(failure);
        output.onError(failure);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        fail("the request has ended");
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        boolean first = turn.end();
        fail("the request took too long");
        if (first) {
            event.getAsyncContext().complete();
        }
    }

    @Override
    public void onError(AsyncEvent event) {
        turn.end();
        fail("the caller is gone");
    }

    /** Nothing of ours begins anew. */
    @Override
    public void onStartAsync(AsyncEvent event) {}
}

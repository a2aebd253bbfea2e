package dev.monitoring.core.http;

import dev.monitoring.core.http.HttpResponse.Writer;
import dev.monitoring.core.http.WebAccess.Grant;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way from a server's request to a route's answer, the same for every adapter: rules of host, origin and access, the
 * route, limits, deadlines, errors, compression and security headers. Thread-safe.
 *
 * <p>An adapter wraps its server's request as {@link IncomingRequest}, calls {@link #dispatch} on a thread that may block,
 * and writes what it gets. Nothing a caller sends and nothing a handler does makes {@code dispatch} throw.
 */
public final class HttpDispatcher {
    private final RouteTable table;
    private final RequestGuard guard;
    private final HttpLimits limits;
    private final Watchdog watchdog;
    private final FailureLog failures = new FailureLog();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong late = new AtomicLong();
    private final AtomicInteger liveConnections = new AtomicInteger();

    public HttpDispatcher(RouteTable table, RequestGuard guard, HttpLimits limits, Watchdog watchdog) {
        this.table = table;
        this.guard = guard;
        this.limits = limits;
        this.watchdog = watchdog;
    }

    public HttpLimits limits() {
        return limits;
    }

    /** What was done so far. */
    public HttpCounts counts() {
        return new HttpCounts(requests.get(), refused.get(), failures.total(), late.get(), liveConnections.get());
    }

    /**
     * The answer to a request, ready to be written: the adapter adds length and date and nothing else. For {@code HEAD} it
     * has no body, and the length of the one that {@code GET} would send among its headers; where that is not there, it is
     * not known, and the adapter says none.
     */
    public HttpResponse dispatch(IncomingRequest request) {
        requests.incrementAndGet();
        return ResponseRules.apply(request, guarded(request));
    }

    /** Whether a request for a WebSocket is granted. */
    public LiveUpgrade upgrade(IncomingRequest request) {
        requests.incrementAndGet();
        try {
            guard.requireKnownHost(request);
            guard.requireSameOrigin(request);
            RouteMatch match = table.match(request.method(), RequestPath.parse(request.rawPath()));
            Grant grant = guard.authorize(request, match.access());
            if (match instanceof RouteMatch.Live live) {
                Parameters parameters = new Parameters(limits.parameters()).add(request.rawQuery());
                return new LiveUpgrade.Accepted(new LiveConnection(
                        live.route(),
                        live.pathParameters(),
                        parameters,
                        grant.principal(),
                        limits,
                        failures,
                        liveConnections));
            }
            HttpResponse answer = match instanceof RouteMatch.Unknown unknown
                    ? ErrorBody.answer(404, unknownPath(request, unknown))
                    : ErrorBody.answer(400, "this path offers no WebSocket; send the request without Upgrade");
            return new LiveUpgrade.Refused(ResponseRules.apply(request, answer));
        } catch (Refusal e) {
            refused.incrementAndGet();
            return new LiveUpgrade.Refused(ResponseRules.apply(request, e.answer()));
        } catch (HttpException e) {
            return new LiveUpgrade.Refused(ResponseRules.apply(request, answer(e)));
        }
    }

    private HttpResponse guarded(IncomingRequest request) {
        try {
            guard.requireKnownHost(request);
            boolean changes =
                    !request.method().equals("GET") && !request.method().equals("HEAD");
            if (changes) {
                guard.requireSameOrigin(request);
            }
            if (request.headerCount() > limits.headers()) {
                return ErrorBody.answer(431, "more than " + limits.headers() + " headers; send fewer");
            }
            RequestPath path = RequestPath.parse(request.rawPath());
            RouteMatch match = table.match(request.method(), path);
            Grant grant = guard.authorize(request, match.access());
            if (match instanceof RouteMatch.Found found) {
                return handle(request, path, found, grant);
            }
            return withoutRoute(request, match);
        } catch (Refusal e) {
            refused.incrementAndGet();
            return e.answer();
        } catch (HttpException e) {
            return answer(e);
        }
    }

    private HttpResponse handle(IncomingRequest request, RequestPath path, RouteMatch.Found match, Grant grant) {
        HandlerRun run = new HandlerRun();
        HttpRequest dispatched = new DispatchedRequest(request, path, match, grant, limits, run);
        String where = match.route().method() + " " + match.route().path();
        Runnable callOff = watchdog.after(limits.handlerDeadline(), run::expire);
        HttpResponse answer;
        try {
            run.begin();
            answer = match.route().handler().handle(dispatched);
        } catch (HttpException e) {
            answer = answer(e);
        } catch (Exception | StackOverflowError | LinkageError e) {
            answer = run.isLate() ? tooLate(where) : failed(where, e);
        } finally {
            run.end();
            callOff.run();
        }
        return answer.body() instanceof Writer writer ? withBody(answer, new TimedWriter(where, writer)) : answer;
    }

    private HttpResponse withoutRoute(IncomingRequest request, RouteMatch match) {
        if (match instanceof RouteMatch.Live) {
            return ErrorBody.answer(426, "this is a live channel; open it as a WebSocket")
                    .withHeader("Upgrade", "websocket")
                    .withHeader("Connection", "Upgrade");
        }
        if (match instanceof RouteMatch.OtherMethods other) {
            String allowed = String.join(", ", other.methods());
            return ErrorBody.answer(405, request.method() + " is not answered here; use " + allowed)
                    .withHeader("Allow", allowed);
        }
        return ErrorBody.answer(404, unknownPath(request, (RouteMatch.Unknown) match));
    }

    private static String unknownPath(IncomingRequest request, RouteMatch.Unknown match) {
        String path = request.rawPath();
        return "there is no " + (path.length() <= 100 ? path : path.substring(0, 100) + "…")
                + (match.near().isEmpty() ? "" : "; near it: " + String.join(", ", match.near()));
    }

    private HttpResponse failed(String where, Throwable failure) {
        if (failure instanceof InterruptedException) {
            // The server is stopping; the thread is its own and should know.
            Thread.currentThread().interrupt();
        }
        failures.report(where, failure);
        return ErrorBody.answer(500, "internal error; the log of the process says more");
    }

    private HttpResponse tooLate(String where) {
        late.incrementAndGet();
        return ErrorBody.answer(
                503,
                where + " took longer than " + limits.handlerDeadline().toMillis()
                        + " ms and was stopped; ask for less");
    }

    private static HttpResponse answer(HttpException e) {
        return ErrorBody.answer(e.status(), String.valueOf(e.getMessage()));
    }

    static HttpResponse withBody(HttpResponse answer, HttpResponse.Body body) {
        return new HttpResponse(answer.status(), answer.headers(), body);
    }

    /** Writes under the handler's deadline, and turns whatever goes wrong into what an adapter expects. */
    private final class TimedWriter implements Writer {
        private final String where;
        private final Writer writer;

        private TimedWriter(String where, Writer writer) {
            this.where = where;
            this.writer = writer;
        }

        @Override
        public void write(OutputStream out) throws IOException {
            HandlerRun run = new HandlerRun();
            Runnable callOff = watchdog.after(limits.handlerDeadline(), run::expire);
            try {
                run.begin();
                writer.write(out);
            } catch (IOException e) {
                if (run.isLate()) {
                    late.incrementAndGet();
                }
                throw e;
            } catch (RuntimeException | StackOverflowError | LinkageError e) {
                failures.report(where, e);
                throw new IOException("the writer of the body failed", e);
            } finally {
                run.end();
                callOff.run();
            }
        }
    }
}

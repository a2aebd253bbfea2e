package dev.monitoring.core.http;

import dev.monitoring.core.http.WebAccess.Grant;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request as its handler sees it. Confined to the handling thread. */
final class DispatchedRequest implements HttpRequest {
    private final IncomingRequest incoming;
    private final RequestPath path;
    private final Route route;
    private final Map<String, String> pathParameters;
    private final Grant grant;
    private final HttpLimits limits;
    private final HandlerRun run;
    private final long maxBodyBytes;
    private @Nullable InputStream body;
    private @Nullable Parameters parameters;

    DispatchedRequest(
            IncomingRequest incoming,
            RequestPath path,
            RouteMatch.Found match,
            Grant grant,
            HttpLimits limits,
            HandlerRun run) {
        this.incoming = incoming;
        this.path = path;
        this.route = match.route();
        this.pathParameters = match.pathParameters();
        this.grant = grant;
        this.limits = limits;
        this.run = run;
        this.maxBodyBytes = route.maxBodyBytes() == Route.LIMIT_OF_ADAPTER ? limits.bodyBytes() : route.maxBodyBytes();
        if (incoming.contentLength() > maxBodyBytes) {
            throw tooLarge();
        }
    }

    @Override
    public String method() {
        return incoming.method();
    }

    @Override
    public String path() {
        return path.text();
    }

    @Override
    public String pathParameter(String name) {
        return RouteTable.captured(pathParameters, name, route.path());
    }

    @Override
    public Optional<String> header(String name) {
        return incoming.headers(name).stream().findFirst();
    }

    @Override
    public Map<String, List<String>> parameters() {
        return parsedParameters().asMap();
    }

    private Parameters parsedParameters() {
        if (parameters == null) {
            Parameters all = new Parameters(limits.parameters());
            parameters = (isForm() ? all.add(readForm()) : all).add(incoming.rawQuery());
        }
        return parameters;
    }

    private boolean isForm() {
        return method().equals("POST")
                && header("Content-Type")
                        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded"))
                        .isPresent();
    }

    private String readForm() {
        try {
            return new String(body().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new HttpException(400, "the form was not received in full; send it again");
        }
    }

    @Override
    public InputStream body() throws IOException {
        if (body == null) {
            body = new LimitedBody(incoming.body());
        }
        return body;
    }

    @Override
    public Optional<String> principal() {
        return grant.principal();
    }

    @Override
    public Optional<String> remoteAddress() {
        return Optional.ofNullable(incoming.remoteAddress()).map(InetAddress::getHostAddress);
    }

    @Override
    public Access access() {
        return grant.access();
    }

    @Override
    public boolean isCancelled() {
        return run.isLate() || incoming.isGone();
    }

    private HttpException tooLarge() {
        return new HttpException(
                413,
                "the body is longer than " + maxBodyBytes + " bytes, the limit of " + route.path() + "; send less");
    }

    private final class LimitedBody extends InputStream {
        private final InputStream in;
        private long read;

        private LimitedBody(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() throws IOException {
            int value = in.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int got = in.read(buffer, offset, length);
            count(got);
            return got;
        }

        @Override
        public int available() throws IOException {
            return in.available();
        }

        private void count(int bytes) {
            read += Math.max(0, bytes);
            if (read > maxBodyBytes) {
                throw tooLarge();
            }
        }
    }
}

package dev.monitoring.core.http;

import java.util.Locale;

/**
 * One entry of the route table: which requests a handler answers. Immutable.
 *
 * <p>A path is absolute below the adapter's base path and made of segments: literal text, or {@code {name}} for one segment
 * that the request then offers as {@link HttpRequest#pathParameter}; a last segment {@code {name...}} takes all that
 * remains, slashes included. Literal segments win over parameters. {@code HEAD} is served by the {@code GET} route.
 *
 * @param method {@code GET}, {@code POST}, {@code PUT} or {@code DELETE}; a {@code GET} handler changes nothing
 * @param path for example {@code /metrics/{bundle}}
 * @param access what the caller must be allowed to do
 * @param maxBodyBytes how long a request's body may be; {@link #LIMIT_OF_ADAPTER} for the adapter's own limit
 * @param handler answers
 */
public record Route(String method, String path, Access access, long maxBodyBytes, HttpHandler handler) {
    /** Says that {@link HttpLimits#bodyBytes} holds for the route. */
    public static final long LIMIT_OF_ADAPTER = -1;

    public Route {
        if (!method.equals(method.toUpperCase(Locale.ROOT)) || method.isEmpty()) {
            throw new IllegalArgumentException("method \"" + method + "\" must be in capitals, for example GET");
        }
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path \"" + path + "\" must begin with a slash");
        }
        if (maxBodyBytes < LIMIT_OF_ADAPTER) {
            throw new IllegalArgumentException("body limit " + maxBodyBytes + " of " + method + " " + path
                    + " is negative; use 0 or more bytes, or LIMIT_OF_ADAPTER");
        }
    }

    /** With the adapter's limit on the body. */
    public Route(String method, String path, Access access, HttpHandler handler) {
        this(method, path, access, LIMIT_OF_ADAPTER, handler);
    }

    public static Route get(String path, HttpHandler handler) {
        return new Route("GET", path, Access.READ, handler);
    }

    public static Route post(String path, Access access, HttpHandler handler) {
        return new Route("POST", path, access, handler);
    }

    /** The same route for callers with another access. */
    public Route withAccess(Access needed) {
        return new Route(method, path, needed, maxBodyBytes, handler);
    }

    /** The same route for bodies up to another length, in bytes. */
    public Route withMaxBodyBytes(long bytes) {
        return new Route(method, path, access, bytes, handler);
    }
}

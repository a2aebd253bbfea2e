package dev.monitoring.core.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request, as every adapter offers it. Confined to the handling thread.
 *
 * <p>Adapters have applied the limits of size and time and the access rules before a handler sees it.
 */
public interface HttpRequest {
    /** {@code GET}, {@code HEAD}, {@code POST}, … */
    String method();

    /** The path below the adapter's base path, decoded, beginning with a slash. */
    String path();

    /** The value of a {@code {name}} segment of the route's path, decoded. */
    String pathParameter(String name);

    /** The first value of a header, whatever the case of its name. */
    Optional<String> header(String name);

    /**
     * Parameters of the body, for a form post, and then of the query, in order, with decoded values: where both have one
     * of a name, the form's is the first.
     *
     * @throws HttpException 400 if they are not valid percent encoding, 413 if there are too many
     */
    Map<String, List<String>> parameters();

    /** The first value of a parameter. */
    default Optional<String> parameter(String name) {
        List<String> values = parameters().get(name);
        return values == null || values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /** All values of a parameter, in order; empty where there is none. */
    default List<String> parameterValues(String name) {
        return parameters().getOrDefault(name, List.of());
    }

    /**
     * The body as it came, content encoding not undone.
     *
     * @throws HttpException 413 from its {@code read} once the body exceeds the adapter's limit
     */
    InputStream body() throws IOException;

    /** Who is calling, where the caller proved it. */
    Optional<String> principal();

    /** The address at the other end of the connection, which may be a proxy's; empty where the adapter does not know it. */
    default Optional<String> remoteAddress() {
        return Optional.empty();
    }

    /** What the caller may do: at least what the route needs, and {@link Access#OPEN} for one who proved nothing. */
    default Access access() {
        return Access.OPEN;
    }

    /** Whether the caller has gone away, so that a long answer may stop. Cheap enough to ask often. */
    boolean isCancelled();
}

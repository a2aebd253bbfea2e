package dev.monitoring.collectors.probe;

import dev.monitoring.core.endpoint.Credentials;
import dev.monitoring.core.endpoint.HttpWire;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an HTTP probe asks for. Immutable. What it says to its own host, headers, body and credentials, it says to no other.
 *
 * @param address where to
 * @param method GET, POST, …
 * @param headers by their names as they are sent
 * @param body the body, or the empty text
 * @param credentials who asks
 * @param gzip whether an answer may be packed
 */
record HttpRequest(
        URI address, String method, Map<String, String> headers, String body, Credentials credentials, boolean gzip) {
    HttpRequest {
        headers = Map.copyOf(headers);
    }

    /** The name that the server's certificate is to have: that of the header Host where there is one. */
    String serverName() {
        Optional<String> host = headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase("Host"))
                .map(Map.Entry::getValue)
                .findFirst();
        return host.map(name -> name.replaceFirst(":\\d+$", "")).orElse(HttpWire.host(address));
    }

    Map<String, String> allHeaders() throws IOException {
        Map<String, String> all = new LinkedHashMap<>();
        if (!has("User-Agent")) {
            all.put("User-Agent", "monitoring");
        }
        if (gzip && !has("Accept-Encoding")) {
            all.put("Accept-Encoding", "gzip");
        }
        all.putAll(headers);
        credentials.authorization().ifPresent(value -> all.put("Authorization", value));
        return all;
    }

    private boolean has(String name) {
        return headers.keySet().stream().anyMatch(header -> header.equalsIgnoreCase(name));
    }

    byte[] bodyBytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The request that follows a redirect.
     *
     * @throws IOException if there is no such place
     * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-15.4">RFC 9110, section 15.4</a>
     */
    HttpRequest redirected(int status, String location) throws IOException {
        URI to = resolved(location);
        boolean keepsMethod = status == 307 || status == 308 || method.equals("HEAD");
        boolean sameHost = to.getHost().equalsIgnoreCase(address.getHost())
                && HttpWire.port(to) == HttpWire.port(address)
                && HttpWire.isSecure(to) == HttpWire.isSecure(address);
        return new HttpRequest(
                to,
                keepsMethod ? method : "GET",
                sameHost ? headers : Map.of(),
                sameHost && keepsMethod ? body : "",
                sameHost ? credentials : Credentials.none(),
                gzip);
    }

    private URI resolved(String location) throws IOException {
        URI to;
        try {
            to = location.startsWith("?") ? URI.create(shown(address) + location) : address.resolve(location);
        } catch (IllegalArgumentException e) { // says the whole address, in whose query there may be a secret
            throw new IOException("a redirect of " + shown(address) + " leads to what is no address");
        }
        String scheme = to.getScheme() == null ? "" : to.getScheme().toLowerCase(Locale.ROOT);
        boolean known = scheme.equals("http") || scheme.equals("https");
        if (!known || to.getHost() == null || to.getPort() == 0 || to.getPort() > 65_535) {
            throw new IOException("a redirect of " + shown(address)
                    + " leads to no place of HTTP: its address has another scheme, or a host or port that is none");
        }
        return to;
    }

    /** An address without its query, for people. */
    static String shown(URI uri) {
        return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort())
                + (uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    @Override
    public String toString() {
        return method + " " + shown(address);
    }
}

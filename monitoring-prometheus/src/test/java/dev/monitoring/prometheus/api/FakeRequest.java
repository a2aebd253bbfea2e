package dev.monitoring.prometheus.api;

import dev.monitoring.core.http.HttpRequest;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request made by hand. Confined to one thread. */
final class FakeRequest implements HttpRequest {
    private final String method;
    private final String path;
    private final Map<String, String> pathParameters;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private byte[] body = new byte[0];

    FakeRequest(String method, String path, Map<String, String> pathParameters) {
        this.method = method;
        this.path = path;
        this.pathParameters = pathParameters;
    }

    FakeRequest header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    FakeRequest body(byte[] bytes) {
        body = bytes;
        return this;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String pathParameter(String name) {
        return pathParameters.getOrDefault(name, "");
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    @Override
    public Map<String, List<String>> parameters() {
        return Map.of();
    }

    @Override
    public InputStream body() {
        return new ByteArrayInputStream(body);
    }

    @Override
    public Optional<String> principal() {
        return Optional.empty();
    }

    @Override
    public boolean isCancelled() {
        return false;
    }
}

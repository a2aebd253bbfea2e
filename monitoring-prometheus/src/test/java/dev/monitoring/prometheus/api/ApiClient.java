package dev.monitoring.prometheus.api;

import dev.monitoring.prometheus.testing.JsonText;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a server that speaks the Prometheus API. Thread-safe. */
final class ApiClient {
    private final URI base;
    private final String token;
    private final HttpClient client = HttpClient.newHttpClient();

    ApiClient(URI base) {
        this(base, "");
    }

    /** Asks with a bearer token. */
    ApiClient(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /**
     * What was answered.
     *
     * @param json the body as {@link JsonText} reads it; null where it is no JSON
     */
    record Reply(
            int status,
            String contentType,
            String body,
            @Nullable Object json) {
        /** The value at a path of keys and indices divided by slashes. */
        @Nullable
        Object at(String path) {
            return JsonText.at(json, path);
        }

        /** The same as a text. */
        String text(String path) {
            return String.valueOf(at(path));
        }

        @Override
        public String toString() {
            return status + " " + body;
        }
    }

    /** Asks by GET. The parameters are names and values in turn. */
    Reply get(String path, String... parameters) throws IOException, InterruptedException {
        String query = encoded(parameters);
        return send(request(query.isEmpty() ? path : path + "?" + query).GET());
    }

    /** Asks by POST with the parameters in a form. */
    Reply post(String path, String... parameters) throws IOException, InterruptedException {
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(parameters))));
    }

    /** Asks by another method, with the parameters in the URL. */
    Reply method(String method, String path, String... parameters) throws IOException, InterruptedException {
        String query = encoded(parameters);
        return send(request(query.isEmpty() ? path : path + "?" + query)
                .method(method, HttpRequest.BodyPublishers.noBody()));
    }

    /** Writes samples by remote write. */
    void write(byte[] body) throws IOException, InterruptedException {
        Reply reply = send(request("/api/v1/write")
                .header("Content-Encoding", "snappy")
                .header("Content-Type", "application/x-protobuf")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
        if (reply.status() / 100 != 2) {
            throw new IOException("remote write was refused: " + reply);
        }
    }

    Reply post(String path, byte[] body) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private HttpRequest.Builder request(String pathAndQuery) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(base.resolve(pathAndQuery)).timeout(Duration.ofSeconds(20));
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String type = response.headers().firstValue("Content-Type").orElse("");
        Object json = type.startsWith("application/json") ? JsonText.read(response.body()) : null;
        return new Reply(response.statusCode(), type, response.body(), json);
    }

    static String encoded(String... parameters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parameters.length; i += 2) {
            text.append(i == 0 ? "" : "&")
                    .append(URLEncoder.encode(parameters[i], StandardCharsets.UTF_8))
                    .append('=')
                    .append(URLEncoder.encode(parameters[i + 1], StandardCharsets.UTF_8));
        }
        return text.toString();
    }
}

package dev.monitoring.alerts.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks an Alertmanager, or what passes for one. Thread-safe. */
record ApiClient(String base) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    record Answer(int status, String body) {
        /** Maps, lists and scalars as texts. */
        Object json() {
            try (JsonParser parser = new JsonFactory().createParser(body)) {
                parser.nextToken();
                return value(parser);
            } catch (IOException e) {
                throw new AssertionError(status + " " + body, e);
            }
        }
    }

    /** Sends a request; header names and values alternate. */
    Answer send(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(Duration.ofSeconds(60))
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path + ": " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Answer post(String path, String json) {
        return send("POST", path, json, "Content-Type", "application/json");
    }

    Answer get(String path) {
        return send("GET", path, null);
    }

    /** What an object of JSON holds under a name. */
    static Object field(Object map, String name) {
        return Objects.requireNonNull(((Map<?, ?>) map).get(name), () -> "no " + name + " in " + map);
    }

    /** The list that an object of JSON holds under a name. */
    static List<?> items(Object map, String name) {
        return (List<?>) field(map, name);
    }

    private static Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> list = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                list.add(value(parser));
            }
            return list;
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> map = new LinkedHashMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                parser.nextToken();
                map.put(key, value(parser));
            }
            return map;
        }
        return parser.getText();
    }
}

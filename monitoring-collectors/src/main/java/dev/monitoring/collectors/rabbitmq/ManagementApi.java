package dev.monitoring.collectors.rabbitmq;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.monitoring.core.endpoint.HttpEndpoint;
import dev.monitoring.core.endpoint.HttpReply;
import dev.monitoring.core.endpoint.HttpStatusException;
import dev.monitoring.core.time.Deadline;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The management API of one broker, of which only reading is used. Confined to one thread, but for {@link #close}.
 *
 * @see <a href="https://www.rabbitmq.com/docs/http-api-reference">RabbitMQ HTTP API Reference</a>
 */
final class ManagementApi implements AutoCloseable {
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(32)
                    .maxStringLength(1 << 20)
                    .build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
            .build();

    private static final Map<String, String> HEADERS = Map.of("Accept", "application/json");

    private final HttpEndpoint endpoint;
    private final String root;
    private final String user;

    /**
     * @param endpoint its address is that of the management pages, without {@code /api}
     * @param user who is logged in, for what is told when the broker refuses
     */
    ManagementApi(HttpEndpoint endpoint, String user) {
        this.endpoint = endpoint;
        String path = endpoint.address().getRawPath();
        this.root = (path == null ? "" : path).replaceAll("/+$", "") + "/api";
        this.user = user;
    }

    /** Reads the parts of an answer, whose first token the parser is at. */
    @FunctionalInterface
    interface Answer {
        void read(JsonParser json) throws IOException;
    }

    /** Takes the objects of a list one by one, in one object that is used again. */
    @FunctionalInterface
    interface Rows {
        void row(FlatJson row) throws IOException;
    }

    /** The object at a path below {@code /api}. */
    FlatJson object(String path, Deadline deadline) throws IOException {
        FlatJson object = new FlatJson();
        ask(path, deadline, object::read);
        return object;
    }

    /** The objects of the list at a path below {@code /api}. */
    void list(String path, Deadline deadline, Rows rows) throws IOException {
        ask(path, deadline, json -> each(json, rows));
    }

    /**
     * Where in a list a page stands.
     *
     * @param matching how many objects the list has
     * @param pages on how many pages
     */
    record Place(int matching, int pages) {}

    /**
     * The objects on a page of a list.
     *
     * @param path with the page's number and size in its query
     */
    Place page(String path, Deadline deadline, Rows rows) throws IOException {
        Map<String, Integer> counts = new HashMap<>();
        ask(path, deadline, json -> {
            require(json, JsonToken.START_OBJECT);
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("items")) {
                    each(json, rows);
                } else if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
                    counts.put(name, json.getIntValue());
                } else {
                    json.skipChildren();
                }
            }
        });
        return new Place(counts.getOrDefault("filtered_count", 0), counts.getOrDefault("page_count", 1));
    }

    private void ask(String path, Deadline deadline, Answer answer) throws IOException {
        String request = "GET " + endpoint + shown(path);
        try (HttpReply reply = endpoint.get(root + path, HEADERS, deadline);
                JsonParser json = JSON.createParser(reply.requireOk().body())) {
            json.nextToken();
            answer.read(json);
        } catch (HttpStatusException e) {
            throw refused(request, e);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    request + ": the answer is not the JSON of RabbitMQ's management API; correct management-url", e);
        }
    }

    private static void each(JsonParser json, Rows rows) throws IOException {
        require(json, JsonToken.START_ARRAY);
        FlatJson row = new FlatJson();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            rows.row(row.read(json));
        }
    }

    private static void require(JsonParser json, JsonToken token) throws IOException {
        if (json.currentToken() != token) {
            throw new IOException("the answer is not what RabbitMQ's management API says; correct management-url");
        }
    }

    private static String shown(String path) {
        int query = path.indexOf('?');
        return "/api" + (query < 0 ? path : path.substring(0, query));
    }

    private IOException refused(String request, HttpStatusException e) {
        return switch (e.status()) {
            case 401, 403 ->
                new IOException(
                        request + ": the broker refuses user \"" + user + "\" (status " + e.status()
                                + "); correct username and password, or let the user read: rabbitmqctl set_user_tags "
                                + user + " monitoring",
                        e);
            case 404 ->
                new IOException(
                        request + ": there is no such page; correct management-url, or enable the plugin there:"
                                + " rabbitmq-plugins enable rabbitmq_management",
                        e);
            default -> e;
        };
    }

    /** Why there are queues, but none that the user sees, and what to do. */
    String blindness() {
        return "the broker has queues, but user \"" + user + "\" has a part in no virtual host and sees none of them: "
                + "rabbitmqctl set_permissions -p / " + user + " '^$' '^$' '^$'";
    }

    @Override
    public void close() {
        endpoint.close();
    }

    @Override
    public String toString() {
        return endpoint.toString();
    }
}

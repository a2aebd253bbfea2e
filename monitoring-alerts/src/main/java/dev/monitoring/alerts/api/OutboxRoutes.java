package dev.monitoring.alerts.api;

import dev.monitoring.alerts.notify.Outbox;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code /api/v1/notifications}: what became of each of the latest notifications, the newest first. The parameters
 * {@code receiver} and {@code status} ({@code waiting}, {@code delivered}, {@code failed}) choose among them. {@code POST} on
 * {@code /api/v1/receivers/{receiver}/test} sends a test, whose end is seen there. Immutable and thread-safe.
 */
public final class OutboxRoutes {
    private static final Set<String> STATUSES =
            Stream.of(Outbox.Status.values()).map(OutboxRoutes::word).collect(Collectors.toUnmodifiableSet());

    private static final String TEST = "/api/v1/receivers/{receiver}/test";

    private final Outbox outbox;
    private final ToIntFunction<String> tester;
    private final Audit audit;

    /**
     * @param tester sends a test to the receiver of a name, and says by how many ways
     */
    public OutboxRoutes(Outbox outbox, ToIntFunction<String> tester, Audit audit) {
        this.outbox = outbox;
        this.tester = tester;
        this.audit = audit;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/notifications", this::notifications), Route.post(TEST, Access.OPERATE, this::test));
    }

    private HttpResponse test(HttpRequest request) {
        String receiver = request.pathParameter("receiver");
        int ways = tester.applyAsInt(receiver);
        if (ways == 0) {
            return ApiText.badData(
                    "there is no receiver \"" + receiver + "\" that is told in any way; /api/v2/receivers lists them");
        }
        audit.note(request, Audit.Kind.TESTS, "sent a test to receiver " + receiver);
        return ApiText.success(json -> {
            json.writeStartObject();
            json.writeNumberField("sent", ways);
            json.writeEndObject();
        });
    }

    private static String word(Outbox.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    private HttpResponse notifications(HttpRequest request) {
        Optional<String> receiver = request.parameter("receiver").filter(text -> !text.isEmpty());
        Optional<String> status = request.parameter("status").filter(text -> !text.isEmpty());
        if (status.isPresent() && !STATUSES.contains(status.get())) {
            return ApiText.badData("invalid parameter \"status\": it is none of waiting, delivered, failed");
        }
        List<Outbox.Entry> entries = outbox.entries().stream()
                .filter(entry -> receiver.isEmpty() || receiver.get().equals(entry.receiver()))
                .filter(entry -> status.isEmpty() || status.get().equals(word(entry.status())))
                .toList();
        return ApiText.success(json -> {
            json.writeStartArray();
            for (Outbox.Entry entry : entries) {
                json.writeStartObject();
                json.writeNumberField("id", entry.id());
                json.writeStringField("status", word(entry.status()));
                json.writeStringField("receiver", entry.receiver());
                json.writeStringField("integration", entry.integration());
                json.writeStringField("target", entry.target());
                json.writeStringField("groupKey", entry.groupKey());
                json.writeFieldName("groupLabels");
                AlertmanagerJson.labels(json, entry.groupLabels());
                if (entry.reason().isPresent()) {
                    json.writeStringField("reason", entry.reason().get().name().toLowerCase(Locale.ROOT));
                }
                json.writeNumberField("firing", entry.firing());
                json.writeNumberField("resolved", entry.resolved());
                json.writeNumberField("attempts", entry.attempts());
                if (entry.lastError().isPresent()) {
                    json.writeStringField("lastError", entry.lastError().get());
                }
                json.writeStringField("createdAt", ApiTime.text(entry.createdMillis()));
                json.writeStringField("changedAt", ApiTime.text(entry.changedMillis()));
                if (entry.nextTryMillis().isPresent()) {
                    json.writeStringField(
                            "nextTryAt", ApiTime.text(entry.nextTryMillis().getAsLong()));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }
}

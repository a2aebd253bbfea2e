package dev.monitoring.alerts.api;

import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.alerts.mute.Silences;
import dev.monitoring.alerts.notify.KnownAlert;
import dev.monitoring.alerts.notify.PostedAlert;
import dev.monitoring.alerts.route.GroupSnapshot;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpHandler;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.time.Clock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * {@code /api/v2} of Alertmanager: alerts, groups, silences, receivers, status; and {@code /api/v1/audit}, which says who changed
 * what through it. Immutable and thread-safe.
 *
 * <p>Differences: label names are any text, as in Alertmanager 0.27 and later; the matchers of a silence come in their order, not
 * in that of the request; links lead to {@code http}, {@code https} or this service; ending an unknown silence gives 404, as in
 * later versions.
 *
 * @see <a href="https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml">API v2</a>
 */
public final class AlertmanagerRoutes {
    /** Room for 100,000 alerts in one request. */
    private static final long MAX_ALERTS_BYTES = 16 << 20;

    private static final Pattern SILENCE_ID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Active ones by their end, pending ones by their start, expired ones by their end backwards. */
    private static Comparator<Silence> order(long nowMillis) {
        return Comparator.comparing((Silence silence) -> switch (silence.state(nowMillis)) {
                    case ACTIVE -> 0;
                    case PENDING -> 1;
                    case EXPIRED -> 2;
                })
                .thenComparing(silence -> switch (silence.state(nowMillis)) {
                    case ACTIVE -> silence.endsAtMillis();
                    case PENDING -> silence.startsAtMillis();
                    case EXPIRED -> -silence.endsAtMillis();
                });
    }

    private final Supplier<AlertmanagerView> views;
    private final Clock clock;
    private final Audit audit;
    private final long startedMillis;

    /** Routes over what {@code views} show, asked once for each answer; changes are noted in {@code audit}. */
    public AlertmanagerRoutes(Supplier<AlertmanagerView> views, Audit audit, Clock clock) {
        this.views = views;
        this.clock = clock;
        this.audit = audit;
        this.startedMillis = clock.epochMillis();
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v2/status", request -> status()),
                Route.get("/api/v2/receivers", request -> receivers()),
                Route.get("/api/v2/alerts", answering(this::alerts)),
                Route.get("/api/v2/alerts/groups", answering(this::groups)),
                Route.get("/api/v2/silences", answering(this::silences)),
                Route.get("/api/v2/silence/{id}", answering(this::silence)),
                Route.get("/api/v1/audit", request -> changes()),
                Route.post("/api/v2/alerts", Access.OPERATE, answering(this::postAlerts))
                        .withMaxBodyBytes(MAX_ALERTS_BYTES),
                Route.post("/api/v2/silences", Access.OPERATE, answering(this::postSilence)),
                new Route("DELETE", "/api/v2/silence/{id}", Access.OPERATE, answering(this::endSilence)));
    }

    /** Answers a request. */
    @FunctionalInterface
    private interface Answering {
        HttpResponse answer(HttpRequest request) throws ApiFault, IOException;
    }

    private static HttpHandler answering(Answering handler) {
        return request -> {
            try {
                return handler.answer(request);
            } catch (ApiFault fault) {
                return fault.answer();
            }
        };
    }

    private HttpResponse status() {
        AlertmanagerView view = views.get();
        return AlertmanagerJson.answer(json -> {
            json.writeStartObject();
            json.writeObjectFieldStart("cluster");
            json.writeArrayFieldStart("peers");
            json.writeEndArray();
            json.writeStringField("status", "disabled");
            json.writeEndObject();
            json.writeObjectFieldStart("config");
            json.writeStringField("original", view.configuration());
            json.writeEndObject();
            json.writeStringField("uptime", ApiTime.text(startedMillis));
            json.writeObjectFieldStart("versionInfo");
            for (Map.Entry<String, String> field : ImitatedVersion.FIELDS.entrySet()) {
                json.writeStringField(field.getKey(), field.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        });
    }

    private HttpResponse receivers() {
        AlertmanagerView view = views.get();
        return AlertmanagerJson.answer(json -> {
            json.writeStartArray();
            for (String receiver : view.receivers()) {
                AlertmanagerJson.receiver(json, receiver);
            }
            json.writeEndArray();
        });
    }

    private HttpResponse changes() {
        List<Audit.Change> changes = audit.changes();
        return AlertmanagerJson.answer(json -> {
            json.writeStartObject();
            json.writeStringField("status", "success");
            json.writeArrayFieldStart("data");
            for (Audit.Change change : changes) {
                json.writeStartObject();
                json.writeStringField("time", ApiTime.text(change.timeMillis()));
                json.writeStringField("who", change.who());
                json.writeStringField("what", change.what());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        });
    }

    private HttpResponse alerts(HttpRequest request) throws ApiFault {
        AlertmanagerView view = views.get();
        AlertFilter filter = AlertFilter.of(request);
        long now = clock.epochMillis();
        List<KnownAlert> alerts = view.alerts().list().stream()
                .filter(known ->
                        known.endsAtMillis() >= now && filter.matchers().matches(known.labels()))
                .sorted(Comparator.comparing(KnownAlert::fingerprint))
                .toList();
        return AlertmanagerJson.answer(json -> {
            json.writeStartArray();
            for (KnownAlert known : alerts) {
                List<String> receivers = view.routes().match(known.labels()).stream()
                        .map(dev.monitoring.alerts.route.Route::receiver)
                        .toList();
                AlertStanding standing = AlertStanding.of(known.labels(), view.mutes());
                if (filter.asksForAnyReceiver(receivers) && filter.asksFor(known.labels(), standing)) {
                    AlertmanagerJson.alert(json, known, receivers, standing, List.of());
                }
            }
            json.writeEndArray();
        });
    }

    /** A group with those of its alerts that are asked for. */
    private record Shown(GroupSnapshot group, List<KnownAlert> alerts, List<String> mutedBy) {}

    private HttpResponse groups(HttpRequest request) throws ApiFault {
        AlertmanagerView view = views.get();
        AlertFilter filter = AlertFilter.of(request);
        long now = clock.epochMillis();
        Map<Labels, AlertStanding> standings = new HashMap<>();
        Map<Labels, TreeSet<String>> receivers = new HashMap<>();
        List<Shown> shown = new ArrayList<>();
        for (GroupSnapshot group :
                view.groups().get().stream().sorted(GroupSnapshot.ORDER).toList()) {
            String receiver = group.route().receiver();
            List<String> mutedBy = view.mutes().mutedBy(group.route(), now);
            if (!filter.asksForReceiver(receiver) || !filter.muted() && !mutedBy.isEmpty()) {
                continue;
            }
            List<KnownAlert> alerts = new ArrayList<>();
            group.alerts()
                    .forEach(alert -> view.alerts()
                            .find(alert.labels())
                            .filter(known -> known.endsAtMillis() >= now)
                            .filter(known -> filter.asksFor(
                                    known.labels(),
                                    standings.computeIfAbsent(
                                            known.labels(), labels -> AlertStanding.of(labels, view.mutes()))))
                            .ifPresent(known -> {
                                alerts.add(known);
                                receivers
                                        .computeIfAbsent(known.labels(), any -> new TreeSet<>())
                                        .add(receiver);
                            }));
            if (!alerts.isEmpty()) {
                shown.add(new Shown(group, alerts, mutedBy));
            }
        }
        return AlertmanagerJson.answer(json -> {
            json.writeStartArray();
            for (Shown one : shown) {
                json.writeStartObject();
                json.writeArrayFieldStart("alerts");
                for (KnownAlert known : one.alerts()) {
                    AlertmanagerJson.alert(
                            json,
                            known,
                            receivers.getOrDefault(known.labels(), new TreeSet<>()),
                            standings.getOrDefault(known.labels(), AlertStanding.ACTIVE),
                            one.mutedBy());
                }
                json.writeEndArray();
                json.writeFieldName("labels");
                AlertmanagerJson.labels(json, one.group().labels());
                json.writeFieldName("receiver");
                AlertmanagerJson.receiver(json, one.group().route().receiver());
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private HttpResponse postAlerts(HttpRequest request) throws ApiFault, IOException {
        AlertmanagerView view = views.get();
        AlertsBody body = AlertsBody.read(request, view.alerts()::fault);
        int refused = 0;
        for (PostedAlert posted : body.alerts()) {
            refused += view.alerts().post(posted) ? 0 : 1;
        }
        audit.note(request, Audit.Kind.ALERTS, body.inWords());
        if (refused > 0) {
            throw ApiFault.refused(
                    500, "no room for " + refused + " of the alerts; let some end, or send fewer different ones");
        }
        if (body.faulty() > 0) {
            throw ApiFault.refused(400, body.message());
        }
        return HttpResponse.empty(200);
    }

    private HttpResponse silences(HttpRequest request) throws ApiFault {
        AlertmanagerView view = views.get();
        var conditions = AlertFilter.matchers(request);
        long now = clock.epochMillis();
        List<Silence> silences = view.mutes().silences().list().stream()
                .filter(silence -> AlertFilter.has(silence, conditions))
                .sorted(order(now))
                .toList();
        return AlertmanagerJson.answer(json -> {
            json.writeStartArray();
            for (Silence silence : silences) {
                AlertmanagerJson.silence(json, silence, now);
            }
            json.writeEndArray();
        });
    }

    private HttpResponse silence(HttpRequest request) throws ApiFault {
        AlertmanagerView view = views.get();
        return view.mutes()
                .silences()
                .find(id(request))
                .map(silence ->
                        AlertmanagerJson.answer(json -> AlertmanagerJson.silence(json, silence, clock.epochMillis())))
                .orElse(HttpResponse.empty(404));
    }

    private HttpResponse postSilence(HttpRequest request) throws ApiFault, IOException {
        AlertmanagerView view = views.get();
        Silence wanted = SilenceBody.read(request, clock.epochMillis());
        Silence kept;
        try {
            kept = view.mutes().silences().set(wanted);
        } catch (NoSuchElementException e) {
            throw ApiFault.refused(404, "silence not found: " + e.getMessage());
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw ApiFault.refused(400, String.valueOf(e.getMessage()));
        }
        String verb = wanted.id().isEmpty() ? "made" : "changed";
        audit.note(
                request,
                Audit.Kind.SILENCES,
                verb + " silence " + kept.id() + " of " + kept.matchers() + " until "
                        + ApiTime.text(kept.endsAtMillis()) + " as \"" + kept.createdBy() + "\": \"" + kept.comment()
                        + "\"");
        return AlertmanagerJson.answer(json -> {
            json.writeStartObject();
            json.writeStringField("silenceID", kept.id());
            json.writeEndObject();
        });
    }

    private HttpResponse endSilence(HttpRequest request) throws ApiFault {
        AlertmanagerView view = views.get();
        String id = id(request);
        Silences silences = view.mutes().silences();
        try {
            silences.expire(id);
        } catch (NoSuchElementException e) {
            throw ApiFault.refused(404, "silence not found: " + e.getMessage());
        }
        audit.note(request, Audit.Kind.SILENCES, "ended silence " + id);
        return HttpResponse.empty(200);
    }

    private static String id(HttpRequest request) throws ApiFault {
        String id = request.pathParameter("id");
        if (!SILENCE_ID.matcher(id).matches()) {
            throw ApiFault.wrongFormat("silenceID in path", "uuid", id);
        }
        return id;
    }
}

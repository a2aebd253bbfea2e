package dev.monitoring.alerts.api;

import dev.monitoring.alerts.notify.Acknowledgements;
import dev.monitoring.alerts.notify.Acknowledgements.Acknowledgement;
import dev.monitoring.alerts.notify.AlertBook;
import dev.monitoring.alerts.notify.KnownAlert;
import dev.monitoring.core.http.Access;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.http.Route;
import dev.monitoring.core.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /api/v1/acknowledgements}: who looks after which firing alert, so that it is neither repeated nor escalated. {@code POST} and
 * {@code DELETE} on {@code /api/v1/acknowledgements/{fingerprint}} change it; the parameter {@code comment} says more. Immutable and
 * thread-safe.
 */
public final class AcknowledgementRoutes {
    private static final String ONE = "/api/v1/acknowledgements/{fingerprint}";
    private static final int MAX_COMMENT = 1_000;

    private final AlertBook book;
    private final Acknowledgements acknowledgements;
    private final Audit audit;
    private final Clock clock;

    public AcknowledgementRoutes(AlertBook book, Acknowledgements acknowledgements, Audit audit, Clock clock) {
        this.book = book;
        this.acknowledgements = acknowledgements;
        this.audit = audit;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(
                Route.get("/api/v1/acknowledgements", request -> list()),
                Route.post(ONE, Access.OPERATE, this::acknowledge),
                new Route("DELETE", ONE, Access.OPERATE, this::withdraw));
    }

    private HttpResponse list() {
        List<Map.Entry<KnownAlert, Acknowledgement>> all = book.list().stream()
                .flatMap(known -> acknowledgements.find(known.labels()).map(found -> Map.entry(known, found)).stream())
                .toList();
        return ApiText.success(json -> {
            json.writeStartArray();
            for (Map.Entry<KnownAlert, Acknowledgement> one : all) {
                json.writeStartObject();
                json.writeStringField("fingerprint", one.getKey().fingerprint());
                json.writeFieldName("labels");
                AlertmanagerJson.labels(json, one.getKey().labels());
                json.writeStringField("by", one.getValue().by());
                json.writeStringField("comment", one.getValue().comment());
                json.writeStringField("at", ApiTime.text(one.getValue().timeMillis()));
                json.writeEndObject();
            }
            json.writeEndArray();
        });
    }

    private HttpResponse acknowledge(HttpRequest request) {
        String comment = request.parameter("comment").orElse("");
        if (comment.length() > MAX_COMMENT) {
            return ApiText.badData("invalid parameter \"comment\": it is longer than " + MAX_COMMENT + " characters");
        }
        Optional<KnownAlert> alert = firing(request);
        if (alert.isEmpty()) {
            return unknown(request);
        }
        String by = request.principal().or(request::remoteAddress).orElse("somebody");
        try {
            acknowledgements.add(alert.get().labels(), new Acknowledgement(by, comment, clock.epochMillis()));
        } catch (IllegalStateException e) {
            return ApiText.badData(String.valueOf(e.getMessage()));
        }
        audit.note(
                request,
                Audit.Kind.ACKNOWLEDGEMENTS,
                "looks after " + alert.get().labels() + ": " + comment);
        return list();
    }

    private HttpResponse withdraw(HttpRequest request) {
        Optional<KnownAlert> alert = firing(request);
        if (alert.isEmpty() || !acknowledgements.remove(alert.get().labels())) {
            return unknown(request);
        }
        audit.note(
                request,
                Audit.Kind.ACKNOWLEDGEMENTS,
                "does not look after " + alert.get().labels() + " any more");
        return list();
    }

    private Optional<KnownAlert> firing(HttpRequest request) {
        String fingerprint = fingerprint(request);
        long now = clock.epochMillis();
        return book.list().stream()
                .filter(known -> known.fingerprint().equals(fingerprint) && !known.isOver(now))
                .findFirst();
    }

    private static String fingerprint(HttpRequest request) {
        return request.pathParameter("fingerprint");
    }

    private static HttpResponse unknown(HttpRequest request) {
        return ApiText.badData("no alert that fires, or none that somebody looks after, has the fingerprint \""
                + fingerprint(request) + "\"; /api/v2/alerts lists them");
    }
}

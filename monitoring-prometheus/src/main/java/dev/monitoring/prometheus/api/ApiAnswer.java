package dev.monitoring.prometheus.api;

import dev.monitoring.core.http.HttpHandler;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.http.HttpResponse;
import dev.monitoring.core.query.value.Annotation;
import dev.monitoring.core.query.value.QueryException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What an endpoint of the Prometheus API answers: data, and remarks beside it. The envelope around it, errors included, is
 * made here and nowhere else. Immutable.
 *
 * @param data writes the value of {@code data}; called after the answer's status is settled
 * @param warnings texts for {@code warnings}
 * @param infos texts for {@code infos}
 */
record ApiAnswer(Data data, List<String> warnings, List<String> infos) {
    private static final int CLIENT_CLOSED_REQUEST = 499;

    /** Writes a JSON value. */
    @FunctionalInterface
    interface Data {
        void write(JsonOutput json) throws IOException;
    }

    /** Answers a request. */
    @FunctionalInterface
    interface Endpoint {
        /**
         * The answer.
         *
         * @throws QueryException to answer with an error
         */
        ApiAnswer answer(HttpRequest request);
    }

    /** Data without remarks. */
    static ApiAnswer of(Data data) {
        return new ApiAnswer(data, List.of(), List.of());
    }

    /** Data with what the query engine remarked. */
    static ApiAnswer of(Data data, List<Annotation> annotations) {
        return new ApiAnswer(
                data, texts(annotations, Annotation.Severity.WARNING), texts(annotations, Annotation.Severity.INFO));
    }

    /** This answer, with the remark that there was more. */
    ApiAnswer truncated() {
        List<String> more = new ArrayList<>(warnings);
        more.add("results truncated due to limit");
        return new ApiAnswer(data, List.copyOf(more), infos);
    }

    /** An endpoint as a handler: with the envelope, and errors as Prometheus gives them. */
    static HttpHandler handler(Endpoint endpoint) {
        return request -> {
            ApiAnswer answer;
            try {
                answer = endpoint.answer(request);
            } catch (QueryException e) {
                return error(e);
            }
            return HttpResponse.streamed(200, HttpResponse.JSON, out -> {
                JsonOutput json = new JsonOutput(out);
                answer.write(json);
                json.finish();
            });
        };
    }

    private void write(JsonOutput json) throws IOException {
        json.raw("{\"status\":\"success\",\"data\":");
        data.write(json);
        remarks(json, "warnings", warnings);
        remarks(json, "infos", infos);
        json.raw("}");
    }

    private static void remarks(JsonOutput json, String name, List<String> texts) throws IOException {
        if (texts.isEmpty()) {
            return;
        }
        json.raw(",").string(name).raw(":[");
        for (int i = 0; i < texts.size(); i++) {
            json.raw(i == 0 ? "" : ",").string(texts.get(i));
        }
        json.raw("]");
    }

    private static HttpResponse error(QueryException e) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        JsonOutput json = new JsonOutput(body);
        json.raw("{\"status\":\"error\",\"errorType\":").string(e.code().errorType());
        json.raw(",\"error\":").string(e.message()).raw("}");
        json.finish();
        return HttpResponse.of(status(e.code()), HttpResponse.JSON, body.toByteArray());
    }

    private static int status(QueryException.Code code) {
        return switch (code) {
            case BAD_DATA -> 400;
            case EXECUTION -> 422;
            case CANCELED -> CLIENT_CLOSED_REQUEST;
            case TIMEOUT, UNAVAILABLE -> 503;
            case INTERNAL -> 500;
        };
    }

    private static List<String> texts(List<Annotation> annotations, Annotation.Severity severity) {
        return annotations.stream()
                .filter(annotation -> annotation.severity() == severity)
                .map(Annotation::toString)
                .toList();
    }

    /** The first {@code limit} of a list, and whether that is all of it. */
    record Limited<T>(List<T> entries, boolean complete) {
        static <T> Limited<T> of(List<T> all, OptionalInt limit) {
            boolean fits = limit.isEmpty() || all.size() <= limit.getAsInt();
            return new Limited<>(fits ? all : all.subList(0, limit.getAsInt()), fits);
        }

        /** Marks an answer as cut, where this list was. */
        ApiAnswer mark(ApiAnswer answer) {
            return complete ? answer : answer.truncated();
        }
    }
}

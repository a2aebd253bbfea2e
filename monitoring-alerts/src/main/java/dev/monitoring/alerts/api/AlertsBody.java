package dev.monitoring.alerts.api;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.notify.PostedAlert;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.model.Labels;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The alerts that a request posts. Immutable.
 *
 * @param alerts those without fault
 * @param faults what is wrong with others, the first few of them
 * @param faulty how many others there are
 */
record AlertsBody(List<PostedAlert> alerts, List<String> faults, int faulty) {
    /** As many as can be known at all. */
    static final int MAX_ALERTS = 100_000;

    private static final int MAX_FAULTS = 10;

    private static final String NAMELESS = "a label or an annotation has the empty name; name it";

    /** What a link may lead to: nothing that runs where it is clicked. */
    private static final Pattern URL = Pattern.compile("(?:https?:/)?/[^\\x00-\\x1f\\x7f]*", Pattern.CASE_INSENSITIVE);

    /**
     * Reads them all before any is used.
     *
     * @param check finds what is wrong with an alert
     * @throws ApiFault if the form of one is wrong; then none is used
     */
    static AlertsBody read(HttpRequest request, Function<PostedAlert, Optional<String>> check)
            throws IOException, ApiFault {
        List<PostedAlert> alerts = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        int[] faulty = new int[1];
        JsonBody.read(request, "alerts", body -> {
            body.array(index -> {
                if (index >= MAX_ALERTS) {
                    throw ApiFault.malformed(
                            413, "more than " + MAX_ALERTS + " alerts in one request; send them in several");
                }
                Optional<PostedAlert> alert = new Draft(body, index).alert();
                Optional<String> fault = alert.isEmpty() ? Optional.of(NAMELESS) : check.apply(alert.get());
                if (fault.isEmpty()) {
                    alert.ifPresent(alerts::add);
                } else if (faulty[0]++ < MAX_FAULTS) {
                    faults.add(fault.get());
                }
            });
            return body;
        });
        return new AlertsBody(alerts, faults, faulty[0]);
    }

    /** What is wrong with all faulty ones, in few words. */
    String message() {
        return String.join("; ", faults)
                + (faulty > faults.size() ? "; and " + (faulty - faults.size()) + " more alerts" : "");
    }

    /** For people: how many, and the names of the first few. */
    String inWords() {
        String names = alerts.stream()
                .limit(3)
                .map(alert -> alert.labels().valueOrEmpty(Alert.NAME))
                .collect(Collectors.joining(", "));
        return "posted " + alerts.size() + " alerts"
                + (alerts.isEmpty() ? "" : " (" + names + (alerts.size() > 3 ? ", …" : "") + ")")
                + (faulty > 0 ? ", and " + faulty + " with faults" : "");
    }

    /** An alert while it is read. Confined to one thread. */
    private static final class Draft {
        private @Nullable Map<String, String> labels;
        private final Map<String, String> annotations = new LinkedHashMap<>();
        private OptionalLong startsAt = OptionalLong.empty();
        private OptionalLong endsAt = OptionalLong.empty();
        private String generatorUrl = "";

        Draft(JsonBody body, int index) throws IOException, ApiFault {
            body.requireElement(Integer.toString(index));
            body.object(field -> {
                switch (field) {
                    case "labels" -> {
                        labels = labels == null && !body.isNull() ? new LinkedHashMap<>() : labels;
                        read(body, labels == null ? new LinkedHashMap<>() : labels);
                    }
                    case "annotations" -> read(body, annotations);
                    case "startsAt" -> startsAt = body.time();
                    case "endsAt" -> endsAt = body.time();
                    case "generatorURL" -> {
                        String text = body.text();
                        generatorUrl = text == null ? "" : text;
                    }
                    default -> body.skip();
                }
            });
            if (labels == null) {
                throw ApiFault.missing(index + ".labels");
            }
            if (!generatorUrl.isEmpty() && !URL.matcher(generatorUrl).matches()) {
                throw ApiFault.wrongFormat(index + ".generatorURL in body", "uri", generatorUrl);
            }
        }

        private static void read(JsonBody body, Map<String, String> texts) throws IOException, ApiFault {
            body.object(name -> {
                String text = body.text();
                texts.put(name, text == null ? "" : text);
            });
        }

        /** The alert; empty where a text has no name. */
        Optional<PostedAlert> alert() {
            Map<String, String> own = labels == null ? Map.of() : labels;
            return own.containsKey("") || annotations.containsKey("")
                    ? Optional.empty()
                    : Optional.of(new PostedAlert(Labels.of(own), annotations, startsAt, endsAt, generatorUrl));
        }
    }
}

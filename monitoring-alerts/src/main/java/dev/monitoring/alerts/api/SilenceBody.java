package dev.monitoring.alerts.api;

import dev.monitoring.alerts.matcher.LabelMatcher;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.model.Matcher.Operator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The silence that a request posts, while it is read. Confined to the handling thread. */
final class SilenceBody {
    private static final int MAX_MATCHERS = 100;
    private static final int MAX_CHARS = 16 << 10;

    private final JsonBody body;
    private @Nullable List<Condition> matchers;
    private @Nullable String id;
    private @Nullable String createdBy;
    private @Nullable String comment;
    private OptionalLong startsAt = OptionalLong.empty();
    private OptionalLong endsAt = OptionalLong.empty();

    private SilenceBody(JsonBody body) {
        this.body = body;
    }

    /**
     * Reads a silence.
     *
     * @param nowMillis before which none may end
     * @throws ApiFault if it is not one
     */
    static Silence read(HttpRequest request, long nowMillis) throws IOException, ApiFault {
        SilenceBody read = JsonBody.read(request, "silence", body -> {
            SilenceBody silence = new SilenceBody(body);
            body.object(silence::field);
            return silence;
        });
        return read.silence(nowMillis);
    }

    private void field(String name) throws IOException, ApiFault {
        switch (name) {
            case "id" -> id = body.text();
            case "createdBy" -> createdBy = body.text();
            case "comment" -> comment = body.text();
            case "startsAt" -> startsAt = body.time();
            case "endsAt" -> endsAt = body.time();
            case "matchers" -> matchers = conditions();
            default -> body.skip();
        }
    }

    private @Nullable List<Condition> conditions() throws IOException, ApiFault {
        if (body.isNull()) {
            return null;
        }
        List<Condition> conditions = new ArrayList<>();
        body.array(index -> {
            body.requireElement("matchers." + index);
            if (index >= MAX_MATCHERS) {
                throw ApiFault.refused(
                        400, "more than " + MAX_MATCHERS + " matchers; join values with a regular expression");
            }
            conditions.add(new Condition(body));
        });
        return conditions;
    }

    private Silence silence(long nowMillis) throws ApiFault {
        if (comment == null) {
            throw ApiFault.missing("comment");
        }
        if (createdBy == null) {
            throw ApiFault.missing("createdBy");
        }
        if (endsAt.isEmpty()) {
            throw ApiFault.missing("endsAt");
        }
        if (matchers == null) {
            throw ApiFault.missing("matchers");
        }
        if (matchers.isEmpty()) {
            throw ApiFault.empty("matchers");
        }
        for (int i = 0; i < matchers.size(); i++) {
            matchers.get(i).requireComplete("matchers." + i + ".");
        }
        if (startsAt.isEmpty()) {
            throw ApiFault.missing("startsAt");
        }
        return silence(matchers, startsAt.getAsLong(), endsAt.getAsLong(), createdBy, comment, nowMillis);
    }

    private Silence silence(
            List<Condition> conditions, long start, long end, String author, String reason, long nowMillis)
            throws ApiFault {
        if (start >= end) {
            throw ApiFault.refused(
                    400, "the silence begins at or after its end; its start time must be before its end time");
        }
        if (end < nowMillis) {
            throw ApiFault.refused(
                    400, "the silence ends at " + ApiTime.text(end) + "; its end time can't be in the past");
        }
        int chars = author.length() + reason.length();
        List<LabelMatcher> read = new ArrayList<>();
        for (int i = 0; i < conditions.size(); i++) {
            chars += conditions.get(i).chars();
            read.add(conditions.get(i).matcher(i));
        }
        if (chars > MAX_CHARS) {
            throw ApiFault.refused(
                    400, "the texts of the silence have " + chars + " characters; use at most " + MAX_CHARS);
        }
        try {
            return new Silence(id == null ? "" : id, new Matchers(read), start, end, author, reason);
        } catch (IllegalArgumentException e) {
            throw ApiFault.refused(400, String.valueOf(e.getMessage()));
        }
    }

    /** A matcher while it is read. Confined to one thread. */
    private static final class Condition {
        private @Nullable String name;
        private @Nullable String value;
        private @Nullable Boolean isRegex;
        private @Nullable Boolean isEqual;

        Condition(JsonBody body) throws IOException, ApiFault {
            body.object(field -> {
                switch (field) {
                    case "name" -> name = body.text();
                    case "value" -> value = body.text();
                    case "isRegex" -> isRegex = body.flag();
                    case "isEqual" -> isEqual = body.flag();
                    default -> body.skip();
                }
            });
        }

        void requireComplete(String where) throws ApiFault {
            if (isRegex == null) {
                throw ApiFault.missing(where + "isRegex");
            }
            if (name == null) {
                throw ApiFault.missing(where + "name");
            }
            if (value == null) {
                throw ApiFault.missing(where + "value");
            }
        }

        int chars() {
            return String.valueOf(name).length() + String.valueOf(value).length();
        }

        LabelMatcher matcher(int index) throws ApiFault {
            boolean regex = Boolean.TRUE.equals(isRegex);
            Operator operator = Boolean.FALSE.equals(isEqual)
                    ? regex ? Operator.NOT_MATCHES : Operator.NOT_EQUAL
                    : regex ? Operator.MATCHES : Operator.EQUAL;
            try {
                return LabelMatcher.of(String.valueOf(name), operator, String.valueOf(value));
            } catch (IllegalArgumentException e) {
                throw ApiFault.refused(400, "silence invalid: label matcher " + index + ": " + e.getMessage());
            }
        }
    }
}

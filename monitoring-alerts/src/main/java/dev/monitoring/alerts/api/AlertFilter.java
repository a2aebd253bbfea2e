package dev.monitoring.alerts.api;

import dev.monitoring.alerts.matcher.LabelMatcher;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.alerts.mute.Silence;
import dev.monitoring.core.http.HttpRequest;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher.Operator;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which alerts a request asks for. Immutable.
 *
 * @param matchers all of which must hold
 * @param receiver which receivers, all where it is empty
 * @param active whether those that nothing keeps quiet
 * @param silenced whether those that silences keep quiet
 * @param inhibited whether those that other alerts keep quiet
 * @param muted whether groups that time intervals keep quiet
 */
record AlertFilter(
        Matchers matchers,
        Optional<LabelMatcher> receiver,
        boolean active,
        boolean silenced,
        boolean inhibited,
        boolean muted) {
    private static final String RECEIVER = "receiver";

    /** What Alertmanager takes for true; all else is false, but for nothing at all. */
    private static final Set<String> TRUE =
            Set.of("true", "1", "yes", "ok", "y", "on", "selected", "checked", "t", "enabled");

    static AlertFilter of(HttpRequest request) throws ApiFault {
        return new AlertFilter(
                matchers(request),
                receiver(request),
                flag(request, "active"),
                flag(request, "silenced"),
                flag(request, "inhibited"),
                flag(request, "muted"));
    }

    /** The conditions in the parameters {@code filter}, one each. */
    static Matchers matchers(HttpRequest request) throws ApiFault {
        List<LabelMatcher> matchers = new ArrayList<>();
        for (String text : request.parameterValues("filter")) {
            try {
                matchers.add(Matchers.parseOne(text));
            } catch (IllegalArgumentException e) {
                throw ApiFault.refused(400, "bad matcher format: " + e.getMessage());
            }
        }
        return new Matchers(matchers);
    }

    private static Optional<LabelMatcher> receiver(HttpRequest request) throws ApiFault {
        Optional<String> expression = request.parameter(RECEIVER).filter(text -> !text.isEmpty());
        try {
            return expression.map(text -> LabelMatcher.of(RECEIVER, Operator.MATCHES, text));
        } catch (IllegalArgumentException e) {
            throw ApiFault.refused(400, "failed to parse receiver param: " + e.getMessage());
        }
    }

    private static boolean flag(HttpRequest request, String name) {
        return request.parameter(name)
                .filter(text -> !text.isEmpty())
                .map(text -> TRUE.contains(text.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }

    boolean asksForReceiver(String name) {
        return receiver.isEmpty() || receiver.get().matches(Labels.of(RECEIVER, name));
    }

    boolean asksForAnyReceiver(Collection<String> names) {
        return names.stream().anyMatch(this::asksForReceiver);
    }

    boolean asksFor(Labels alert, AlertStanding standing) {
        return (active || !standing.isActive())
                && (silenced || standing.silencedBy().isEmpty())
                && (inhibited || standing.inhibitedBy().isEmpty())
                && matchers.matches(alert);
    }

    /** Whether a silence has all the conditions, literally. */
    static boolean has(Silence silence, Matchers conditions) {
        return silence.matchers().list().containsAll(conditions.list());
    }
}

package dev.monitoring.alerts.notify.slack;

import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.http.HttpAnswer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What Slack's answers mean: some failures come with the status 200. Stateless.
 *
 * @see <a href="https://api.slack.com/methods/chat.postMessage#errors">Errors of chat.postMessage</a>
 */
final class SlackAnswers {
    private static final Set<String> PASSING = Set.of(
            "ratelimited",
            "rate_limited",
            "internal_error",
            "fatal_error",
            "service_unavailable",
            "request_timeout",
            "rollup_error");

    private SlackAnswers() {}

    static Optional<Delivery> read(HttpAnswer answer) {
        Map<String, String> fields = answer.fields();
        if (!answer.isOk()) {
            return Optional.empty();
        }
        String text = answer.body().strip();
        String error = "false".equals(fields.get("ok"))
                ? fields.getOrDefault("error", "ok is false")
                // A web hook answers with a word; other servers with pages of their own.
                : text.matches("[a-z]+(_[a-z]+)+") ? text : "";
        if (error.isEmpty()) {
            return text.isEmpty() && !answer.complete()
                    ? Optional.of(Delivery.postponed("Slack's answer cannot be read; it is tried again later"))
                    : Optional.empty();
        }
        return Optional.of(
                PASSING.contains(error)
                        ? new Delivery.Postponed(
                                "Slack answers " + error + "; it is tried again later", answer.retryAfter())
                        : Delivery.refused(
                                "Slack answers " + error + "; correct the receiver's channel, token or" + " address"));
    }
}

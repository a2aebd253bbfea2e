package dev.monitoring.alerts.notify.msteams;

import dev.monitoring.alerts.notify.Delivery;
import dev.monitoring.alerts.notify.http.HttpAnswer;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the answers of connectors mean: failures behind them come with the status 200. Stateless. */
final class TeamsAnswers {
    private static final Pattern FAILURE = Pattern.compile("endpoint returned HTTP error ([0-9]{3})");

    private TeamsAnswers() {}

    static Optional<Delivery> read(HttpAnswer answer) {
        Matcher failure = FAILURE.matcher(answer.body());
        if (!answer.isOk() || !failure.find()) {
            return Optional.empty();
        }
        int status = Integer.parseInt(failure.group(1));
        String reason = "Teams answers that its end point failed with status " + status;
        return Optional.of(
                status >= 500 || status == 429
                        ? new Delivery.Postponed(reason + "; it is tried again later", answer.retryAfter())
                        : Delivery.refused(
                                reason + "; see the receiver's texts, and whether the connector is still there"));
    }
}

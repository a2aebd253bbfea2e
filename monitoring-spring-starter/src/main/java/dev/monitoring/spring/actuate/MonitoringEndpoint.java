package dev.monitoring.spring.actuate;

import dev.monitoring.core.Monitoring;
import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import java.util.Map;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.lang.Nullable;

/**
 * The endpoint {@code monitoring}: {@code /actuator/monitoring} for what is watched and how it goes, and below it
 * {@code query}, {@code alerts} and {@code explain}. Reads only. Thread-safe.
 *
 * <p>Optional parameters carry Spring's own {@code Nullable}: Boot 3.5 knows no other, and answers 400 where a parameter
 * without it is missing.
 */
@Endpoint(id = "monitoring")
public final class MonitoringEndpoint {
    private final HostedMonitoring hosted;

    MonitoringEndpoint(HostedMonitoring hosted) {
        this.hosted = hosted;
    }

    /** What is watched, what is not and why, and how far back there is history. */
    @ReadOperation
    public Map<String, Object> overview() {
        return hosted.running().map(OverviewView::of).orElseGet(OverviewView::notRunning);
    }

    /**
     * One view.
     *
     * @param view {@code query}, {@code alerts} or {@code explain}; nothing is found for others
     * @param query PromQL, for {@code query} and {@code explain}
     * @param time the moment, RFC 3339 or seconds of the epoch; now where it is missing
     * @param start the begin of a range; with {@code end} and {@code step}
     * @param end the end of a range, now where it is missing
     * @param step the step of a range, {@code 15s}
     * @param rule the name of a rule, for {@code explain}
     * @param group the group of that rule; the first that has such a rule where it is missing
     */
    @ReadOperation
    public @Nullable Map<String, Object> view(
            @Selector String view,
            @Nullable String query,
            @Nullable String time,
            @Nullable String start,
            @Nullable String end,
            @Nullable String step,
            @Nullable String rule,
            @Nullable String group) {
        Monitoring monitoring = hosted.running().orElse(null);
        if (monitoring == null) {
            return OverviewView.notRunning();
        }
        ViewQuestion question = new ViewQuestion(text(query), text(time), text(start), text(end), text(step));
        try {
            return switch (view) {
                case "query" -> QueryView.of(monitoring, question);
                case "alerts" -> AlertsView.of(monitoring);
                case "explain" ->
                    text(rule).isEmpty()
                            ? QueryView.explain(monitoring, question)
                            : AlertsView.explain(monitoring, text(group), text(rule), question);
                default -> null;
            };
        } catch (IllegalArgumentException e) {
            String message = String.valueOf(e.getMessage());
            throw new InvalidEndpointRequestException(message, message);
        }
    }

    private static String text(@Nullable String parameter) {
        return parameter == null ? "" : parameter.strip();
    }
}

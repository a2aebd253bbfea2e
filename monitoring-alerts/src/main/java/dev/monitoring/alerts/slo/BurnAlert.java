package dev.monitoring.alerts.slo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * When a budget burns so fast that somebody must know: over a long window, which says that it matters, and over a short one,
 * which says that it still goes on. Immutable.
 *
 * @param severity the value of the alert's label {@code severity}
 * @param longWindow over which the budget burns
 * @param shortWindow over which it must burn, too
 * @param factor how much faster than what would use up the budget exactly at the end of the objective's window
 * @see <a href="https://sre.google/workbook/alerting-on-slos/">Alerting on SLOs</a>
 */
public record BurnAlert(String severity, Duration longWindow, Duration shortWindow, double factor) {
    /** For which the usual numbers are made. */
    static final Duration USUAL_WINDOW = Duration.ofDays(30);

    public BurnAlert {
        Objects.requireNonNull(severity, "severity");
        if (shortWindow.toMillis() < 1 || shortWindow.compareTo(longWindow) >= 0) {
            throw new IllegalArgumentException("short window " + Objective.text(shortWindow)
                    + " is not shorter than long window " + Objective.text(longWindow) + "; a twelfth of it is usual");
        }
        if (!(factor > 0) || factor > 1e6) {
            throw new IllegalArgumentException(
                    "factor " + factor + " of a burn alert is not above zero; use for example 14.4");
        }
    }

    /**
     * The usual three: 2 % of the budget within 1h, 5 % within 6h, 10 % within 3d, where the objective's window is 30 days. For
     * another window the alerts' windows are as much shorter or longer, to the second, and the shares the same.
     *
     * @param window of the objective
     * @param page the severity of the first two
     * @param ticket the severity of the third
     */
    static List<BurnAlert> usual(Duration window, String page, String ticket) {
        List<BurnAlert> alerts = new ArrayList<>();
        alerts.add(
                new BurnAlert(page, scaled(Duration.ofHours(1), window), scaled(Duration.ofMinutes(5), window), 14.4));
        alerts.add(new BurnAlert(page, scaled(Duration.ofHours(6), window), scaled(Duration.ofMinutes(30), window), 6));
        alerts.add(new BurnAlert(ticket, scaled(Duration.ofDays(3), window), scaled(Duration.ofHours(6), window), 1));
        return List.copyOf(alerts);
    }

    private static Duration scaled(Duration usual, Duration window) {
        double seconds = (double) usual.toSeconds() * window.toMillis() / USUAL_WINDOW.toMillis();
        return Duration.ofSeconds(Math.max(1, Math.round(seconds)));
    }
}

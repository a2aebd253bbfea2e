package dev.monitoring.alerts.why;

import dev.monitoring.alerts.rule.AlertRule;
import dev.monitoring.alerts.why.BacktestReport.Episode;
import dev.monitoring.alerts.why.BacktestReport.RuleOutcome;
import java.util.List;

/** A backtest's report as text for a terminal. Stateless. */
final class BacktestText {
    private static final int MAX_EPISODES = 20;

    /** Samples may be a minute apart. */
    private static final long UNNOTICED_MILLIS = 60_000;

    private BacktestText() {}

    static String of(BacktestReport report, Wording wording) {
        StringBuilder text = new StringBuilder();
        text.append("From ")
                .append(wording.timeWithZone(report.fromMillis()))
                .append(" to ")
                .append(wording.timeWithZone(report.toMillis()))
                .append(", ")
                .append(Wording.plural((int) report.evaluations(), "evaluation"))
                .append(
                        report.isComplete()
                                ? ""
                                : "; it took too long or recorded too much, the rest was not gone through")
                .append(beginning(report, wording))
                .append("\n\n");
        report.rules().forEach(rule -> rule(rule, wording, text));
        return text.toString();
    }

    /** Where rules found nothing because there was nothing yet, people should know. */
    private static String beginning(BacktestReport report, Wording wording) {
        if (report.dataFromMillis().isEmpty()) {
            return "; the history has no samples of that time";
        }
        long from = report.dataFromMillis().getAsLong();
        return from - report.fromMillis() <= UNNOTICED_MILLIS
                ? ""
                : "; the history begins at " + wording.time(from) + ", and before that there was nothing to see";
    }

    private static void rule(RuleOutcome outcome, Wording wording, StringBuilder text) {
        boolean alerts = outcome.rule() instanceof AlertRule;
        text.append("  ")
                .append(outcome.rule().name())
                .append(" of group ")
                .append(outcome.group().name())
                .append(": ")
                .append(
                        alerts
                                ? "would have fired " + Wording.plural(outcome.fired(), "time")
                                        + ", and been pending only " + Wording.plural(outcome.pendingOnly(), "time")
                                : "a recording rule")
                .append('\n');
        if (outcome.failures() > 0) {
            text.append("    ")
                    .append(Wording.plural(outcome.failures(), "evaluation"))
                    .append(" failed: ")
                    .append(outcome.firstFailure().orElse(""))
                    .append('\n');
        }
        List<Episode> shown = outcome.episodes().stream().limit(MAX_EPISODES).toList();
        for (Episode episode : shown) {
            text.append("    pending ")
                    .append(wording.time(episode.pendingAtMillis()))
                    .append(
                            episode.firedAtMillis().isPresent()
                                    ? "  firing "
                                            + wording.time(
                                                    episode.firedAtMillis().getAsLong())
                                    : "  never fired")
                    .append(
                            episode.endedAtMillis().isPresent()
                                    ? "  over "
                                            + wording.time(
                                                    episode.endedAtMillis().getAsLong())
                                    : "  not over")
                    .append("  ")
                    .append(Wording.labels(episode.labels()))
                    .append("  ")
                    .append(Wording.number(episode.value()))
                    .append('\n');
        }
        int more = outcome.fired() + outcome.pendingOnly() - shown.size();
        if (more > 0) {
            text.append("    and ").append(more).append(" more\n");
        }
    }
}

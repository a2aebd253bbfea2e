package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The alerts that a rule has from before a restart and whose condition was not seen to hold since. Confined to the evaluation
 * of the rule's group.
 *
 * <h2>Why they stay for a while</h2>
 *
 * After a restart the history is empty. That the condition of such an alert does not hold says nothing before there is a sample
 * of what it is about; nor, where the alert sums up several series, while more and more of them come; nor, where the expression
 * looks over a stretch of time, before the history is as long as that. Until then the alert stays as it was; otherwise every
 * restart would resolve what fires, and page again. There is a limit to it: without samples, or with ever more series, five
 * minutes, which is how long Prometheus goes on seeing a series, and for the sake of long stretches a quarter of an hour.
 */
final class Resumption {
    private static final Duration WITHOUT_SAMPLES = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofMinutes(15);

    /** No alert from before. */
    static final Resumption NONE = new Resumption(Map.of(), Set.of(), 0);

    private final Map<Labels, Alert> resumed;
    /** How many series there were at the last evaluation that each alert unseen so far may be about. */
    private final Map<Labels, Integer> unseen = new HashMap<>();

    private final Set<String> ownLabels;
    private long sinceMillis;

    private Resumption(Map<Labels, Alert> resumed, Set<String> ownLabels, long sinceMillis) {
        this.resumed = resumed;
        resumed.keySet().forEach(alert -> unseen.put(alert, 0));
        this.ownLabels = ownLabels;
        this.sinceMillis = sinceMillis;
    }

    /**
     * Takes alerts up again.
     *
     * @param evaluatedMillis when they were looked at last, if that is known
     * @param nowMillis the same as of now; earlier where the wall clock was set back in between
     */
    static Resumption of(AlertRule rule, Collection<Alert> kept, OptionalLong evaluatedMillis, long nowMillis) {
        Map<Labels, Alert> resumed = new LinkedHashMap<>();
        for (Alert alert : kept) {
            state(alert.state(), evaluatedMillis, nowMillis).ifPresent(state -> {
                resumed.put(alert.labels(), alert.withState(state));
            });
        }
        Set<String> ownLabels = new HashSet<>(rule.labels().keySet());
        ownLabels.add(Alert.NAME);
        return new Resumption(resumed, ownLabels, nowMillis);
    }

    private static Optional<AlertState> state(AlertState kept, OptionalLong evaluatedMillis, long nowMillis) {
        if (evaluatedMillis.isEmpty()) {
            return kept.resumed(AlertState.OUTAGE_TOLERANCE.toMillis() + 1, nowMillis);
        }
        long stopped = nowMillis - evaluatedMillis.getAsLong();
        return stopped < 0 ? kept.shifted(stopped).resumed(0, nowMillis) : kept.resumed(stopped, nowMillis);
    }

    /** The alerts as they go on. */
    Map<Labels, Alert> alerts() {
        return resumed;
    }

    /**
     * The series that there are and that alerts unseen so far may be about; none where it is too early to tell, or nobody needs
     * to know any more.
     *
     * @param timeMillis as of when the rule is queried
     */
    List<Labels> seen(long timeMillis, RuleQuery query) throws RuleFailure {
        if (unseen.isEmpty()) {
            return List.of();
        }
        long age = timeMillis - sinceMillis;
        long looksBack = query.longestRange().toMillis();
        long patience = Math.min(LONGEST.toMillis(), Math.max(looksBack, WITHOUT_SAMPLES.toMillis()));
        if (age >= patience || !query.hasSelectors()) {
            unseen.clear();
            return List.of();
        }
        return age < looksBack ? List.of() : query.series(timeMillis);
    }

    /**
     * Which alerts stay as they are, though their condition does not hold.
     *
     * @param alerts those that there are
     * @param holding those whose condition holds
     * @param seen the series that were there before the condition was looked at
     */
    Set<Labels> staying(Set<Labels> alerts, Set<Labels> holding, List<Labels> seen) {
        if (unseen.isEmpty()) {
            return Set.of();
        }
        unseen.keySet().removeAll(holding);
        unseen.keySet().retainAll(alerts);
        unseen.entrySet().removeIf(alert -> !awaitsSeries(alert, seen));
        return Set.copyOf(unseen.keySet());
    }

    /** Whether there is no series yet that the alert may be about, or are more of those that it sums up than there were. */
    private boolean awaitsSeries(Map.Entry<Labels, Integer> alert, List<Labels> found) {
        int concerning = 0;
        boolean sumsUp = false;
        for (Labels series : found) {
            if (mayConcern(series, alert.getKey())) {
                concerning++;
                sumsUp = sumsUp || hasMore(series.withoutMetricName(), alert.getKey());
            }
        }
        boolean more = concerning > alert.setValue(concerning);
        return concerning == 0 || sumsUp && more;
    }

    /** Whether a series has a label that an alert does not have. */
    private static boolean hasMore(Labels series, Labels alert) {
        for (int i = 0; i < series.size(); i++) {
            if (!alert.has(series.name(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a series has no label that an alert has otherwise. */
    private boolean mayConcern(Labels series, Labels alert) {
        for (Labels.Label label : alert) {
            if (!ownLabels.contains(label.name())
                    && series.has(label.name())
                    && !series.valueOrEmpty(label.name()).equals(label.value())) {
                return false;
            }
        }
        return true;
    }

    /** Moves its time by as much as the wall clock was set. */
    void shift(long millis) {
        sinceMillis += millis;
    }
}

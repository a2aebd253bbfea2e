package dev.monitoring.alerts.notify;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Annotations;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.core.model.Labels;
import java.util.Map;

/**
 * An alert as an {@link AlertBook} knows it: firing, or over. Immutable.
 *
 * @param alert what it is; its state is that of the moment of the latest news of it
 * @param startsAtMillis since when it fires, in epoch milliseconds
 * @param endsAtMillis since when it is over, or will be over without further news
 * @param endIsAssumed whether nobody said that end, so that any later news replaces it
 * @param updatedAtMillis when there was news of it
 * @param generatorUrl where its cause is seen; may be empty
 */
public record KnownAlert(
        Alert alert,
        long startsAtMillis,
        long endsAtMillis,
        boolean endIsAssumed,
        long updatedAtMillis,
        String generatorUrl) {
    public Labels labels() {
        return alert.labels();
    }

    public String fingerprint() {
        return alert.fingerprint();
    }

    /** Whether it is over at a moment. */
    public boolean isOver(long timeMillis) {
        return endsAtMillis <= timeMillis;
    }

    /** How many characters its texts have; about as many where they are not made yet. */
    int chars() {
        return chars(alert.labels(), alert.annotations(), generatorUrl);
    }

    static int chars(Labels labels, Map<String, String> annotations, String generatorUrl) {
        int chars = generatorUrl.length();
        for (int i = 0; i < labels.size(); i++) {
            chars += labels.name(i).length() + labels.value(i).length();
        }
        return chars + Annotations.of(annotations).chars();
    }

    /** The same alert, known to be over. */
    KnownAlert ended() {
        AlertState over = new Resolved(alert.state().activeAtMillis(), startsAtMillis, endsAtMillis);
        return new KnownAlert(
                alert.withState(over), startsAtMillis, endsAtMillis, endIsAssumed, updatedAtMillis, generatorUrl);
    }

    /** The same alert with other times, and in the state that they make at its update. */
    KnownAlert lasting(long newStartMillis, long newEndMillis, boolean newEndIsAssumed) {
        AlertState state = newEndMillis <= updatedAtMillis
                ? new Resolved(newStartMillis, newStartMillis, newEndMillis)
                : Firing.since(newStartMillis, newStartMillis);
        return new KnownAlert(
                alert.withState(state), newStartMillis, newEndMillis, newEndIsAssumed, updatedAtMillis, generatorUrl);
    }
}

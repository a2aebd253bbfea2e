package dev.monitoring.alerts.rule;

import dev.monitoring.alerts.alert.Alert;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What was kept when the last process ended, and whose rules have not come yet. Guarded by the engine's lock. */
final class LeftAlerts {
    private final AlertMemory memory;
    private final OptionalLong evaluatedMillis;
    private final Map<RuleIdentity, List<Alert>> left;

    LeftAlerts(AlertMemory memory) {
        AlertMemory.Remembered remembered = memory.recall();
        this.memory = memory;
        this.evaluatedMillis = remembered.evaluatedMillis();
        this.left = new LinkedHashMap<>(remembered.alerts());
    }

    /** Gives rules what they had, each rule the best that there is for it; what is left waits for its rule for a while. */
    void claim(List<AlertingRun> runs, long nowMillis) {
        if (left.isEmpty()) {
            return;
        }
        for (int likeness = RuleIdentity.BEST; likeness > 0; likeness--) {
            for (AlertingRun run : runs) {
                if (!run.isResumed()) {
                    claim(run, likeness, nowMillis);
                }
            }
        }
        left.forEach(memory::leave);
    }

    private void claim(AlertingRun run, int likeness, long nowMillis) {
        for (Map.Entry<RuleIdentity, List<Alert>> each : left.entrySet()) {
            if (run.identity().likeness(each.getKey()) == likeness) {
                RuleIdentity before = each.getKey();
                List<Alert> alerts = each.getValue();
                left.remove(before);
                alerts.forEach(alert -> memory.forget(before, alert.labels()));
                run.resume(alerts, evaluatedMillis, nowMillis);
                return;
            }
        }
    }
}

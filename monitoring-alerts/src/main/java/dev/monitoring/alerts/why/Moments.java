package dev.monitoring.alerts.why;

import dev.monitoring.alerts.rule.GroupEvaluations;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.alerts.rule.RuleSchedule;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * At which moments a rule was evaluated, up to a time; where it was not, at which it would have been. Immutable.
 *
 * @param known the moments at which it was, ascending
 * @param isWhole whether the rule's first evaluation is among them
 * @param lastMillis the last moment, known or not
 * @param intervalMillis how far moments are apart mostly
 */
record Moments(List<Long> known, boolean isWhole, long lastMillis, long intervalMillis) {
    Moments {
        known = List.copyOf(known);
    }

    static Moments of(GroupEvaluations log, RuleGroup group, int rule, long timeMillis) {
        long interval = group.interval().toMillis();
        List<Long> all = log.momentsMillis();
        long since =
                rule < log.rulesSinceMillis().size() ? log.rulesSinceMillis().get(rule) : 0;
        List<Long> known = all.stream()
                .filter(moment -> since > 0 && moment >= since && moment <= timeMillis)
                .toList();
        boolean whole = log.isComplete() || !all.isEmpty() && since > all.get(0);
        if (!known.isEmpty()) {
            return new Moments(known, whole, known.get(known.size() - 1), interval);
        }
        long anchor = all.isEmpty() ? RuleSchedule.latest(group, timeMillis) : all.get(0);
        return new Moments(known, false, timeMillis - Math.floorMod(timeMillis - anchor, interval), interval);
    }

    /** The last evaluation, where it took place. */
    OptionalLong evaluated() {
        return known.isEmpty() ? OptionalLong.empty() : OptionalLong.of(lastMillis);
    }

    /** Whether some moments begin with the rule's first evaluation. */
    boolean beginWith(List<Long> some) {
        return isWhole && !known.isEmpty() && !some.isEmpty() && some.get(0).equals(known.get(0));
    }

    /** The last {@code count} moments, ascending; fewer where the rule is younger. */
    List<Long> last(int count) {
        List<Long> moments = new ArrayList<>(known.subList(Math.max(0, known.size() - count), known.size()));
        if (known.isEmpty() || !isWhole) {
            long first = moments.isEmpty() ? lastMillis + intervalMillis : moments.get(0);
            int missing = count - moments.size();
            List<Long> reckoned = new ArrayList<>(missing);
            for (int i = missing; i > 0; i--) {
                reckoned.add(first - i * intervalMillis);
            }
            moments.addAll(0, reckoned);
        }
        return moments;
    }
}

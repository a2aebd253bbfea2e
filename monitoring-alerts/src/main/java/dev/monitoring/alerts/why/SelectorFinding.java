package dev.monitoring.alerts.why;

import java.util.List;

/**
 * What a selector finds. Immutable.
 *
 * @param selector in PromQL
 * @param seriesCount how many series
 * @param isWanted false where the rule waits for it to find nothing: in {@code absent}, right of {@code unless}
 * @param hints what may be wrong, where it finds nothing
 */
public record SelectorFinding(String selector, int seriesCount, boolean isWanted, List<String> hints) {
    public SelectorFinding {
        hints = List.copyOf(hints);
    }
}

package dev.monitoring.alerts.mute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.AlertState;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Resolved;
import dev.monitoring.alerts.matcher.Matchers;
import dev.monitoring.core.model.Labels;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InhibitionTest {
    private static final AlertState FIRING = Firing.since(0, 0);
    private static final AlertState RESOLVED = new Resolved(0, 0, 1);

    private static final Labels SOURCE = Labels.of("severity", "critical", "cluster", "a");
    private static final Labels TARGET = Labels.of("severity", "warning", "cluster", "a");

    private static Inhibition inhibition(String source, String target, int maxSources) {
        return new Inhibition(
                List.of(new InhibitRule("", Matchers.parse(source), Matchers.parse(target), Set.of("cluster"))),
                maxSources);
    }

    private static Alert alert(Labels labels, AlertState state) {
        return new Alert(labels, Map.of(), 1, state);
    }

    @Test
    void keepsTargetsQuietWhileASourceFires() {
        Inhibition inhibition = inhibition("severity=critical", "severity=warning", 10);

        inhibition.observe(alert(SOURCE, FIRING));

        assertEquals(Optional.of(SOURCE), inhibition.inhibitor(TARGET));
        assertEquals(Optional.empty(), inhibition.inhibitor(TARGET.with("cluster", "b")));
        assertEquals(Optional.empty(), inhibition.inhibitor(TARGET.with("severity", "info")));

        inhibition.observe(alert(SOURCE, RESOLVED));

        assertEquals(Optional.empty(), inhibition.inhibitor(TARGET));
    }

    @Test
    void takesAMissingLabelForAnEmptyOne() {
        Inhibition inhibition = inhibition("severity=critical", "severity=warning", 10);

        inhibition.observe(alert(SOURCE.without("cluster"), FIRING));

        assertEquals(Optional.of(SOURCE.without("cluster")), inhibition.inhibitor(TARGET.without("cluster")));
        assertEquals(Optional.empty(), inhibition.inhibitor(TARGET));
    }

    @Test
    void letsAlertsOfBothSidesNotInhibitEachOther() {
        Inhibition inhibition = inhibition("severity=~\"critical|both\"", "severity=~\"warning|both\"", 10);
        Labels both = SOURCE.with("severity", "both");

        inhibition.observe(alert(both, FIRING));

        assertEquals(Optional.empty(), inhibition.inhibitor(both));
        assertEquals(Optional.empty(), inhibition.inhibitor(both.with("x", "y")));
        assertEquals(Optional.of(both), inhibition.inhibitor(TARGET));

        inhibition.observe(alert(SOURCE, FIRING));

        assertEquals(Optional.of(SOURCE), inhibition.inhibitor(both));
    }

    @Test
    void inhibitsLessRatherThanGrowWithoutBound() {
        Inhibition inhibition = inhibition("severity=critical", "severity=warning", 2);

        for (int i = 0; i < 5; i++) {
            inhibition.observe(alert(SOURCE.with("cluster", "c" + i), FIRING));
        }

        assertEquals(3, inhibition.refused());
        assertEquals(Optional.empty(), inhibition.inhibitor(TARGET.with("cluster", "c2")));

        inhibition.observe(alert(SOURCE.with("cluster", "c0"), RESOLVED));
        inhibition.observe(alert(SOURCE.with("cluster", "c2"), FIRING));

        assertEquals(Optional.of(SOURCE.with("cluster", "c2")), inhibition.inhibitor(TARGET.with("cluster", "c2")));
    }
}

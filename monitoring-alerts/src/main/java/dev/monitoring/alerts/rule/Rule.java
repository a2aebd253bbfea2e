package dev.monitoring.alerts.rule;

import dev.monitoring.core.settings.Origin;
import java.util.Map;

/** An expression that is evaluated again and again, and what becomes of its result. Immutable. */
public sealed interface Rule permits AlertRule, RecordingRule {
    /** The name of the alert, or of the recorded series. */
    String name();

    /** What is evaluated, as it is written. */
    String expression();

    /** Values by label, added to each element of the result; an empty one removes the label. Those of alerts are templates. */
    Map<String, String> labels();

    /** Where the rule stands. */
    Origin origin();
}

/**
 * Rules tried out before they are needed: series in promtool's notation, time that passes when told to, what the rules make of
 * it, and whom a routing file has told of that. Unit-test files of promtool run unchanged. The ways in are {@link dev.monitoring.alerts.testing.RuleScenario} for
 * tests in Java, and {@link dev.monitoring.alerts.testing.RuleTestFile} for such files.
 */
@NullMarked
package dev.monitoring.alerts.testing;

import org.jspecify.annotations.NullMarked;

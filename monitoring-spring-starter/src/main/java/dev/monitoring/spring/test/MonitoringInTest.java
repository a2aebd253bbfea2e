package dev.monitoring.spring.test;

import dev.monitoring.alerts.Alerts;
import dev.monitoring.alerts.AlertsExtension;
import dev.monitoring.alerts.alert.Alert;
import dev.monitoring.alerts.alert.Firing;
import dev.monitoring.alerts.alert.Pending;
import dev.monitoring.alerts.rule.GroupStatus;
import dev.monitoring.alerts.rule.RuleSchedule;
import dev.monitoring.alerts.rule.RuleStatus;
import dev.monitoring.alerts.why.UnknownRuleException;
import dev.monitoring.alerts.why.WhyQuestion;
import dev.monitoring.core.Monitoring;
import dev.monitoring.core.registry.CollectorHealth;
import dev.monitoring.core.registry.CollectorHealth.State;
import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.ManualClock;
import dev.monitoring.spring.autoconfigure.HostedMonitoring;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The library under a test: lets its time pass, and says what alerts there are. Confined to the thread of the test.
 *
 * <p>Time passes in steps of a second, and after each it is waited until every collector that was due has run and every group
 * of rules that was due is evaluated: what a test sees does not depend on how fast the machine is.
 */
public final class MonitoringInTest {
    private static final Duration STEP = Duration.ofSeconds(1);

    /** A collector that hangs is let go by its deadline, for which time has to pass. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** What has told its result takes a moment to be ready for its next turn. */
    private static final long RETURN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** Collectors of one interval run apart from each other, up to so much after their tick. */
    private static final long MAX_PHASE_MILLIS = 1_000;

    private static final long LOOK_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    private final HostedMonitoring hosted;
    private final ManualClock clock;

    MonitoringInTest(HostedMonitoring hosted, ManualClock clock) {
        this.hosted = hosted;
        this.clock = clock;
    }

    /**
     * The library.
     *
     * @throws IllegalStateException if it does not run
     */
    public Monitoring running() {
        return hosted.running()
                .orElseThrow(() -> new IllegalStateException(
                        "monitoring does not run: it starts when the application is ready, which takes a test with"
                                + " @SpringBootTest, and monitoring.enabled=true"));
    }

    /** Lets time pass for the library, and nobody else. What hangs is waited for five seconds in each step, then no more. */
    public void advance(Duration duration) {
        settle();
        for (Duration left = duration; left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
            clock.advance(left.compareTo(STEP) < 0 ? left : STEP);
            settle();
        }
    }

    /** Asserts that an alert of a rule is firing. */
    public void assertFiring(String rule) {
        assertThat(rule, alerts(rule).stream().anyMatch(alert -> alert.state() instanceof Firing), "is not firing");
    }

    /** Asserts that an alert of a rule waits for its time to fire. */
    public void assertPending(String rule) {
        assertThat(rule, alerts(rule).stream().anyMatch(alert -> alert.state() instanceof Pending), "is not pending");
    }

    /** Asserts that no alert of a rule is pending or firing. */
    public void assertInactive(String rule) {
        assertThat(
                rule,
                alerts(rule).stream()
                        .noneMatch(alert -> alert.state() instanceof Firing || alert.state() instanceof Pending),
                "is active");
    }

    /**
     * The alerts of a rule: pending, firing, and those that were resolved lately.
     *
     * @throws AssertionError if there is no such rule
     */
    public List<Alert> alerts(String rule) {
        List<RuleStatus> known =
                groups().stream().flatMap(group -> group.rules().stream()).toList();
        return known.stream()
                .filter(status -> status.rule().name().equals(rule))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no rule " + rule + ", only "
                        + known.stream().map(status -> status.rule().name()).toList()))
                .alerts();
    }

    private void assertThat(String rule, boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(rule + " " + otherwise + "\n" + why(rule));
        }
    }

    private String why(String rule) {
        Alerts alerts = Alerts.of(running());
        try {
            return alerts.text(alerts.explain(WhyQuestion.of("", rule)));
        } catch (UnknownRuleException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private List<GroupStatus> groups() {
        Monitoring monitoring = running();
        return monitoring.extension(AlertsExtension.class).isPresent()
                ? Alerts.of(monitoring).groups()
                : List.of();
    }

    private void settle() {
        long end = Clock.system().nanoTime() + PATIENCE_NANOS;
        while (!isSettled() && Clock.system().nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        LockSupport.parkNanos(RETURN_NANOS);
    }

    private boolean isSettled() {
        long now = clock.epochMillis();
        return running().sources().stream().noneMatch(source -> isDue(source.health(), now))
                && groups().stream().noneMatch(group -> isDue(group, now));
    }

    private static boolean isDue(CollectorHealth health, long nowMillis) {
        return health.state() == State.STARTING
                || health.nextTry()
                        .filter(next -> next.toEpochMilli() + MAX_PHASE_MILLIS <= nowMillis)
                        .isPresent();
    }

    private static boolean isDue(GroupStatus group, long nowMillis) {
        return group.lastEvaluationMillis() > 0
                && group.lastEvaluationMillis() < RuleSchedule.latest(group.group(), nowMillis);
    }
}

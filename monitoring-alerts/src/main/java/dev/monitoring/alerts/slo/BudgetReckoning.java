package dev.monitoring.alerts.slo;

import dev.monitoring.alerts.slo.BudgetStatus.Projection;
import dev.monitoring.alerts.slo.BudgetStatus.State;
import dev.monitoring.core.model.Labels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the counts of an objective say of its budget. Immutable. */
final class BudgetReckoning {
    private static final long DAY_MILLIS = BudgetDay.LENGTH.toMillis();

    private final Objective objective;
    private final double budgetRatio;
    private final List<Duration> alertWindows;

    BudgetReckoning(Objective objective) {
        this.objective = objective;
        this.budgetRatio = objective.budgetRatio();
        this.alertWindows = objective.alertWindows();
    }

    List<WindowStatus> windows(CountLedger ledger, long nowMillis) {
        List<WindowStatus> windows = new ArrayList<>(alertWindows.size());
        for (Duration window : alertWindows) {
            windows.add(window(ledger, window, nowMillis));
        }
        return windows;
    }

    WindowStatus whole(CountLedger ledger, long nowMillis) {
        Duration window = objective.window();
        Counts counts = ledger.between(nowMillis - window.toMillis(), nowMillis);
        return WindowStatus.of(window, counts, budgetRatio);
    }

    private WindowStatus window(CountLedger ledger, Duration window, long nowMillis) {
        return WindowStatus.of(window, ledger.window(window.toMillis(), nowMillis), budgetRatio);
    }

    /** Which share of the budget is left. */
    static double left(WindowStatus whole) {
        return whole.counts().total() > 0 ? 1 - whole.burnRate() : 1;
    }

    BudgetStatus budget(Labels labels, CountLedger ledger, long nowMillis, boolean alive) {
        WindowStatus whole = whole(ledger, nowMillis);
        double left = left(whole);
        List<Projection> projections = new ArrayList<>();
        for (Duration window : longWindows()) {
            double burnRate = window(ledger, window, nowMillis).burnRate();
            projections.add(new Projection(window, usedUpAfter(left, burnRate)));
        }
        State state = alive ? state(ledger, left, nowMillis) : State.NO_DATA;
        return new BudgetStatus(
                labels, state, whole, left, windows(ledger, nowMillis), projections, days(ledger, whole, nowMillis));
    }

    private List<Duration> longWindows() {
        return objective.alerts().stream()
                .map(BurnAlert::longWindow)
                .distinct()
                .sorted()
                .toList();
    }

    private Optional<Duration> usedUpAfter(double left, double burnRate) {
        if (left <= 0) {
            return Optional.of(Duration.ZERO);
        }
        double millis = left * objective.window().toMillis() / burnRate;
        return burnRate > 0 && millis <= objective.window().toMillis()
                ? Optional.of(Duration.ofMillis((long) millis))
                : Optional.empty();
    }

    private State state(CountLedger ledger, double left, long nowMillis) {
        if (left <= 0) {
            return State.EXHAUSTED;
        }
        boolean lowTraffic = objective.minimumEvents() > 0;
        for (BurnAlert alert : objective.alerts()) {
            WindowStatus longWindow = window(ledger, alert.longWindow(), nowMillis);
            WindowStatus shortWindow = window(ledger, alert.shortWindow(), nowMillis);
            boolean enough = longWindow.counts().total() >= objective.minimumEvents();
            double threshold = Double.parseDouble(objective.threshold(alert));
            if (enough
                    && longWindow.counts().errorRatio() > threshold
                    && shortWindow.counts().errorRatio() > threshold) {
                return State.BURNING;
            }
            lowTraffic &= !enough;
        }
        return lowTraffic ? State.LOW_TRAFFIC : State.OK;
    }

    private List<BudgetDay> days(CountLedger ledger, WindowStatus whole, long nowMillis) {
        List<BudgetDay> days = new ArrayList<>();
        double allowed = whole.counts().total() * budgetRatio;
        double left = 1;
        long from = nowMillis - objective.window().toMillis();
        for (long day = Math.floorDiv(from, DAY_MILLIS) * DAY_MILLIS; day < nowMillis; day += DAY_MILLIS) {
            Counts counts = ledger.between(Math.max(from, day), Math.min(nowMillis, day + DAY_MILLIS));
            double spent = counts.bad() == 0 ? 0 : counts.bad() / allowed;
            left -= spent;
            days.add(new BudgetDay(day, counts, spent, left));
        }
        return days;
    }
}

package dev.monitoring.alerts.slo;

import dev.monitoring.alerts.rule.RecordedSeries;
import dev.monitoring.alerts.rule.RuleGroup;
import dev.monitoring.core.model.Labels;
import dev.monitoring.core.query.value.QueryException;
import dev.monitoring.core.settings.ByteSizes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An objective at work: looks, counts, writes what it found as series. Thread-safe; its own lock guards all of it. */
final class ObjectiveRun implements Measure.Tally {
    private static final Logger LOGGER = LoggerFactory.getLogger(SloEngine.class);
    private static final long UNKNOWN = Long.MIN_VALUE;

    /** How far apart the looks at the past are; what counters have grown by is counted sample by sample nevertheless. */
    private static final long PAST_STEP_MILLIS = 60_000;

    private static final long MAX_PAST_MILLIS = Duration.ofDays(1).toMillis();

    /**
     * What a run works with. Immutable.
     *
     * @param past how far back the history is looked through where nothing was counted yet; a day at most
     */
    record Parts(
            Measure measure, RecordedSeries series, LedgerKeeper keeper, MemoryAllowance allowance, Duration past) {
        Parts with(LedgerKeeper other) {
            return new Parts(measure, series, other, allowance, past);
        }
    }

    private final Objective objective;
    private final RuleGroup group;
    private final Parts parts;
    private final Measure measure;
    private final RecordedSeries series;
    private final LedgerKeeper keeper;
    private final MemoryAllowance allowance;
    private final BudgetReckoning reckoning;
    private final NavigableMap<Labels, CountLedger> ledgers = new TreeMap<>();
    private Set<Labels> alive = new HashSet<>();
    private long lastMillis = UNKNOWN;
    private boolean loaded;
    private boolean hasEnded;
    private String found = "";
    private String beyond = "";
    private int refused;

    ObjectiveRun(Objective objective, RuleGroup group, Parts parts) {
        this.objective = objective;
        this.group = group;
        this.parts = parts;
        this.measure = parts.measure;
        this.series = parts.series;
        this.keeper = parts.keeper;
        this.allowance = parts.allowance;
        this.reckoning = new BudgetReckoning(objective);
    }

    RuleGroup group() {
        return group;
    }

    /** Whether the counts of this run are those of an objective, too. */
    boolean countsAs(Objective other) {
        return objective.name().equals(other.name()) && objective.meaning().equals(other.meaning());
    }

    /** A run that goes on with the counts of this one, which is not used any more. */
    synchronized ObjectiveRun successor(Objective next, RuleGroup nextGroup) {
        ObjectiveRun successor = new ObjectiveRun(next, nextGroup, parts.with(keeper.successor(next)));
        successor.ledgers.putAll(ledgers);
        successor.alive = alive;
        successor.lastMillis = lastMillis;
        successor.loaded = loaded;
        hasEnded = true;
        return successor;
    }

    /** Saves the counts, and ends the series. */
    synchronized void end(long timeMillis) {
        save();
        hasEnded = true;
        allowance.giveBack(objective.shape().bytes() * ledgers.size());
        ledgers.clear();
        series.write(lastMillis == UNKNOWN ? timeMillis : Math.max(timeMillis, lastMillis + 1), List.of());
    }

    /** Counts what happened since the last evaluation, and writes the series that the rules read. */
    synchronized void evaluate(long timeMillis) {
        if (hasEnded) {
            return; // the evaluation had begun when another took its place
        }
        if (!loaded) {
            load(timeMillis);
        }
        if (timeMillis <= lastMillis) {
            return; // the clock was set back a little: what happens now will be seen at the next look
        }
        if (lastMillis == UNKNOWN && ledgers.isEmpty()) {
            lookBack(timeMillis);
        }
        String before = found;
        look(timeMillis);
        if (before.isEmpty() && !found.isEmpty()) { // it may hold a number that changes each time
            LOGGER.info("SLO {} ({}): {}", objective.name(), objective.origin(), found);
        }
        forget(timeMillis);
        refused = series.write(timeMillis, entries(timeMillis));
        keeper.evaluated(ledgers, timeMillis);
    }

    /** Counts what the history holds already, as if the objective had been there then. */
    private void lookBack(long timeMillis) {
        long past = Math.min(
                MAX_PAST_MILLIS,
                Math.min(parts.past.toMillis(), objective.window().toMillis()));
        long time = timeMillis - past / PAST_STEP_MILLIS * PAST_STEP_MILLIS;
        while (time < timeMillis && look(time)) {
            if (ledgers.isEmpty()) {
                lastMillis = UNKNOWN; // before the history begins, nobody looked
            }
            time += PAST_STEP_MILLIS;
        }
        found = "";
    }

    /** Counts what happened since the last look; false where nobody can tell. */
    private boolean look(long timeMillis) {
        alive = new HashSet<>();
        beyond = "";
        boolean known = false;
        try {
            found = measure.look(lastMillis, timeMillis, this);
            known = true;
        } catch (QueryException e) {
            alive = new HashSet<>();
            found = e.message();
        } catch (RuntimeException e) {
            alive = new HashSet<>();
            found = "unexpected fault: " + e;
        }
        if (lastMillis != UNKNOWN && timeMillis - lastMillis <= StateMeasure.TOLERATED_MILLIS) {
            for (Labels labels : alive) {
                CountLedger ledger = ledgers.get(labels);
                if (ledger != null) {
                    ledger.observe(lastMillis, timeMillis);
                }
            }
        }
        lastMillis = timeMillis;
        return known;
    }

    @Override
    public void add(Labels labels, long timeMillis, double part, double total) {
        CountLedger ledger = ledger(labels);
        if (ledger != null) {
            ledger.add(timeMillis, part, total);
        }
    }

    @Override
    public void alive(Labels labels) {
        if (ledger(labels) != null) {
            alive.add(labels);
        }
    }

    private @Nullable CountLedger ledger(Labels labels) {
        CountLedger ledger = ledgers.get(labels);
        if (ledger != null) {
            return ledger;
        }
        if (ledgers.size() >= objective.maxGroups()) {
            beyond = "there are more than " + objective.maxGroups() + " sets of labels, and no counts are kept of "
                    + labels + "; raise max_groups, or name fewer labels under \"by\"";
            return null;
        }
        if (!allowance.take(objective.shape().bytes())) {
            beyond = "counts of all objectives take " + ByteSizes.format(allowance.maxBytes())
                    + ", and none are kept of " + labels
                    + "; raise monitoring.alerts.slo-memory, or name fewer labels under \"by\"";
            return null;
        }
        CountLedger added =
                new CountLedger(objective.shape(), objective.indicator().partIsGood());
        ledgers.put(labels, added);
        return added;
    }

    /** Drops the counts of labels that have not been seen for longer than the window. */
    private void forget(long timeMillis) {
        long oldest = timeMillis - objective.window().toMillis();
        for (Iterator<CountLedger> all = ledgers.values().iterator(); all.hasNext(); ) {
            if (all.next().aliveMillis() < oldest) {
                all.remove();
                allowance.giveBack(objective.shape().bytes());
            }
        }
    }

    private List<RecordedSeries.Entry> entries(long timeMillis) {
        List<RecordedSeries.Entry> entries = new ArrayList<>();
        Labels own = Labels.of(Objective.SLO, objective.name());
        entries.add(entry("slo:has_data", own, alive.isEmpty() ? 0 : 1));
        entries.add(entry("slo:objective_ratio", own, 1 - objective.budgetRatio()));
        for (Map.Entry<Labels, CountLedger> one : ledgers.entrySet()) {
            Labels labels = own.withAll(one.getKey());
            for (WindowStatus window : reckoning.windows(one.getValue(), timeMillis)) {
                write(entries, labels, window);
            }
            WindowStatus whole = reckoning.whole(one.getValue(), timeMillis);
            write(entries, labels, whole);
            entries.add(entry("slo:error_budget_left_ratio", labels, BudgetReckoning.left(whole)));
        }
        return entries;
    }

    private static void write(List<RecordedSeries.Entry> entries, Labels labels, WindowStatus window) {
        if (window.counts().total() > 0) {
            Labels own = labels.with(Objective.WINDOW, Objective.text(window.window()));
            entries.add(entry("slo:error_ratio", own, window.counts().errorRatio()));
            entries.add(entry("slo:events", own, window.counts().total()));
        }
    }

    private static RecordedSeries.Entry entry(String name, Labels labels, double value) {
        return new RecordedSeries.Entry(labels.with(Labels.METRIC_NAME, name), value);
    }

    synchronized SloStatus status() {
        List<String> remarks = new ArrayList<>();
        for (String remark : List.of(found, beyond)) {
            if (!remark.isEmpty()) {
                remarks.add(remark);
            }
        }
        if (refused > 0) {
            remarks.add(
                    "the history refused " + refused
                            + " samples, so alerts may not see what happens; raise monitoring.history.max-series-per-family, max-series or max-memory");
        }
        List<BudgetStatus> budgets = new ArrayList<>();
        if (lastMillis != UNKNOWN) {
            for (Map.Entry<Labels, CountLedger> one : ledgers.entrySet()) {
                if (one.getValue().isOver(objective.window().toMillis(), lastMillis)) {
                    remarks.add("more events are counted as "
                            + (objective.indicator().partIsGood() ? "good" : "bad") + " than there are in all"
                            + (one.getKey().isEmpty() ? "" : ", of " + one.getKey())
                            + "; look whether the selectors mean the same events and have the labels under \"by\"");
                }
                budgets.add(reckoning.budget(one.getKey(), one.getValue(), lastMillis, alive.contains(one.getKey())));
            }
        }
        return new SloStatus(
                objective,
                group,
                lastMillis == UNKNOWN ? 0 : lastMillis,
                !alive.isEmpty(),
                remarks,
                budgets,
                objective.shape().bytes() * ledgers.size() + measure.bytes());
    }

    /** Moves all times by as much as the wall clock was set. */
    synchronized void shift(long millis) {
        ledgers.values().forEach(ledger -> ledger.shift(millis));
        measure.shift(millis);
        lastMillis += lastMillis == UNKNOWN ? 0 : millis;
        keeper.shift(millis);
    }

    private void load(long timeMillis) {
        loaded = true;
        keeper.load(timeMillis).forEach((labels, ledger) -> {
            boolean fits = ledgers.size() < objective.maxGroups();
            if (fits && allowance.take(objective.shape().bytes())) {
                ledgers.put(labels, ledger);
            }
        });
    }

    /** Gives the counts to the memory. */
    synchronized void save() {
        if (loaded) {
            keeper.saveAll(ledgers, lastMillis);
        }
    }
}

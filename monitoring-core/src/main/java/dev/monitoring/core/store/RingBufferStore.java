package dev.monitoring.core.store;

import dev.monitoring.core.model.Labels;
import dev.monitoring.core.model.Matcher;
import dev.monitoring.core.series.Appender;
import dev.monitoring.core.series.Cardinality;
import dev.monitoring.core.series.Queryable;
import dev.monitoring.core.series.SampleStore;
import dev.monitoring.core.series.Series;
import dev.monitoring.core.series.StoreStatistics;
import dev.monitoring.core.store.chunk.Codec;
import dev.monitoring.core.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recent samples of many series in memory, compressed, within a time, a number of bytes and a number of series. Thread-safe:
 * one writer at a time, readers at any time without waiting.
 *
 * <p>What it does at its limits is part of the contract. Samples older than the retention go, and series with them once they
 * have no other. Beyond the ceiling of bytes the oldest samples go early. New series are refused beyond the ceilings of
 * series, or when series alone would take half the bytes; existing ones keep working. Each is counted in {@link #statistics}
 * and {@link #refusedByFamily} and said in the log, once a minute for each metric name.
 *
 * <p>A sample later than the clock by more than the tolerance is refused. Where the clock is set back, what is stored moves
 * back with it, so that it stays as old as it was; see {@link Timeline}. Samples taken while the clock was ahead for less than
 * ten minutes are dropped when it comes back.
 */
public final class RingBufferStore implements SampleStore, Queryable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RingBufferStore.class);

    /** Reading both clocks takes below a microsecond; longer where the thread was stopped in between. */
    private static final long CLOCK_READING_NANOS = 50_000_000;

    private final ReentrantLock writing = new ReentrantLock();
    private final StoreConfig config;
    private final Clock clock;
    private final StoreParts parts;
    private final SeriesTable table;
    private final LabelIndex index;
    private final StoreCounters counters;
    private final SeriesOrder order;
    private final BatchAppender appender;
    private final Selections selections;
    private final Sweeper sweeper;
    private final Horizon horizon;
    private final Timeline timeline;

    // Guarded by writing.
    private long horizonMillis;
    private long nowNanos;
    private long shortenedLoggedNanos;
    private long shortenedLogged;
    private long stepLoggedNanos;
    private long stepsLogged;

    /** The newest series that readers may see: the index knows all up to it. */
    private volatile long visible = -1;

    private volatile boolean closed;

    private RingBufferStore(StoreConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.parts = StoreParts.of(config);
        this.table = parts.table();
        this.index = parts.index();
        this.selections = new Selections(index, table);
        this.counters = parts.counters();
        this.order = new SeriesOrder(table);
        this.appender = new BatchAppender(this, parts);
        this.horizonMillis = clock.epochMillis();
        this.nowNanos = clock.nanoTime();
        this.horizon = new Horizon(horizonMillis, nowNanos);
        this.timeline =
                new Timeline(config.interval().toMillis(), config.retention().toMillis(), horizonMillis, nowNanos);
        this.sweeper = new Sweeper(table, parts.keeper(), config.retention().toMillis(), horizonMillis, nowNanos);
    }

    /** An empty store. It starts no thread; maintenance is done at the end of batches, a little each time. */
    public static RingBufferStore create(StoreConfig config, Clock clock) {
        return new RingBufferStore(config, clock);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException if this thread has a batch open already
     */
    @Override
    public Appender append() {
        if (writing.isHeldByCurrentThread()) {
            throw new IllegalStateException("this thread has a batch open already; close it first");
        }
        writing.lock();
        try {
            long nowMillis = advance();
            appender.begin(
                    nowMillis,
                    nowNanos,
                    timeline.shiftMillis(),
                    horizonMillis - config.retention().toMillis());
            return appender;
        } catch (Throwable e) {
            writing.unlock();
            throw e;
        }
    }

    /** Takes note of the time; stored time. */
    private long advance() {
        long wallMillis;
        long before;
        do { // both clocks at the same moment, as far as the operating system lets us
            before = clock.nanoTime();
            wallMillis = clock.epochMillis();
            nowNanos = clock.nanoTime();
        } while (nowNanos - before > CLOCK_READING_NANOS);
        Timeline.Change change = timeline.advance(wallMillis, nowNanos, horizon.isSuspicious());
        long nowMillis = Timeline.stored(wallMillis, timeline.shiftMillis());
        horizonMillis = horizon.advance(nowMillis, nowNanos);
        if (change != Timeline.Change.NONE) {
            report(change, change == Timeline.Change.AHEAD_UNDONE ? discardAfter(nowMillis) : 0);
        }
        return nowMillis;
    }

    /** Drops what lies in the future; how many samples. Takes some 10 ms for 20,000 series, and is rare. */
    private long discardAfter(long nowMillis) {
        long before = counters.get(StoreCounters.DISCARDED);
        for (int slot = 0; slot < table.capacity(); slot++) {
            MemorySeries series = table.get(slot);
            if (series != null && series.newestMillis() > nowMillis) {
                parts.keeper().discardAfter(series, nowMillis);
            }
        }
        return counters.get(StoreCounters.DISCARDED) - before;
    }

    private void report(Timeline.Change change, long discarded) {
        counters.add(timeline.stepMillis() < 0 ? StoreCounters.STEPS_BACK : StoreCounters.STEPS_AHEAD, 1);
        long steps = counters.get(StoreCounters.STEPS_BACK) + counters.get(StoreCounters.STEPS_AHEAD);
        if (stepsLogged > 0 && nowNanos - stepLoggedNanos < Refusals.LOG_INTERVAL_NANOS) {
            return;
        }
        String by = StoreConfig.text(Duration.ofMillis(Math.abs(timeline.stepMillis())));
        String what = switch (change) {
            case BACK ->
                "the wall clock was set back by " + by
                        + "; what was collected moves back with it in the history, so that"
                        + " it stays as old as it is";
            case BACK_UNDONE ->
                "the wall clock was set ahead by " + by + ", which takes back that it was set back; the history moves"
                        + " with it";
            case AHEAD ->
                "the wall clock was set ahead by " + by + ", or this machine slept; the history has a gap of that"
                        + " length";
            case AHEAD_UNDONE ->
                "the wall clock was set back by " + by + ", which takes back that it was set ahead; " + discarded
                        + " samples taken meanwhile are dropped";
            case NONE -> "";
        };
        long more = steps - stepsLogged - 1;
        parts.refusals().say(what + (more == 0 ? "" : " (and " + more + " more steps since the last such line)"));
        stepsLogged = steps;
        stepLoggedNanos = nowNanos;
    }

    /** Ends the batch of this thread, if it has one. */
    void endBatch() {
        if (!writing.isHeldByCurrentThread()) {
            return;
        }
        List<String> lines;
        try {
            appender.publish();
            visible = appender.nextSequence() - 1;
            maintain();
            lines = parts.refusals().takeLines();
        } finally {
            appender.end();
            writing.unlock();
        }
        // Outside the lock: nobody's log appender shall hold up writers.
        if (lines != null) {
            lines.forEach(LOG::warn);
        }
    }

    private void maintain() {
        List<MemorySeries> expired = sweeper.sweep(horizonMillis, nowNanos, appender.nextSequence());
        if (!expired.isEmpty()) {
            drop(expired);
            counters.add(StoreCounters.EXPIRED, expired.size());
        }
        long shortened = counters.get(StoreCounters.SHORTENED);
        if (shortened > shortenedLogged
                && (shortenedLogged == 0 || nowNanos - shortenedLoggedNanos >= Refusals.LOG_INTERVAL_NANOS)) {
            parts.refusals()
                    .say("history is shorter than " + config.retention() + ": the oldest samples were dropped, "
                            + (shortened - shortenedLogged) + " blocks of them since the last such line, to stay below "
                            + config.maxBytes()
                            + " bytes; raise monitoring.history.max-memory, or collect less");
            shortenedLogged = shortened;
            shortenedLoggedNanos = nowNanos;
        }
    }

    /** Drops series: readers first lose sight of them, then the index and what was selected, then their slots are free. */
    private void drop(List<MemorySeries> series) {
        for (MemorySeries one : series) {
            parts.keeper().retire(one);
            parts.refusals().removed(one);
        }
        index.remove(series);
        selections.forget();
        series.forEach(table::remove);
        counters.set(StoreCounters.SERIES, table.size());
    }

    boolean isClosed() {
        return closed;
    }

    /** Forgets everything. Series that readers hold are empty from now on; new ones are refused. */
    @Override
    public void close() {
        writing.lock();
        try {
            closed = true;
            List<MemorySeries> all = new ArrayList<>();
            for (int slot = 0; slot < table.capacity(); slot++) {
                MemorySeries series = table.get(slot);
                if (series != null) {
                    all.add(series);
                }
            }
            drop(all);
        } finally {
            writing.unlock();
        }
    }

    @Override
    public List<Series> select(List<Matcher> matchers, long minMillis, long maxMillis) {
        long newest = visible;
        long shift = timeline.shiftMillis();
        List<Series> fitting = selections.find(matchers, newest);
        if (fitting == null) {
            Selections.Version version = selections.version(matchers, newest);
            fitting = order.sort(fitting(matchers, newest), newest);
            selections.keep(matchers, fitting, version);
        }
        List<Series> selected = inRange(fitting, Timeline.stored(minMillis, shift), Timeline.stored(maxMillis, shift));
        if (shift == 0) {
            return selected;
        }
        List<Series> shifted = new ArrayList<>(selected.size());
        for (Series series : selected) {
            shifted.add(new ShiftedSeries(series, shift));
        }
        return shifted;
    }

    /** The series that may have samples in a range of stored time; mostly all, and then nothing is copied. */
    private static List<Series> inRange(List<Series> fitting, long minMillis, long maxMillis) {
        Series[] selected = null;
        int count = 0;
        for (int i = 0; i < fitting.size(); i++) {
            MemorySeries series = (MemorySeries) fitting.get(i);
            boolean isIn = !series.isRetired() && series.mayHave(minMillis, maxMillis);
            if (!isIn && selected == null) {
                selected = fitting.toArray(new Series[0]);
                count = i;
            } else if (isIn && selected != null) {
                selected[count++] = series;
            }
        }
        return selected == null ? fitting : List.of(Arrays.copyOf(selected, count));
    }

    /** The series that fit all matchers, in no order. */
    private MemorySeries[] fitting(List<Matcher> matchers, long newest) {
        int[] slots = index.select(matchers);
        MemorySeries[] fitting = new MemorySeries[slots.length];
        int count = 0;
        for (int slot : slots) {
            MemorySeries series = table.get(slot);
            // Not retired after all lists were read means that none of them had lost it.
            if (series != null && series.sequence() <= newest && !series.isRetired()) {
                fitting[count++] = series;
            }
        }
        return count == fitting.length ? fitting : Arrays.copyOf(fitting, count);
    }

    @Override
    public List<String> labelNames(List<Matcher> matchers, long minMillis, long maxMillis) {
        Set<String> names = new HashSet<>();
        for (Series series : select(matchers, minMillis, maxMillis)) {
            Labels labels = series.labels();
            for (int i = 0; i < labels.size(); i++) {
                names.add(labels.name(i));
            }
        }
        return List.copyOf(new TreeSet<>(names));
    }

    @Override
    public List<String> labelValues(String name, List<Matcher> matchers, long minMillis, long maxMillis) {
        Set<String> values = new HashSet<>();
        for (Series series : select(matchers, minMillis, maxMillis)) {
            String value = series.labels().get(name);
            if (value != null) {
                values.add(value);
            }
        }
        return List.copyOf(new TreeSet<>(values));
    }

    /** How the store is doing. */
    public StoreStatistics statistics() {
        long oldest = Long.MAX_VALUE;
        long newest = Long.MIN_VALUE;
        for (int slot = 0; slot < table.capacity(); slot++) {
            MemorySeries series = table.get(slot);
            if (series != null) {
                oldest = Math.min(oldest, series.oldestMillis());
                newest = Math.max(newest, series.newestMillis());
            }
        }
        Map<Appender.Outcome, Long> outcomes = new EnumMap<>(Appender.Outcome.class);
        for (Appender.Outcome outcome : Appender.Outcome.values()) {
            outcomes.put(outcome, counters.get(StoreCounters.outcome(outcome)));
        }
        Map<String, Long> blocks = new TreeMap<>();
        for (Codec codec : Codec.values()) {
            blocks.put(codec.name().toLowerCase(Locale.ROOT), counters.get(StoreCounters.blocks(codec)));
        }
        return new StoreStatistics(
                counters.get(StoreCounters.SERIES),
                counters.get(StoreCounters.SAMPLES),
                counters.get(StoreCounters.SEALED_BYTES)
                        + counters.get(StoreCounters.FIXED_BYTES)
                        + counters.get(StoreCounters.INDEX_BYTES),
                config.maxBytes(),
                Timeline.wall(oldest, timeline.shiftMillis()),
                Timeline.wall(newest, timeline.shiftMillis()),
                counters.get(StoreCounters.CREATED),
                counters.get(StoreCounters.EXPIRED),
                counters.get(StoreCounters.REFUSED),
                counters.get(StoreCounters.SHORTENED),
                counters.get(StoreCounters.DISCARDED),
                outcomes,
                blocks);
    }

    /**
     * How often each metric name was refused a new series since start, ascending by name. At most about 500 names; further
     * ones are counted together as {@code (others)}.
     */
    public SortedMap<String, Long> refusedByFamily() {
        return parts.refusals().byFamily();
    }

    /** How often the wall clock was found set ahead, or the machine to have slept, since start. */
    public long stepsAheadTotal() {
        return counters.get(StoreCounters.STEPS_AHEAD);
    }

    /** How often the wall clock was found set back since start. */
    public long stepsBackTotal() {
        return counters.get(StoreCounters.STEPS_BACK);
    }

    /**
     * Where the series come from.
     *
     * @param limit how many entries each list has at most
     */
    public Cardinality cardinality(int limit) {
        return CardinalityCount.of(index).top(limit);
    }

    /** The parts, for checks of invariants in tests. */
    StoreParts parts() {
        return parts;
    }
}

package dev.monitoring.alerts.rule;

import dev.monitoring.core.time.Clock;
import dev.monitoring.core.time.EventLoop;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32;

/**
 * Evaluates each group of an engine on its interval. Groups are spread over their interval by their names, so that the same
 * group is always evaluated at the same moments, and not all at once. A moment that comes while the evaluation before still runs,
 * or that passes unnoticed, is left out and counted. Thread-safe.
 */
public final class RuleSchedule implements AutoCloseable {
    // Design note. The loop owns the list of groups with their next moments; it hands evaluations to the workers and
    // never evaluates itself. The wall clock says which moment it is, the monotonic clock when to look again. Where
    // the two have drifted apart by more than a step between two looks, somebody has set the wall clock: what the
    // engine remembers is moved along, and moments are reckoned anew.

    /** Slewing a clock takes less than this between two looks; setting it mostly takes more. */
    private static final long STEP_MILLIS = 1_000;

    private static final long LOOK_MILLIS = 1_000;
    private static final long NANOS = 1_000_000;

    /** A group with its next moment; the loop's thread only, but for {@code running}. */
    private static final class Slot {
        final RuleGroup group;
        final AtomicBoolean running = new AtomicBoolean();
        long nextMillis;
        long missed;

        Slot(RuleGroup group) {
            this.group = group;
        }
    }

    private final RuleEngine engine;
    private final Clock clock;
    private final Executor workers;
    private final EventLoop.Wakeup look;
    private List<RuleGroup> known = List.of();
    private Map<RuleGroup, Slot> slots = Map.of();
    private long lastMillis;
    private long lastNanos;
    private volatile boolean closed;

    /**
     * A schedule that begins at once.
     *
     * @param loop looks after the moments; closed by the caller
     * @param workers evaluate; each evaluation is one task
     */
    public RuleSchedule(RuleEngine engine, Clock clock, EventLoop loop, Executor workers) {
        this.engine = engine;
        this.clock = clock;
        this.workers = workers;
        this.lastMillis = clock.epochMillis();
        this.lastNanos = clock.nanoTime();
        this.look = loop.wakeup(this::look);
        look.now();
    }

    /** Takes in that the engine's rules were replaced. */
    public void refresh() {
        look.now();
    }

    /** Begins no evaluation any more. */
    @Override
    public void close() {
        closed = true;
    }

    private void look() {
        if (closed) {
            return;
        }
        long nowNanos = clock.nanoTime();
        long nowMillis = clock.epochMillis();
        long set = nowMillis - lastMillis - (nowNanos - lastNanos) / NANOS;
        lastMillis = nowMillis;
        lastNanos = nowNanos;
        boolean clockWasSet = Math.abs(set) >= STEP_MILLIS;
        if (clockWasSet) {
            engine.shift(set);
        }
        takeInGroups(nowMillis, clockWasSet);
        long next = nowMillis + LOOK_MILLIS;
        for (Slot slot : slots.values()) {
            if (slot.nextMillis <= nowMillis) {
                evaluate(slot, nowMillis);
            }
            next = Math.min(next, slot.nextMillis);
        }
        look.at(nowNanos + Math.max(1, next - nowMillis) * NANOS);
    }

    private void takeInGroups(long nowMillis, boolean anew) {
        List<RuleGroup> groups = engine.groups();
        if (groups.equals(known) && !anew) {
            return;
        }
        Map<RuleGroup, Slot> after = new LinkedHashMap<>();
        for (RuleGroup group : groups) {
            Slot slot = slots.get(group);
            if (slot == null || anew) {
                slot = slot == null ? new Slot(group) : slot;
                slot.nextMillis = latest(group, nowMillis) + group.interval().toMillis();
            }
            after.put(group, slot);
        }
        known = groups;
        slots = after;
    }

    private void evaluate(Slot slot, long nowMillis) {
        long interval = slot.group.interval().toMillis();
        long moment = latest(slot.group, nowMillis);
        slot.missed += Math.max(0, (moment - slot.nextMillis) / interval);
        slot.nextMillis = moment + interval;
        if (!slot.running.compareAndSet(false, true)) {
            slot.missed++;
            return;
        }
        long missed = slot.missed;
        slot.missed = 0;
        workers.execute(() -> {
            try {
                if (!closed) {
                    engine.evaluate(slot.group, moment, missed);
                }
            } finally {
                slot.running.set(false);
            }
        });
    }

    /** The latest moment of a group that is not after {@code nowMillis}. */
    public static long latest(RuleGroup group, long nowMillis) {
        long interval = group.interval().toMillis();
        CRC32 hash = new CRC32();
        hash.update((group.file() + ";" + group.name()).getBytes(StandardCharsets.UTF_8));
        long offset = Math.floorMod(hash.getValue(), interval);
        return Math.floorDiv(nowMillis - offset, interval) * interval + offset;
    }
}

package dev.monitoring.core.micrometer;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Meters that came to a registry or left it since last asked. Thread-safe.
 *
 * <p>Listeners run on the host's threads, under the registry's lock, and whatever they throw makes the host's registration
 * fail. So they put the meter into a queue, and that is all; what it means is worked out on the thread of a run. They stay in
 * the registry for as long as it lives, so they hold this object through a reference that {@link #detach} clears.
 */
final class MeterEvents {
    /** A meter that was added or removed. */
    record Event(Meter meter, boolean added) {}

    /** Beyond so many events nobody has asked for, they are dropped, and all meters are looked at anew. */
    static final int MAX_WAITING = 10_000;

    private final ConcurrentLinkedQueue<Event> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final Listener added = new Listener(this, true);
    private final Listener removed = new Listener(this, false);
    private volatile boolean overflow;

    /** Hears of a registry's meters from now on. */
    static MeterEvents listenTo(MeterRegistry registry) {
        MeterEvents events = new MeterEvents();
        registry.config().onMeterAdded(events.added).onMeterRemoved(events.removed);
        return events;
    }

    /** The next event, or null. */
    @Nullable
    Event poll() {
        Event event = waiting.poll();
        if (event != null) {
            size.decrementAndGet();
        }
        return event;
    }

    /** Whether events were dropped since last asked. */
    boolean overflowed() {
        if (!overflow) {
            return false;
        }
        overflow = false;
        while (poll() != null) {
            // what is queued is in the registry's list of meters as well
        }
        return true;
    }

    void detach() {
        added.events = null;
        removed.events = null;
        while (poll() != null) {
            // the meters are the registry's alone again
        }
    }

    private void put(Meter meter, boolean isAdded) {
        if (size.get() >= MAX_WAITING) {
            overflow = true;
            return;
        }
        size.incrementAndGet();
        waiting.add(new Event(meter, isAdded));
    }

    private static final class Listener implements Consumer<Meter> {
        volatile @Nullable MeterEvents events;
        private final boolean isAdded;

        Listener(MeterEvents events, boolean isAdded) {
            this.events = events;
            this.isAdded = isAdded;
        }

        @Override
        public void accept(Meter meter) {
            try {
                MeterEvents current = events;
                if (current != null) {
                    current.put(meter, isAdded);
                }
            } catch (Throwable failure) { // no memory for an event; the meter is found when all are looked at anew
                MeterEvents current = events;
                if (current != null) {
                    current.overflow = true;
                }
            }
        }
    }
}
